import type { QueryStore } from '../dependencies';
import type { ExpiryDay, OverviewResource } from '../resources';
import { iso } from '../time';

const DAY = 86_400_000;
/** How far the timeline reaches. */
const HORIZON = 90 * DAY;
const MOST_NEXT = 20;

/** What ends next: a line for each day, and the first ones by name. */
export async function expiries(
  store: Pick<QueryStore, 'certificateEnds'>,
  now: number,
): Promise<OverviewResource['expiries']> {
  const days = new Map<string, { policyHosts: number; mxHosts: number }>();
  const next: OverviewResource['expiries']['next'] = [];
  let expired = 0;
  for await (const { target, at } of store.certificateEnds({ until: now + HORIZON })) {
    if (next.length < MOST_NEXT) next.push({ target, at: iso(at) });
    if (at <= now) {
      expired += 1;
      continue;
    }
    const day = iso(at).slice(0, 10);
    const counts = days.get(day) ?? { policyHosts: 0, mxHosts: 0 };
    counts[target.type === 'domain' ? 'policyHosts' : 'mxHosts'] += 1;
    days.set(day, counts);
  }
  return { expired, days: [...days].map(([day, counts]): ExpiryDay => ({ day, ...counts })), next };
}
