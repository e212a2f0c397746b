import { Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { ClassicLevel } from 'classic-level';
import type { Row, RowRange } from 'dynalite/db';

/** LevelDB over a folder; values are JSON. */
export type Level = ClassicLevel<string, Row>;

/** What one read of LevelDB brings at most: rows, and octets (a row more may come). */
const ROWS = 100;
const OCTETS = 256 * 1024;

/** Opens the LevelDB of the folder, which is made if it is not there. @throws as LevelDB does; see {@link isHeld}. */
export async function openLevel(path: string): Promise<Level> {
  const level: Level = new ClassicLevel<string, Row>(path, { valueEncoding: 'json' });
  await level.open();
  return level;
}

const codes = (error: unknown): readonly unknown[] =>
  isNativeError(error) ? [(error as NodeJS.ErrnoException).code, ...codes(error.cause)] : [];

/** Whether a process, or another part of this one, has the folder. */
export const isHeld = (error: unknown): boolean => codes(error).includes('LEVEL_LOCKED');

/** Whether LevelDB found what it did not write: in its files, or in a value. */
export const isCorruption = (error: unknown): boolean =>
  codes(error).some((code) => code === 'LEVEL_CORRUPTION' || code === 'LEVEL_DECODE_ERROR');

/**
 * The rows of a range. Whoever stops early destroys the stream; LevelDB's iterator, which pins files and memory, is
 * closed in any case. dynalite's own stream never closes it.
 * @param open waits until LevelDB may be read
 * @param closed is called once for each time that `open` gave a LevelDB
 */
export function rowStream(open: () => Promise<Level>, range: RowRange, closed: () => void): Readable {
  type Rows = ReturnType<Level['values']>;
  let rows: Promise<Rows> | undefined;
  const next = async (stream: Readable): Promise<void> => {
    rows ??= open().then((level) => {
      try {
        return level.values({ ...range, highWaterMarkBytes: OCTETS });
      } catch (error) {
        closed();
        throw error;
      }
    });
    const found = await (await rows).nextv(ROWS);
    for (const row of found) if (!stream.destroyed) stream.push(row);
    if (found.length === 0) stream.push(null);
  };
  return new Readable({
    objectMode: true,
    highWaterMark: ROWS,
    read() {
      next(this).catch((error: Error) => this.destroy(error));
    },
    destroy(error, callback) {
      if (!rows) return callback(error);
      rows
        .then((iterator) => iterator.close().finally(closed))
        .then(
          () => callback(error),
          (failed: Error) => callback(error ?? failed),
        );
    },
  });
}
