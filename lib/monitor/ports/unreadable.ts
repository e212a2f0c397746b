/** A stored item that this release cannot read, because a newer one wrote it or because it is damaged. */
export interface UnreadableItem {
  /** Its key, for a person. */
  readonly key: string;
  /** What is wrong with it and what to do: one or two sentences. */
  readonly problem: string;
}

/** What the store throws for such an item, and only for that: the same again will not help, and others can be read. */
export const isUnreadable = (error: unknown): error is Error & { readonly unreadable: string } =>
  error instanceof Error && typeof (error as { readonly unreadable?: unknown }).unreadable === 'string';

export interface UnreadableStore {
  /**
   * Items that were found to be unreadable, by whatever process, and still are, at most some hundred. Lists leave such
   * items out; whoever asks for one of them gets an error of {@link isUnreadable}.
   */
  unreadable(): Promise<readonly UnreadableItem[]>;
}
