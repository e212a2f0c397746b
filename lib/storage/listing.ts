import { INDEXES, type IndexShape } from '../contract/table';
import type { Page, Range } from '../monitor/ports';
import { makeCursor, readCursor } from './cursor';
import { hasExpired, keyOf, type Item } from './item';
import { timeBound } from './keys';
import type { Quarantine } from './quarantine';
import type { Table } from './table';

const DEFAULT_LIMIT = 100;
const HIGHEST_LIMIT = 1000;

/** Keys read from an index, or items from a partition, at a time. */
const CHUNK = 100;

/** Comes after `#`, which follows the time in a sort key: the bound is inclusive, whatever id follows. */
const AFTER_TIME = '$';

/** @throws RangeError when it is no whole number from 1 to 1,000. */
export function pageLimit(limit: number | undefined): number {
  const given = limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(given) || given < 1 || given > HIGHEST_LIMIT)
    throw new RangeError(`a page has 1 to ${HIGHEST_LIMIT} items, not ${given}`);
  return given;
}

interface Bounds {
  readonly from: string;
  readonly to: string;
  /** The page before ended with this position, which is not to be repeated. */
  readonly after?: string;
  readonly limit: number;
}

/** The bounds of the sort key for a range of time; `prefix` comes before the time in it. */
function bounds(scope: string, prefix: string, range: Range): Bounds {
  const from = prefix + timeBound(range.since ?? 0);
  const to = prefix + timeBound(range.until ?? Infinity) + AFTER_TIME;
  const limit = pageLimit(range.limit);
  if (range.cursor === undefined) return { from, to, limit };
  const after = readCursor(scope, range.cursor, prefix);
  return { from, to: after < to ? after : to, after, limit };
}

/** A page of one target's items whose sort key is `prefix` and a time, newest first. */
export async function targetPage<T>(
  table: Table,
  query: {
    scope: string;
    partition: string;
    prefix: string;
    range: Range;
    now: number;
    decode: (item: Item) => T;
    quarantine: Quarantine;
  },
): Promise<Page<T>> {
  const { from, to, after, limit } = bounds(query.scope, query.prefix, query.range);
  const pages = table.query({ partition: query.partition, from, to, newestFirst: true, limit: limit + 2 });
  return take(query, limit, visible(pages, query.now, after));
}

async function* visible(
  pages: AsyncIterable<readonly Item[]>,
  now: number,
  after: string | undefined,
): AsyncGenerator<Listed> {
  for await (const page of pages) {
    for (const item of page) {
      const position = keyOf(item).sk;
      if (position !== after && !hasExpired(item, now)) yield { position, item };
    }
  }
}

/** A page of what the listing index has in these partitions, newest first over all of them. */
export async function indexPage<T>(
  table: Table,
  query: {
    scope: string;
    partitions: readonly string[];
    range: Range;
    now: number;
    decode: (item: Item) => T;
    quarantine: Quarantine;
  },
): Promise<Page<T>> {
  const { from, to, after, limit } = bounds(query.scope, '', query.range);
  const sources = query.partitions.map((partition) =>
    indexed(table, INDEXES.listing, {
      partition,
      from,
      to,
      newestFirst: true,
      limit: Math.min(limit + 2, CHUNK),
      now: query.now,
    }),
  );
  return take(query, limit, newestOf(sources, after));
}

interface Listed {
  readonly position: string;
  readonly item: Item;
}

/** What an index names, as the table has it now: what has left the list since, or has expired, is left out. */
export async function* indexed(
  table: Table,
  index: IndexShape,
  query: { partition: string; from: string; to: string; newestFirst?: boolean; limit?: number; now: number },
): AsyncGenerator<Listed> {
  for await (const page of table.query({ limit: CHUNK, ...query }, index)) {
    const items = await table.getMany(page.map(keyOf));
    for (const [n, item] of items.entries()) {
      const position = page[n]?.[index.sort];
      const listed = item?.[index.partition] === query.partition && item[index.sort] === position;
      if (listed && !hasExpired(item, query.now)) yield { position: String(position), item };
    }
  }
}

/** Merges lists that are each newest first. */
async function* newestOf(
  sources: readonly AsyncGenerator<Listed>[],
  after: string | undefined,
): AsyncGenerator<Listed> {
  const heads = await Promise.all(sources.map(async (source) => ({ source, head: await source.next() })));
  for (;;) {
    let newest: (typeof heads)[number] | undefined;
    for (const candidate of heads) {
      if (candidate.head.done) continue;
      if (!newest || newest.head.done || byteOrder(candidate.head.value.position, newest.head.value.position) > 0)
        newest = candidate;
    }
    if (!newest || newest.head.done) return;
    if (newest.head.value.position !== after) yield newest.head.value;
    newest.head = await newest.source.next();
  }
}

/** DynamoDB orders text by its UTF-8 octets. */
const byteOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** One item more than the page is read, to know whether another page follows. */
async function take<T>(
  { scope, decode, quarantine }: { scope: string; decode: (item: Item) => T; quarantine: Quarantine },
  limit: number,
  list: AsyncIterable<Listed>,
): Promise<Page<T>> {
  const items: T[] = [];
  let last = '';
  for await (const { position, item } of list) {
    if (items.length === limit) return { items, cursor: makeCursor(scope, last) };
    items.push(...(await quarantine.all([item], decode)));
    last = position;
  }
  return { items };
}
