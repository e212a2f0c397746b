import { constants } from 'node:fs';
import { cp, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { createKey, getIndexActions, type Row } from 'dynalite/db';
import { targetOfPartition } from '../keys';
import type { Home } from './home';
import { isCorruption, type Level } from './level';
import { END, indexPrefix, itemPrefix, tableKey, typeOf } from './rows';
import { EMPTY, type Tally } from './tally';

/** Copies of damaged files that are kept at most: a dying disk must not fill another one. */
const MOST_COPIES = 3;
const COPY = 'db-damaged-';

const ROWS = 500;
const OCTETS = 1024 * 1024;

/**
 * Copies the files of the database, as they were found, to a folder beside it.
 * @returns the folder; undefined when there are enough of them
 */
export async function setAside({ dir, database }: Home, now: Date): Promise<string | undefined> {
  const copies = (await readdir(dir)).filter((name) => name.startsWith(COPY));
  if (copies.length >= MOST_COPIES) return undefined;
  const copy = join(dir, COPY + now.toISOString().replace(/[:.]/g, '-'));
  const half = `${join(dir, 'run', basename(copy))}.half`;
  await rm(half, { recursive: true, force: true });
  await cp(database, half, { recursive: true, preserveTimestamps: true, mode: constants.COPYFILE_FICLONE });
  await rename(half, copy);
  return copy;
}

/** LevelDB's own repair: what can be read of its files becomes the database. */
export const repair = ({ database }: Home): Promise<void> => ClassicLevel.repair(database);

/** What is in the database. */
export interface Stock {
  readonly items: Tally['items'];
  /** The time of the newest check or event; undefined when there is none. */
  readonly newest?: number;
}

/** Counts the items of the table. */
export async function takeStock(level: Level, table: string): Promise<Stock> {
  const items: Record<string, number> = { ...EMPTY.items };
  let newest = -1;
  for await (const [, row] of rowsOf(level, itemPrefix(table))) {
    if (row === undefined) continue;
    const type = typeOf(row);
    items[type] = (items[type] ?? 0) + 1;
    newest = Math.max(newest, timeOf(row));
  }
  return { items, ...(newest >= 0 && { newest }) };
}

/**
 * After files were damaged: removes what is not as it was written, and writes every entry of the indexes anew, so that
 * no item that is left is missing on a list.
 */
export async function putInOrder(level: Level, name: string): Promise<void> {
  const table = await level.get(tableKey(name)).catch(unlessCorrupt);
  if (table === undefined) await level.del(tableKey(name));
  const indexes = Array.isArray(table?.GlobalSecondaryIndexes) ? (table.GlobalSecondaryIndexes as Row[]) : [];
  const prefix = itemPrefix(name);
  for (const { IndexName } of indexes) {
    const entries = indexPrefix(name, String(IndexName));
    await level.clear({ gte: entries, lt: entries + END });
  }
  for await (const [key, row] of rowsOf(level, prefix)) {
    const isWhole = row !== undefined && table !== undefined && keyOf(row, table) === key.slice(prefix.length);
    if (!isWhole) {
      if (row === undefined || table !== undefined) await level.del(key);
      continue;
    }
    const { puts } = getIndexActions(indexes, null, row, table);
    if (puts.length > 0)
      await level.batch(
        puts.map(({ index, key: entry, item }) => ({
          type: 'put' as const,
          key: indexPrefix(name, index) + entry,
          value: item,
        })),
      );
  }
}

/** Rows with their keys; a value that is not JSON any more is undefined. */
async function* rowsOf(level: Level, prefix: string): AsyncGenerator<readonly [string, Row | undefined]> {
  const iterator = level.iterator<string, string>({
    gte: prefix,
    lt: prefix + END,
    valueEncoding: 'utf8',
    highWaterMarkBytes: OCTETS,
  });
  try {
    for (;;) {
      const found = await iterator.nextv(ROWS);
      if (found.length === 0) return;
      for (const [key, text] of found) yield [key, parsed(text)];
    }
  } finally {
    await iterator.close();
  }
}

function parsed(text: string): Row | undefined {
  try {
    const row: unknown = JSON.parse(text);
    return typeof row === 'object' && row !== null ? (row as Row) : undefined;
  } catch {
    return undefined;
  }
}

/** The key that dynalite gives a row; undefined when the row has none. */
function keyOf(row: Row, table: Row): string | undefined {
  try {
    return createKey(row, table);
  } catch {
    return undefined;
  }
}

/** The time in the key of a check or an event of a target; -1 for anything else. */
function timeOf(row: Row): number {
  const [pk, sk] = ['pk', 'sk'].map((name) => (row[name] as { readonly S?: string } | undefined)?.S ?? '');
  const time = /^(?:CHECK|EVENT)#(\d{13})/.exec(sk ?? '')?.[1];
  return time === undefined || targetOfPartition(pk ?? '') === undefined ? -1 : Number(time);
}

function unlessCorrupt(error: unknown): undefined {
  if (!isCorruption(error)) throw error;
}
