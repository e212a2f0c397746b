import type { DomainEntry, TargetState } from '../../core/model';
import { domainTarget, mxHostTarget } from '../../core/model';
import { severityFor } from '../../core/report';
import { daneStanding, deliveredByExchangeOnline, deliveries, mxHostViewOfState } from '../../core/verdict';
import type { DomainStanding } from '../../monitor/standing';
import { standingOf } from '../../monitor/standing';
import type { QueryDependencies, QueryStore } from '../dependencies';
import type { DomainResource, MxStandingResource } from '../resources';
import { iso } from '../time';
import { findingResources, unseenResources } from './findings';
import { nothingSeen } from './nothing-seen';
import { certificateResources, endpointResources } from './served';
import { textResources } from './texts';

/** All that is known of a watched domain; undefined when nobody watches it. */
export async function domainResource(
  name: string,
  { store, clock }: Pick<QueryDependencies, 'store' | 'clock'>,
): Promise<DomainResource | undefined> {
  const [entry, stored, check] = await Promise.all([
    store.domain(name),
    store.readState(domainTarget(name)),
    store.latestCheck(domainTarget(name)),
  ]);
  if (entry === undefined) return undefined;
  const state = stored?.retiredAt === undefined ? stored : undefined;
  const now = clock.now();
  const known = await knownOf(
    { state: state ?? nothingSeen(domainTarget(name)), isSeen: state !== undefined, entry },
    store,
    now,
  );
  return {
    name,
    source: entry.source,
    addedAt: iso(entry.addedAt),
    ...(check !== undefined && { checkedAt: iso(check.at) }),
    ...known,
  };
}

type Known = Omit<DomainResource, 'name' | 'source' | 'addedAt' | 'checkedAt'>;

async function knownOf(
  { state, isSeen, entry }: { readonly state: TargetState; readonly isSeen: boolean; readonly entry: DomainEntry },
  store: QueryStore,
  now: number,
): Promise<Known> {
  const hosts = await hostStates(state, store);
  const standing = await standingOf(
    state,
    async (names) => names.flatMap((host) => hosts.get(host) ?? []).map(mxHostViewOfState),
    now,
  );
  const { view } = standing;
  const dane = daneStanding(view, standing.hosts);
  const verdict = state.verdict ?? standing.verdict;
  const weighed = {
    domain: view.domain,
    verdict: verdict.name,
    mode: view.policy?.mode ?? (verdict.name === 'unprotected' ? null : undefined),
    mxDnssec: view.mxDnssec,
    deliveredByExchangeOnline: deliveredByExchangeOnline(standing.hosts),
  };
  const states = [state, ...hosts.values()];
  const texts = await textResources(state, store);
  const mxHosts = await mxStandingResources(standing, hosts, store);
  const { facts } = state;
  return {
    verdict: isSeen ? verdict.name : (entry.verdict ?? null),
    ...(state.verdict !== undefined && { since: iso(state.verdict.since) }),
    reasons: isSeen ? [...verdict.reasons] : [],
    senders: isSeen ? [...deliveries(view, standing.hosts, dane)] : [],
    ...(dane !== undefined && { dane: { ...dane, reasons: [...dane.reasons] } }),
    findings: findingResources(states, (finding) => severityFor(finding, weighed), now, weighed),
    unseen: unseenResources(states),
    ...texts,
    mx: {
      form: facts.mx?.form ?? 'unknown',
      records: (facts.mx?.records ?? []).map(({ preference, exchange }) => ({ preference, exchange })),
      ...(facts.mxDnssec !== undefined && { dnssec: facts.mxDnssec }),
    },
    mxHosts,
    certificates: await certificateResources(store, [
      texts.policy.served,
      ...mxHosts.flatMap(({ endpoints }) => endpoints.map(({ served }) => served)),
    ]),
  };
}

/** What is remembered of the MX hosts that the domain names, by their names. */
async function hostStates(
  { facts, target }: TargetState,
  store: QueryStore,
): Promise<ReadonlyMap<string, TargetState>> {
  const named =
    facts.mx?.form === 'implicit'
      ? [target.name]
      : (facts.mx?.records ?? []).map(({ exchange }) => exchange).filter((exchange) => exchange !== '');
  const names = [...new Set(named)];
  const states = names.length === 0 ? [] : await store.readStates(names.map(mxHostTarget));
  return new Map(
    states.flatMap((state): [string, TargetState][] =>
      state === undefined || state.retiredAt !== undefined ? [] : [[state.target.name, state]],
    ),
  );
}

async function mxStandingResources(
  { hosts: standings }: DomainStanding,
  states: ReadonlyMap<string, TargetState>,
  store: QueryStore,
): Promise<MxStandingResource[]> {
  return Promise.all(
    standings.map(async ({ host, preference, covered, acceptance, dane }) => {
      const state = states.get(host);
      const check = state && (await store.latestCheck(state.target));
      return {
        host,
        preference,
        ...(covered !== undefined && { covered }),
        acceptance,
        ...(dane !== undefined && { dane: { ...dane, records: [...dane.records] } }),
        ...(check !== undefined && { checkedAt: iso(check.at) }),
        ...(typeof state?.facts.cname === 'string' && { cname: state.facts.cname }),
        endpoints: state === undefined ? [] : endpointResources(state),
      };
    }),
  );
}
