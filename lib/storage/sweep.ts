import { forEachAtOnce } from '../core/at-once';
import type { StorageContext } from './context';
import type { Key } from './keys';

/** Looked at in one sweep if nothing else is asked for: some tens of milliseconds to a second of the local engine's time. */
const DEFAULT_SCAN = 5000;
const DELETES_AT_ONCE = 16;

export interface Sweep {
  /** Items looked at. */
  readonly scanned: number;
  readonly deleted: number;
  /** The end of the table was reached; the next sweep begins at its start. */
  readonly complete: boolean;
}

export interface Sweeper {
  /** Deletes what has expired among the next `limit` items of the table. DynamoDB does this by itself; the local engine does not. */
  sweepExpired(limit?: number): Promise<Sweep>;
}

export function sweeper({ table, clock }: StorageContext): Sweeper {
  let position: Key | undefined;
  return {
    async sweepExpired(limit = DEFAULT_SCAN) {
      // What has expired by a clock that may be wrong is deleted when it is right.
      if (clock.doubtedSince?.() !== undefined) return { scanned: 0, deleted: 0, complete: false };
      const now = clock.now();
      let [scanned, deleted] = [0, 0];
      do {
        const page = await table.expiredKeys(now, limit - scanned, position);
        // Whatever got a new lease since it was read stays.
        const condition = { expression: '#ttl <= :now', values: { now: Math.floor(now / 1000) } };
        await forEachAtOnce(page.keys, DELETES_AT_ONCE, async (key) => {
          if (await table.delete(key, condition)) deleted += 1;
        });
        scanned += page.scanned;
        position = page.next;
      } while (position && scanned < limit);
      return { scanned, deleted, complete: position === undefined };
    },
  };
}
