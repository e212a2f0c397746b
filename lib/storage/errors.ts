/** Storage could not do what was asked; the message names the place and the fix, ready for a person. */
export class StorageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageError';
  }
}

/** An item, or the local data, was written by a newer release; nothing was changed. */
export class NewerFormatError extends StorageError {
  /** The key of the item, when it is one; not set for the local data as a whole. */
  readonly unreadable?: string;

  constructor(what: string, found: number, known: number, item?: string) {
    super(
      `${what} has format ${found}, and this release of mta-sts-watch knows formats up to ${known}. ` +
        'Upgrade mta-sts-watch to the release that wrote it, or a newer one.',
    );
    this.name = 'NewerFormatError';
    if (item !== undefined) this.unreadable = item;
  }
}

/** An item has the shape that this release knows, and names something that it does not know; nothing was changed. */
export class NewerContentError extends StorageError {
  readonly unreadable: string;

  /** @param content such as `a finding of the kind "x"` */
  constructor(key: string, content: string) {
    super(
      `The item ${key} has ${content}, which this release of mta-sts-watch does not know. ` +
        'Upgrade mta-sts-watch to the release that wrote it, or a newer one.',
    );
    this.name = 'NewerContentError';
    this.unreadable = key;
  }
}

/** An item does not have the shape that docs/table.md gives for its type. */
export class CorruptItemError extends StorageError {
  readonly unreadable: string;

  constructor(key: string, problem: string) {
    super(
      `The item ${key} is not as mta-sts-watch writes it (${problem}). Was it edited by hand? Restore it, or delete it.`,
    );
    this.name = 'CorruptItemError';
    this.unreadable = key;
  }
}
