import type { MonitorEvent } from '../../core/model';
import type { QueryStore } from '../dependencies';
import type { OverviewResource, VerdictChangeResource } from '../resources';
import { iso } from '../time';

const PAGE = 500;
const MOST_EVENTS = 5_000;
const MOST_BUNCHES = 20;
const MOST_NAMES = 5;

type VerdictChange = MonitorEvent<'verdict-changed'>;

/** What became of one domain over the whole time: its last change, and the verdict before its first one. */
interface NetChange {
  readonly last: VerdictChange;
  readonly before: VerdictChange['before'];
}

/** What changed since a time; verdicts that changed alike, as of all domains of one MX host, as one. */
export async function changesSince(
  store: Pick<QueryStore, 'events'>,
  since: number,
): Promise<OverviewResource['changes']> {
  const changes = new Map<string, NetChange>();
  let events = 0;
  let cursor: string | undefined;
  do {
    const page = await store.events({ since, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    // They come newest first.
    for (const event of page.items)
      if (event.type === 'verdict-changed')
        changes.set(event.target.name, { last: changes.get(event.target.name)?.last ?? event, before: event.before });
    events += page.items.length;
    cursor = page.cursor;
  } while (cursor !== undefined && events < MOST_EVENTS);
  const lasting = [...changes.values()].filter(({ last, before }) => last.after !== before);
  return {
    since: iso(since),
    verdicts: bunches(lasting).slice(0, MOST_BUNCHES).map(bunchResource),
    events,
    isComplete: cursor === undefined,
  };
}

type Bunch = readonly [NetChange, ...NetChange[]];

function bunches(changes: readonly NetChange[]): readonly Bunch[] {
  const alike = new Map<string, [NetChange, ...NetChange[]]>();
  for (const change of changes) {
    const likeness = JSON.stringify([change.before, change.last.after, change.last.reasons[0]]);
    const bunch = alike.get(likeness);
    if (bunch === undefined) alike.set(likeness, [change]);
    else bunch.push(change);
  }
  return [...alike.values()];
}

function bunchResource(bunch: Bunch): VerdictChangeResource {
  const [{ before, last }] = bunch;
  const reason = last.reasons[0];
  const names = bunch.map((change) => change.last.target.name);
  return {
    before,
    after: last.after,
    ...(reason !== undefined && { reason }),
    at: iso(last.at),
    domains: names.length,
    sample: names.slice(0, MOST_NAMES),
  };
}
