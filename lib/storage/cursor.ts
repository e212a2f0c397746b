import { createHash } from 'node:crypto';
import * as z from 'zod';

/** Longer than any cursor that this code makes. */
const LONGEST_CURSOR = 2048;

/** Octets; DynamoDB takes no longer one. */
const LONGEST_SORT_KEY = 1024;

const NO_CURSOR = 'not a cursor of this program: start again without it';

const shape = z.tuple([
  z.literal(1),
  z.string(),
  z
    .string()
    .min(1)
    .refine((position) => Buffer.byteLength(position) <= LONGEST_SORT_KEY),
]);

/** A cursor serves the query that it came from, and no other. */
const scopeHash = (scope: string): string => createHash('sha256').update(scope).digest('base64url').slice(0, 8);

/** An opaque text for the position of the last item of a page. `scope` names the query, such as `checks domain/example.com`. */
export const makeCursor = (scope: string, position: string): string =>
  Buffer.from(JSON.stringify([1, scopeHash(scope), position])).toString('base64url');

/**
 * The position in a cursor that {@link makeCursor} made for this query: `prefix`, and a time in 13 digits.
 * @throws RangeError for any other text.
 */
export function readCursor(scope: string, cursor: string, prefix: string): string {
  const position = readPosition(scope, cursor);
  if (!position.startsWith(prefix) || !/^\d{13}(#|$)/.test(position.slice(prefix.length)))
    throw new RangeError(NO_CURSOR);
  return position;
}

/** The position in a cursor that {@link makeCursor} made for this query. @throws RangeError for any other text. */
export function readPosition(scope: string, cursor: string): string {
  const [, hash, position] = parse(cursor);
  if (hash !== scopeHash(scope)) throw new RangeError('this cursor belongs to another query: start again without it');
  return position;
}

function parse(cursor: string): z.output<typeof shape> {
  try {
    if (cursor.length <= LONGEST_CURSOR) return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    // Falls through: whatever is wrong with it, the caller can only start again.
  }
  throw new RangeError(NO_CURSOR);
}
