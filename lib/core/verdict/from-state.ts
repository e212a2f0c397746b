import { entryOf, refusesMx } from '../findings';
import type { Finding, FindingState, MxRecord, PolicyFacts, TargetState } from '../model';
import { aspectAt } from '../model';
import { addressFamily } from '../text/domain-name';
import type { DomainView, MxHostView, MxView } from './views';

/**
 * The view of what is remembered of a domain. A pending finding counts for nothing yet.
 * @param now milliseconds since the epoch; a policy that is served no more counts until no sender can hold it
 */
export function domainViewOfState(
  { target, facts, findings, unknown, observedAt }: TargetState,
  now = observedAt,
): DomainView {
  const { mx, mxDnssec } = facts;
  const policy = facts.policy && isHeld(facts.policy, now) ? facts.policy : undefined;
  return {
    domain: target.name,
    findings: open(findings),
    recordKnown: facts.stsRecord !== undefined,
    ...(facts.stsRecord === null && { recordAbsent: true }),
    ...(policy?.mode !== undefined && { policy: { mode: policy.mode, mx: policy.mx } }),
    ...(mx !== undefined && { mx: rememberedMx(target.name, mx) }),
    ...(mxDnssec !== undefined && { mxDnssec }),
    unknown: unknown.map(({ aspect, cause }) => ({ aspect, cause })),
  };
}

/** Senders keep a policy for max_age from when they fetched it (RFC 8461 section 3.2), whatever becomes of it meanwhile. */
const isHeld = ({ lostAt, maxAge = 0 }: PolicyFacts, now: number): boolean =>
  lostAt === undefined || now < lostAt + maxAge * 1000;

/** The view of what is remembered of an MX host. An address stays known while it is out of sight. */
export function mxHostViewOfState({ target, facts, findings, certificates, unknown }: TargetState): MxHostView {
  const unseen = new Set(unknown.map(({ aspect }) => aspect));
  const doubtful = new Set(
    Object.values(findings).flatMap(({ status, finding }) =>
      status === 'pending' && refusesMx(finding) ? finding.aspects : [],
    ),
  );
  // What was seen there before may hold no more, and that it refuses senders too is not proven.
  const refused = new Set(
    open(findings).flatMap(({ kind, aspects }) => (entryOf(kind).outOfSight === true ? aspects : [])),
  );
  const isKnown = (address: string): boolean =>
    !refused.has(aspectAt('smtp', address)) &&
    ((certificates[address]?.length ?? 0) > 0 ||
      !(unseen.has(aspectAt('smtp', address)) || doubtful.has(aspectAt('smtp', address))));
  return {
    host: target.name,
    findings: open(findings),
    seen: (facts.addresses ?? []).filter(isKnown),
    unknown: unknown.map(({ aspect, cause }) => ({ aspect, cause, detail: '' })),
    names: servedNames(certificates),
    ...(facts.tlsa !== undefined && { tlsa: facts.tlsa }),
  };
}

/** Of the certificates that the last checks showed; a domain name is enough for a handful of nodes. */
const servedNames = (certificates: TargetState['certificates']): readonly (readonly string[])[] =>
  Object.values(certificates)
    .flat()
    .filter(({ missedChecks }) => missedChecks === 0)
    .map(({ dnsNames }) => dnsNames);

const open = (findings: Readonly<Record<string, FindingState>>): readonly Finding[] =>
  Object.values(findings)
    .filter(({ status }) => status === 'open')
    .map(({ finding }) => finding);

function rememberedMx(domain: string, { form, records }: NonNullable<TargetState['facts']['mx']>): MxView {
  if (form === 'implicit') return { form, hosts: [{ preference: 0, exchange: domain }], addresses: [] };
  const named = records.filter(({ exchange }) => exchange !== '');
  const isAddress = ({ exchange }: MxRecord): boolean => addressFamily(exchange) !== undefined;
  return {
    form: form === 'mx' && named.length === 0 ? 'null' : form,
    hosts: named.filter((record) => !isAddress(record)),
    addresses: named.filter(isAddress),
  };
}
