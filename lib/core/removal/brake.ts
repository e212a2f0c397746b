import { createHash } from 'node:crypto';
import type { DomainEntry, RecentRemovals } from '../model';

/** So many names go at any time, however few there are. */
export const NAMES = 10;
/** And so large a share of the names of one source, however many there are. */
export const SHARE = 0.2;
/** Removals of so long count together, so that a list that shrinks at each run is held too. Milliseconds. */
export const WINDOW = 12 * 3_600_000;
/** Recent removals are counted by the hour. Milliseconds. */
const HOUR = 3_600_000;

/** The names of one source, as far as a removal is concerned. */
export interface Removal {
  /** Watched now, those that are to go among them. */
  readonly watched: number;
  /** To go now, and held before: while some are held, the list that they left is in doubt. */
  readonly leaving: number;
  /** Went within {@link WINDOW}. */
  readonly recent: number;
}

/** Whether so many names at once are more likely a slip than an intention. */
export function isBraked({ watched, leaving, recent }: Removal): boolean {
  const gone = leaving + recent;
  return gone > NAMES && gone > SHARE * (watched + recent);
}

/**
 * Names a set of held names: `301-9f86d081`. Names that are held at another time are another set, so that a confirmation
 * that is left in a configuration confirms nothing else.
 */
export function confirmationOf(held: readonly Pick<DomainEntry, 'name' | 'heldSince'>[]): string {
  const lines = held.map(({ name, heldSince = 0 }) => `${name} ${heldSince}`).sort();
  return `${held.length}-${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 8)}`;
}

/** How many names of a source went lately. A moment from the future is one of a clock that was wrong, and does not count. */
export const recentOf = (recent: readonly RecentRemovals[], source: string, now: number): number =>
  recent.filter((each) => each.source === source && isRecent(each, now)).reduce((sum, { count }) => sum + count, 0);

/** With so many more names of a source; what is older than {@link WINDOW} is left out. */
export function withRecent(
  recent: readonly RecentRemovals[],
  source: string,
  count: number,
  now: number,
): readonly RecentRemovals[] {
  const kept = recent.filter((each) => isRecent(each, now));
  if (count === 0) return kept;
  const same = kept.findIndex((each) => each.source === source && now - each.at < HOUR);
  return same === -1
    ? [...kept, { source, at: now, count }]
    : kept.map((each, index) => (index === same ? { ...each, count: each.count + count } : each));
}

const isRecent = ({ at }: RecentRemovals, now: number): boolean => at <= now + HOUR && now - at < WINDOW;
