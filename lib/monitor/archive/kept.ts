import { exactCounts, keptCounts } from '../../core/diff';
import type { Archived } from '../../core/model';
import {
  exactEvent,
  exactStateVerdict,
  exactVerdict,
  keptEvent,
  keptStateVerdict,
  keptVerdict,
} from '../../core/verdict';

/** What an export holds, so that an earlier release can import it: see lib/core/verdict/kept.ts and lib/core/diff/kept-counts.ts. */
export function keptArchived(one: Archived): Archived {
  switch (one.type) {
    case 'domain':
    case 'check': {
      const { verdict } = one.value;
      return verdict === undefined ? one : withValue(one, keptVerdict(verdict));
    }
    case 'state': {
      const { verdict, outbox } = one.value;
      return withValue(one, {
        ...keptCounts(one.value),
        ...(verdict && { verdict: keptStateVerdict(verdict) }),
        outbox: outbox.map(keptEvent),
      });
    }
    case 'event':
      return { ...one, value: keptEvent(one.value) };
    default:
      return one;
  }
}

/** What {@link keptArchived} made of it. */
export function exactArchived(one: Archived): Archived {
  switch (one.type) {
    case 'domain':
    case 'check': {
      const { exactVerdict: exact, ...value } = one.value as typeof one.value & { readonly exactVerdict?: unknown };
      if (value.verdict === undefined) return one;
      return { ...one, value: { ...value, verdict: exactVerdict(value.verdict, exact) } } as Archived;
    }
    case 'state': {
      const { verdict, outbox } = one.value;
      return withValue(one, {
        ...exactCounts(one.value),
        ...(verdict && { verdict: exactStateVerdict(verdict) }),
        outbox: outbox.map(exactEvent),
      });
    }
    case 'event':
      return { ...one, value: exactEvent(one.value) };
    default:
      return one;
  }
}

const withValue = (one: Archived, change: object): Archived =>
  ({ ...one, value: { ...one.value, ...change } }) as Archived;
