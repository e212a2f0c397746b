import type { Silence } from '../core/model';
import type { Clock, SilenceStore } from './ports';

/** What ended longer ago holds nothing back that is still to be told. */
const REACH_BACK = 7 * 86_400_000;

/**
 * The moments by which silences are judged, the earliest first: one that is in force at any of them is in force, so none
 * ends while the clock is in doubt. Acknowledgements end by the earliest.
 */
export function silenceTimes(clock: Clock): readonly [number, ...number[]] {
  const [now, since] = [clock.now(), clock.doubtedSince?.()];
  return since === undefined ? [now] : [Math.min(now, since), Math.max(now, since)];
}

/** The silences that are not over, to come, or over since a few days only: those that matter to what is told now. */
export async function silencesAround(
  store: Pick<SilenceStore, 'silencesNotOver'>,
  now: number,
): Promise<readonly Silence[]> {
  const silences: Silence[] = [];
  for await (const silence of store.silencesNotOver(now - REACH_BACK)) silences.push(silence);
  return silences;
}
