import { entryOf } from '../findings';
import type { MxHostStanding, MxRecord } from '../model';
import { mxPatternsOf } from '../mta-sts/match';
import { acceptanceOf, acceptanceWithoutPolicy } from './acceptance';
import { aliasStanding } from './alias';
import { daneHostStanding } from './dane';
import type { DomainView, MxHostView } from './views';

/** Each MX host of a domain as a sender that enforces the policy meets it, in the order of preference. */
export function mxStandings(domain: DomainView, hosts: Iterable<MxHostView>): readonly MxHostStanding[] {
  const { mx, policy } = domain;
  if (mx === undefined) return [];
  const covering = policy === undefined || policy.mode === 'none' ? undefined : mxPatternsOf(policy.mx);
  const views = new Map([...hosts].map((view) => [view.host, view]));
  const named = lowestPreferences(mx.hosts).map((record) =>
    standing(domain, record, covering, views.get(record.exchange)),
  );
  return [...named, ...lowestPreferences(mx.addresses).map((record) => nameless(domain, record))].sort(
    (a, b) => a.preference - b.preference || (a.host < b.host ? -1 : 1),
  );
}

function standing(
  domain: DomainView,
  { exchange, preference }: MxRecord,
  covering: ReturnType<typeof mxPatternsOf> | undefined,
  view: MxHostView | undefined,
): MxHostStanding {
  const covered = covering?.some(exchange);
  const acceptance = covered === false ? 'refused' : view === undefined ? 'unknown' : acceptanceOf(view);
  const dane = view && daneHostStanding(domain, view);
  const exchangeOnline = view && aliasStanding(covering, view);
  return {
    host: exchange,
    preference,
    ...(covered !== undefined && { covered }),
    acceptance,
    withoutPolicy: view === undefined ? 'unknown' : acceptanceWithoutPolicy(view),
    ...(exchangeOnline !== undefined && { exchangeOnline }),
    findings: view?.findings ?? [],
    unknown: view?.unknown ?? [],
    ...(dane !== undefined && { dane }),
  };
}

const nameless = ({ findings }: DomainView, { exchange, preference }: MxRecord): MxHostStanding => ({
  host: exchange,
  preference,
  acceptance: 'refused',
  withoutPolicy: 'refused',
  findings: findings.filter(({ kind }) => entryOf(kind).undeliverable === 'host'),
  unknown: [],
});

function lowestPreferences(records: readonly MxRecord[]): readonly MxRecord[] {
  const lowest = new Map<string, MxRecord>();
  for (const record of records)
    if (record.preference < (lowest.get(record.exchange)?.preference ?? Infinity)) lowest.set(record.exchange, record);
  return [...lowest.values()];
}
