import { alertBroughtToNow, broughtToNow } from '../../core/diff';
import type { Archived } from '../../core/model';

/** The latest time at which something is said to have happened, milliseconds since the epoch; 0 for what has none. */
export function latestTime({ type, value }: Archived): number {
  switch (type) {
    case 'state':
      return value.observedAt;
    case 'check':
    case 'event':
      return value.at;
    case 'run':
      return value.startedAt;
    case 'domain':
      return Math.max(value.addedAt, value.verdictSince ?? 0);
    case 'alert':
      return Math.max(value.openedAt, value.resolvedAt ?? 0, ...value.notices.map(({ at }) => at));
    case 'silence':
      return Math.max(value.at, value.lifted?.at ?? 0);
    case 'mx-set':
    case 'policy':
    case 'certificate':
      return 0;
  }
}

/**
 * The same as of now, for what later checks are compared with. Checks, events and runs are kept where they are: nothing
 * is compared with one of them that is later than now.
 */
export function notLater(one: Archived, now: number): Archived {
  switch (one.type) {
    case 'state':
      return { type: one.type, value: broughtToNow(one.value, now) };
    case 'alert':
      return { type: one.type, value: alertBroughtToNow(one.value, now) };
    case 'domain': {
      const { addedAt, verdictSince } = one.value;
      const since = verdictSince === undefined ? {} : { verdictSince: Math.min(verdictSince, now) };
      return { type: one.type, value: { ...one.value, addedAt: Math.min(addedAt, now), ...since } };
    }
    case 'silence': {
      const { at, lifted } = one.value;
      const end = lifted === undefined ? {} : { lifted: { ...lifted, at: Math.min(lifted.at, now) } };
      return { type: one.type, value: { ...one.value, at: Math.min(at, now), ...end } };
    }
    default:
      return one;
  }
}
