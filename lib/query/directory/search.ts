import { domainToASCII } from 'node:url';
import { positionIn, positionOf } from '../cursor';

/** What a person typed, as names are written: in lower case, other scripts as A-labels. */
export function searchTerm(typed: string): string {
  const text = typed.trim().toLowerCase();
  // eslint-disable-next-line no-control-regex -- whatever is not ASCII
  return /[^\x00-\x7f]/.test(text) ? domainToASCII(text) || text : text;
}

/** A part of what was found, and how much there is on all parts. */
export interface Found<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly cursor?: string;
}

export interface SearchRange {
  /** A {@link searchTerm}; empty for all. */
  readonly term: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Names the query, filters and all: a cursor serves the query that it came from, and no other. */
  readonly scope: string;
}

const BEGINS = 'a';
const CONTAINS = 'b';

/**
 * Those that begin with the term, and then those that contain it, each in the order given, which is that of names. A
 * cursor is the place of the last one, so that a list that changes meanwhile is neither repeated nor skipped.
 * @throws ProblemError for a cursor of another query
 */
export function search<T>(
  all: readonly T[],
  nameOf: (item: T) => string,
  { term, limit, cursor, scope }: SearchRange,
): Found<T> {
  const after = cursor === undefined ? '' : positionIn(scope, cursor);
  const rankOf = (name: string): string | undefined =>
    name.startsWith(term) ? BEGINS : name.includes(term) ? CONTAINS : undefined;
  const begins: T[] = [];
  const contains: T[] = [];
  for (const item of all) {
    const rank = rankOf(nameOf(item));
    if (rank === BEGINS) begins.push(item);
    else if (rank === CONTAINS) contains.push(item);
  }
  const place = (item: T): string => `${nameOf(item).startsWith(term) ? BEGINS : CONTAINS}${nameOf(item)}`;
  const items: T[] = [];
  for (const item of [...begins, ...contains]) {
    if (place(item) <= after) continue;
    if (items.length === limit)
      return { items, total: begins.length + contains.length, cursor: positionOf(scope, place(items.at(-1) as T)) };
    items.push(item);
  }
  return { items, total: begins.length + contains.length };
}
