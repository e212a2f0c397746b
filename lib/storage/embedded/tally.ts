import type { Row } from 'dynalite/db';
import * as z from 'zod';

/** How much is stored. It is a part of each write, so it is exact wherever a process was killed. */
export interface Tally {
  /** Grows by one with each write. A database that has a smaller one than it had before has lost writes. */
  readonly seq: number;
  /** Items by their type. */
  readonly items: Readonly<Record<string, number>>;
}

/** Its key is outside all parts of the table; older releases do not read it. */
export const TALLY_KEY = 'tally';

export const EMPTY: Tally = { seq: 0, items: {} };

export function add({ seq, items }: Tally, changes: readonly Readonly<Record<string, number>>[]): Tally {
  const sums: Record<string, number> = { ...items };
  for (const change of changes)
    for (const [type, by] of Object.entries(change)) sums[type] = Math.max(0, (sums[type] ?? 0) + by);
  return { seq: seq + 1, items: sums };
}

export const tallyRow = ({ seq, items }: Tally): Row => ({ seq, items });

const shape = z.object({ seq: z.number().int().nonnegative(), items: z.record(z.string(), z.number().int()) });

/** undefined for anything that {@link tallyRow} did not make. */
export const readTally = (row: unknown): Tally | undefined => shape.safeParse(row).data;

/** What `before` has more of than `now`, by type, most first. */
export const missing = (before: Tally, now: Tally): readonly (readonly [type: string, lost: number, of: number])[] =>
  Object.entries(before.items)
    .map(([type, count]) => [type, count - (now.items[type] ?? 0), count] as const)
    .filter(([, lost]) => lost > 0)
    .sort(([, a], [, b]) => b - a);
