import type { FailureCause, MxHostStanding } from '../model';
import { isAt } from '../model';
import { isWithoutRoute } from './addresses';

/** Causes that are the place's, whatever the MX host is like: it does not connect to port 25, or cannot. */
const OF_THE_PLACE: readonly FailureCause[] = ['not-observed', 'vantage-blocked'];

/** Whether nothing is known of the host for no other reason than the place that the checks run from. */
export function isNotChecked({ acceptance, unknown }: Pick<MxHostStanding, 'acceptance' | 'unknown'>): boolean {
  const sessions = unknown.filter((one) => isAt('smtp', one.aspect) && !isWithoutRoute(one));
  return (
    acceptance === 'unknown' &&
    sessions.length > 0 &&
    sessions.every(({ cause }) => OF_THE_PLACE.includes(cause)) &&
    !unknown.some(({ aspect }) => aspect === 'addresses')
  );
}
