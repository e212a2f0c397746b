import { LRUCache } from 'lru-cache';
import type { DomainView, MxHostView } from '../core/verdict';
import { domainVerdict, domainViewOfState, mxHostViewOfState, mxStandings } from '../core/verdict';
import type { MxHostStanding, TargetState, Verdict } from '../core/model';
import { mxHostTarget } from '../core/model';
import type { StateStore } from './ports';

/** Gives what is remembered of MX hosts; those never looked at are left out. */
export type HostReader = (hosts: readonly string[]) => Promise<readonly MxHostView[]>;

/** Reads anew each time. */
export const freshHosts =
  (store: Pick<StateStore, 'readStates'>): HostReader =>
  async (hosts) => {
    const states = hosts.length === 0 ? [] : await store.readStates(hosts.map(mxHostTarget));
    return states.flatMap((state) =>
      state === undefined || state.retiredAt !== undefined ? [] : [mxHostViewOfState(state)],
    );
  };

/** So many hosts are remembered at a time, that what is held does not grow with the number of all hosts. */
const REMEMBERED = 5_000;

/** Reads each host once: for many domains in a row, which share their hosts. Not to be kept for longer than that. */
export function rememberedHosts(store: Pick<StateStore, 'readStates'>): HostReader {
  const read = freshHosts(store);
  // By size: for a number of entries it would set memory aside at once, and most readers see few hosts.
  const known = new LRUCache<string, Promise<MxHostView | undefined>>({
    maxSize: REMEMBERED,
    sizeCalculation: () => 1,
  });
  return async (hosts) => {
    const asked = hosts.filter((host) => !known.has(host));
    const answer = read(asked);
    for (const host of asked)
      known.set(
        host,
        answer.then((views) => views.find((view) => view.host === host)),
      );
    const views = await Promise.all(hosts.map(async (host) => known.get(host)));
    return views.filter((view) => view !== undefined);
  };
}

/** A domain as it stands by what is remembered of it and of its MX hosts. */
export interface DomainStanding {
  readonly view: DomainView;
  readonly hosts: readonly MxHostStanding[];
  readonly verdict: Verdict;
}

/** @param now milliseconds since the epoch */
export async function standingOf(state: TargetState, readHosts: HostReader, now: number): Promise<DomainStanding> {
  const view = domainViewOfState(state, now);
  const hosts = mxStandings(
    view,
    await readHosts([...new Set((view.mx?.hosts ?? []).map(({ exchange }) => exchange))]),
  );
  return { view, hosts, verdict: domainVerdict(view, hosts) };
}
