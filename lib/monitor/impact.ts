import { entryOf } from '../core/findings';
import type { Finding, Impact, MonitorEvent, Target, TargetState } from '../core/model';
import { domainTarget } from '../core/model';
import type { DirectoryStore, StateStore } from './ports';
import type { DomainStanding, HostReader } from './standing';
import { rememberedHosts, standingOf } from './standing';

export type ImpactStore = Pick<StateStore, 'readStates'> & Pick<DirectoryStore, 'domainsOf'>;

/** A large operator's MX host has tens of thousands of domains: all are counted, so many are looked into. */
const MOST_EXAMINED = 500;
const AT_ONCE = 100;
const MOST_NAMED = 20;

/** How hard one domain is hit. */
const WEIGHTS = { undeliverable: 3, enforcing: 2, testing: 1, other: 0 } as const;
type Weight = (typeof WEIGHTS)[keyof typeof WEIGHTS];

/** Whom a fault of the target hits, or a change of it, by what is remembered of the domains; `now` in milliseconds since the epoch. */
export async function impactOf(
  store: ImpactStore,
  target: Target,
  cause: Finding | MonitorEvent,
  now: number,
): Promise<Impact> {
  const { names, count } =
    target.type === 'domain' ? { names: [target.name], count: 1 } : await dependents(store, target.name);
  const weighed = await weigh(store, names, closesToAll(cause), now);
  const having = (weight: Weight): number => weighed.filter((one) => one.weight === weight).length;
  const undeliverable = weighed.filter(({ weight }) => weight === WEIGHTS.undeliverable);
  return {
    domains: count,
    sample: [...weighed]
      .sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1))
      .slice(0, MOST_NAMED)
      .map(({ name }) => name),
    enforcing: having(WEIGHTS.enforcing) + undeliverable.filter(({ enforces }) => enforces).length,
    testing: having(WEIGHTS.testing) + undeliverable.filter(({ tests }) => tests).length,
    undeliverable: undeliverable.length,
    ...(weighed.length < count && { examined: weighed.length }),
  };
}

/** A fault that shuts out every sender, not only those that enforce a policy. */
const closesToAll = (cause: Finding | MonitorEvent): boolean => 'fingerprint' in cause && isClosed(cause);
const isClosed = ({ kind }: Finding): boolean =>
  entryOf(kind).mail === 'refused' && entryOf(kind).underPolicyOnly !== true;

async function dependents(
  store: ImpactStore,
  host: string,
): Promise<{ readonly names: readonly string[]; readonly count: number }> {
  const names: string[] = [];
  let count = 0;
  for await (const name of store.domainsOf(host)) {
    count += 1;
    if (names.length < MOST_EXAMINED) names.push(name);
  }
  return { names, count };
}

interface Weighed {
  readonly name: string;
  readonly weight: Weight;
  readonly enforces: boolean;
  readonly tests: boolean;
}

async function weigh(
  store: ImpactStore,
  names: readonly string[],
  forAll: boolean,
  now: number,
): Promise<readonly Weighed[]> {
  const readHosts = rememberedHosts(store);
  const weighed: Weighed[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const batch = names.slice(from, from + AT_ONCE);
    const states = await store.readStates(batch.map(domainTarget));
    weighed.push(
      ...(await Promise.all(batch.map((name, index) => weighOne(name, states[index], { forAll, readHosts, now })))),
    );
  }
  return weighed;
}

async function weighOne(
  name: string,
  state: TargetState | undefined,
  { forAll, readHosts, now }: { readonly forAll: boolean; readonly readHosts: HostReader; readonly now: number },
): Promise<Weighed> {
  if (state === undefined) return { name, weight: WEIGHTS.other, enforces: false, tests: false };
  const standing = await standingOf(state, readHosts, now);
  const { mode } = standing.view.policy ?? {};
  const enforces = mode === 'enforce';
  const tests = mode === 'testing';
  const stopped = standing.verdict.name === 'undeliverable' || (forAll && isShutToAll(standing));
  return {
    name,
    weight: stopped ? WEIGHTS.undeliverable : enforces ? WEIGHTS.enforcing : tests ? WEIGHTS.testing : WEIGHTS.other,
    enforces,
    tests,
  };
}

/** No sender at all can deliver: each MX host is out of service, policy or not. */
const isShutToAll = ({ hosts }: DomainStanding): boolean =>
  hosts.length > 0 &&
  hosts.every(
    ({ acceptance, covered, findings }) => acceptance === 'refused' && covered !== false && findings.some(isClosed),
  );
