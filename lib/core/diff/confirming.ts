import type { DiffOptions } from './options';

/** When a check last counted, milliseconds since the epoch; not set before the first, and by earlier releases. */
interface Counted {
  readonly countedAt?: number;
}

/**
 * Whether a check counts after the last one that did. Late runs follow one another in seconds, and a queue may deliver
 * a message twice: what they show is one moment, and three of them confirm no more than one.
 */
export const counts = ({ countedAt }: Counted, at: number, { interval = 0 }: Pick<DiffOptions, 'interval'>): boolean =>
  countedAt === undefined || at - countedAt >= interval / 2;
