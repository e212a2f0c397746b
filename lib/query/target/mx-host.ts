import { mxHostTarget } from '../../core/model';
import type { QueryDependencies } from '../dependencies';
import type { MxHostResource } from '../resources';
import { iso } from '../time';
import { findingResources, unseenResources } from './findings';
import { nothingSeen } from './nothing-seen';
import { certificateResources, endpointResources } from './served';

/** All that is known of an MX host that a watched domain names; undefined when none does, and nothing is known of it. */
export async function mxHostResource(
  name: string,
  { store, clock }: Pick<QueryDependencies, 'store' | 'clock'>,
): Promise<MxHostResource | undefined> {
  const [stored, check, domains] = await Promise.all([
    store.readState(mxHostTarget(name)),
    store.latestCheck(mxHostTarget(name)),
    countOf(store.domainsOf(name)),
  ]);
  if (stored === undefined && domains === 0) return undefined;
  const state = stored ?? nothingSeen(mxHostTarget(name));
  const endpoints = endpointResources(state);
  const { cname, tlsa } = state.facts;
  return {
    name,
    ...(check !== undefined && { checkedAt: iso(check.at) }),
    findings: findingResources([state], ({ severity }) => severity, clock.now()),
    unseen: unseenResources([state]),
    ...(typeof cname === 'string' && { cname }),
    endpoints,
    ...(tlsa !== undefined && { tlsa: tlsa && { ...tlsa, records: [...tlsa.records] } }),
    domains,
    certificates: await certificateResources(
      store,
      endpoints.map(({ served }) => served),
    ),
  };
}

async function countOf(names: AsyncIterable<string>): Promise<number> {
  let count = 0;
  for await (const name of names) count += name === '' ? 0 : 1;
  return count;
}
