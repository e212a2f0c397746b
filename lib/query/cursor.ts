import { createHash } from 'node:crypto';
import * as z from 'zod';
import { parameterProblem } from './problem';

/** Longer than any cursor that this code makes. */
export const LONGEST_CURSOR = 4096;

const shape = z.tuple([z.string(), z.string()]);

const mark = (scope: string): string => createHash('sha256').update(scope).digest('base64url').slice(0, 8);

/** An opaque text for a place in a list. `scope` names the query, with its filters. */
export const positionOf = (scope: string, place: string): string =>
  Buffer.from(JSON.stringify([mark(scope), place])).toString('base64url');

/** The place in a cursor of the same query. @throws ProblemError for any other text */
export function positionIn(scope: string, cursor: string): string {
  const [of, place] = read(cursor);
  if (of !== mark(scope))
    throw parameterProblem('cursor', 'It belongs to a query with other filters. Start again without it.');
  return place;
}

function read(cursor: string): readonly [string, string] {
  try {
    if (cursor.length <= LONGEST_CURSOR) return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    // Falls through: whatever is wrong with it, one can only start again.
  }
  throw parameterProblem('cursor', 'It is none that this API gave. Start again without it.');
}
