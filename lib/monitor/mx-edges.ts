import type { TargetState } from '../core/model';
import { domainTarget, mxHostTarget } from '../core/model';
import { domainViewOfState } from '../core/verdict';
import type { DirectoryStore, StateStore } from './ports';
import { orLeave } from './or-leave';
import { retire } from './retire';
import { untilWritten } from './retry';
import { isWatched } from './watched';

export type EdgeStore = StateStore & Pick<DirectoryStore, 'domain' | 'domainsOf' | 'setMxHosts' | 'mxHostsOf'>;

type MxHosts = Awaited<ReturnType<DirectoryStore['mxHostsOf']>>;

/**
 * Brings the directory's edges from a domain to its MX hosts in line with what is remembered of the domain, and
 * retires hosts that nobody names any more. Repeated until the state did not change meanwhile, so that the last of
 * several callers leaves the edges of the last state.
 */
export async function syncMxHosts(store: EdgeStore, domain: string, now: number): Promise<void> {
  const left = new Set<string>();
  await untilWritten(`The MX hosts of ${domain}`, async () => {
    const wanted = await wantedHosts(store, domain);
    if (wanted === undefined) return true;
    const before = await store.mxHostsOf(domain);
    await store.setMxHosts(domain, wanted);
    for (const { host } of before) left.add(host);
    for (const { host } of wanted) left.delete(host);
    return same(wanted, await wantedHosts(store, domain)) ? true : undefined;
  });
  for (const host of left) await orLeave(() => retire(store, mxHostTarget(host), now), false);
}

/** None for a domain that was taken off the list; undefined while they were never known. */
async function wantedHosts(store: EdgeStore, domain: string): Promise<MxHosts | undefined> {
  const [state, isListed] = await Promise.all([
    store.readState(domainTarget(domain)),
    isWatched(store, domainTarget(domain)),
  ]);
  if (!isListed || state?.retiredAt !== undefined) return [];
  return state && mxHostsOfState(state);
}

/** The MX hosts that are remembered of a domain; undefined while they were never known. */
export const mxHostsOfState = (state: TargetState): MxHosts | undefined =>
  domainViewOfState(state).mx?.hosts.map(({ exchange, preference }) => ({ host: exchange, preference }));

const same = (a: MxHosts | undefined, b: MxHosts | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);
