import type { z } from 'zod';
import { TABLE_KEYS, TTL_ATTRIBUTE } from '../contract/table';
import type { Clock } from '../monitor/ports';
import { CorruptItemError, NewerFormatError, StorageError } from './errors';
import { printKey, type Key } from './keys';

/** An item as the document client gives it. */
export type Item = Readonly<Record<string, unknown>>;

/** A type of item: its name, the version of its shape, and the shape of its attributes beside the keys. */
export interface Entity<S extends z.ZodType = z.ZodType> {
  readonly type: string;
  /** Raised when a release that does not know the new shape would misread it. */
  readonly schema: number;
  readonly shape: S;
}

export const keyOf = (item: Item): Key => ({ pk: text(item[TABLE_KEYS.partition]), sk: text(item[TABLE_KEYS.sort]) });

/** A key of the table is a text; what is handed in may be anything. */
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The attributes that say what an item is; the others follow. */
export const envelope = (entity: Entity): { readonly type: string; readonly schema: number } => ({
  type: entity.type,
  schema: entity.schema,
});

export function encode<S extends z.ZodType>(entity: Entity<S>, key: Key, attributes: z.input<S>): Item {
  return { ...key, ...envelope(entity), ...(attributes as Item) };
}

/** @throws NewerFormatError, CorruptItemError. */
export function decode<S extends z.ZodType>(entity: Entity<S>, item: Item): z.output<S> {
  const place = printKey(keyOf(item));
  if (item.type !== entity.type)
    throw new CorruptItemError(place, `its type is ${JSON.stringify(item.type)}, not ${entity.type}`);
  if (typeof item.schema !== 'number') throw new CorruptItemError(place, 'its schema is not a number');
  if (item.schema > entity.schema) throw new NewerFormatError(`The item ${place}`, item.schema, entity.schema, place);
  const read = entity.shape.safeParse(item);
  if (!read.success)
    throw new CorruptItemError(
      place,
      read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    );
  return read.data;
}

/** What DynamoDB deletes late, or the local engine with the next sweep, counts as gone already. */
export const hasExpired = (item: Item, now: number): boolean =>
  typeof item[TTL_ATTRIBUTE] === 'number' && item[TTL_ATTRIBUTE] * 1000 <= now;

/**
 * The value of the TTL attribute for something that is kept for so many milliseconds after a moment. A clock that is
 * known to be wrong shortens no life: the time counts from its last moment without doubt at the earliest.
 */
export const expiry = (from: number, keepMs: number, clock: Clock): number =>
  Math.ceil((Math.max(from, clock.doubtedSince?.() ?? from) + keepMs) / 1000);

/**
 * A reader of items whose every failure says which item it is: content of another shape than the types say would
 * otherwise throw a TypeError, which ends every list with the item in it.
 * @throws NewerFormatError, NewerContentError, CorruptItemError
 */
export const reader =
  <T>(read: (item: Item) => T): ((item: Item) => T) =>
  (item) => {
    try {
      return read(item);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw new CorruptItemError(printKey(keyOf(item)), (error as Error).message);
    }
  };
