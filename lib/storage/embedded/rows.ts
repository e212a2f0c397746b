import type { Row } from 'dynalite/db';

/** Sorts after every key that follows a prefix. */
export const END = '\xff';

/** The keys of LevelDB's rows as dynalite makes them: what comes before the key of a table, an item, an index entry. */
export const TABLES = 'table~';
export const tableKey = (table: string): string => TABLES + table;
export const itemPrefix = (table: string): string => `item-${table}~`;
export const indexPrefix = (table: string, index: string, type = 'Global'): string =>
  `index-${type.toLowerCase()}~${table}~${index}~`;

/** The attribute `type` of an item in DynamoDB's own writing. */
export function typeOf(item: Row): string {
  const type = item.type as { readonly S?: unknown } | undefined;
  return typeof type?.S === 'string' ? type.S : 'other';
}
