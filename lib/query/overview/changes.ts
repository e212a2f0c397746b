import type { MonitorEvent } from '../../core/model';
import type { QueryStore } from '../dependencies';
import type { OverviewResource, VerdictChangeResource } from '../resources';
import { iso } from '../time';

const PAGE = 500;
const MOST_EVENTS = 5_000;
const MOST_BUNCHES = 20;
const MOST_NAMES = 5;

type VerdictChange = MonitorEvent<'verdict-changed'>;

/** What changed since a time; verdicts that changed alike, as of all domains of one MX host, as one. */
export async function changesSince(store: Pick<QueryStore, 'events'>, since: number): Promise<OverviewResource['changes']> {
  const bunches = new Map<string, [VerdictChange, ...VerdictChange[]]>();
  let events = 0;
  let cursor: string | undefined;
  do {
    const page = await store.events({ since, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    for (const event of page.items) if (event.type === 'verdict-changed') addTo(bunches, event);
    events += page.items.length;
    cursor = page.cursor;
  } while (cursor !== undefined && events < MOST_EVENTS);
  return { since: iso(since), verdicts: [...bunches.values()].slice(0, MOST_BUNCHES).map(bunchResource), events, isComplete: cursor === undefined };
}

function addTo(bunches: Map<string, [VerdictChange, ...VerdictChange[]]>, change: VerdictChange): void {
  const likeness = JSON.stringify([change.before, change.after, change.reasons[0]]);
  const bunch = bunches.get(likeness);
  if (bunch === undefined) bunches.set(likeness, [change]);
  else bunch.push(change);
}

/** They come newest first. */
function bunchResource(bunch: readonly [VerdictChange, ...VerdictChange[]]): VerdictChangeResource {
  const [{ before, after, reasons, at }] = bunch;
  const names = [...new Set(bunch.map(({ target }) => target.name))];
  return { before, after, ...(reasons[0] !== undefined && { reason: reasons[0] }), at: iso(at), domains: names.length, sample: names.slice(0, MOST_NAMES) };
}
