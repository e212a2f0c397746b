import type { Finding, TargetState, UnknownAspect, UnknownStreak } from '../model';
import type { Look } from './look';
import type { DiffOptions } from './options';

/** What a look could not see: how long that has been so, and what it has become by that. */
export interface Unknowns {
  readonly streaks: readonly UnknownStreak[];
  /** Findings that not being seen amounts to by now, with the time since. */
  readonly matured: readonly { readonly finding: Finding; readonly since: number }[];
}

/**
 * Not seen is no fault of the target's, until it lasts while others can be seen from here: only looks from a good
 * vantage are counted, and none matures from a bad one.
 */
export function nextUnknowns(previous: TargetState['unknown'], look: Look, { confirmLooks, vantageGood }: Pick<DiffOptions, 'confirmLooks' | 'vantageGood'>): Unknowns {
  const before = new Map(previous.map((streak) => [streak.aspect, streak]));
  const streaks = look.judgement.unknown.map((unknown) => ({ unknown, streak: continued(before.get(unknown.aspect), unknown) }));
  // Without addresses no session was tried, so what was out of sight there still is.
  const outOfReach = look.unknown.has('addresses') ? previous.filter(({ aspect }) => aspect.startsWith('smtp:') && !look.unknown.has(aspect)) : [];
  const matured = streaks.flatMap(({ unknown, streak }) => (vantageGood && streak.looks >= confirmLooks && unknown.becomes !== undefined ? [{ finding: unknown.becomes, since: streak.since }] : []));
  return { streaks: [...streaks.map(({ streak }) => streak), ...outOfReach].sort((a, b) => (a.aspect < b.aspect ? -1 : 1)), matured };

  function continued(streak: UnknownStreak | undefined, { aspect, cause }: UnknownAspect): UnknownStreak {
    const looks = Math.min((streak?.looks ?? 0) + (vantageGood ? 1 : 0), confirmLooks);
    return { aspect, since: streak?.since ?? look.observedAt, looks, cause };
  }
}
