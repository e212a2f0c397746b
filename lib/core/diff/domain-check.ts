import { createHash } from 'node:crypto';
import type {
  Aspect,
  DnsAnswer,
  DomainFacts,
  DomainObservation,
  Judgement,
  MxRecord,
  Observed,
  PolicyEndpoint,
  PolicyFetch,
} from '../model';
import { aspectAt } from '../model';
import type { DomainReading } from '../reading/domain';
import { allAddresses, settled } from '../reading/mx-set';
import { servingAddresses } from '../reading/policy-endpoints';
import { sawNameServers } from '../judge/name-servers';
import { mxDnssecOf } from '../dane/mx-dnssec';
import { policyHost } from '../mta-sts/policy-host';
import { escapeHidden } from '../text/escape';
import type { Check, CheckFacts, CheckedPolicy } from './check';
import { servedCertificate, unknownAspects } from './check';
import { valueRead } from '../text/result';

/** Published texts are remembered up to this length, for comparison; the judge saw all of it. */
const REMEMBERED_TEXT = 1024;
/** RFC 5321 knows no bound; the state must have one. */
const REMEMBERED_MX = 100;
const REMEMBERED_PATTERNS = 100;
const REMEMBERED_ADDRESSES = 8;

/** A check of a policy domain as {@link nextState} takes it. */
export function domainCheck(reading: DomainReading, judgement: Judgement): Check {
  const { observation } = reading;
  const unseen = unknownAspects(judgement);
  const policy = unseen.has('policy') ? undefined : policyFacts(reading);
  const addresses = policyAddresses(observation);
  const facts: CheckFacts = {
    ...defined('stsRecord', stsRecordFact(reading.record)),
    ...defined('tlsRpt', tlsRptFact(reading.tlsRpt)),
    ...defined('mx', mxFact(observation)),
    ...defined('mxDnssec', mxDnssecOf(observation)),
    ...defined('policy', policy),
    ...ttlFacts(observation),
    ...defined('policyAddresses', addresses),
  };
  const unknown = new Set<Aspect>([
    ...unseen,
    ...unvisited(observation, addresses ?? []),
    ...(saysNothing(facts) ? (['policy-text'] as const) : []),
    ...(sawNameServers(observation) ? [] : (['name-servers'] as const)),
  ]);
  return {
    target: reading.subject,
    observedAt: observation.observedAt,
    facts,
    ...policyHostCertificates(reading),
    judgement,
    unknown,
    ...(isUnresolved(observation) && { policyHostUnresolved: true }),
  };
}

const isUnresolved = ({ policyFetch }: DomainObservation): boolean =>
  policyFetch !== undefined && settled(policyFetch.addresses).state === 'unknown';

/** A policy that is not served now says nothing new, and senders go by the one that they have; without a record it is given up. */
const saysNothing = ({ policy, stsRecord }: CheckFacts): boolean =>
  policy === undefined || (policy.state === 'not-served' && stsRecord !== null);

/** A property, or none when its value is not defined. */
const defined = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });

function ttlFacts({ stsRecord, tlsRptRecord, mx }: DomainObservation): Pick<CheckFacts, 'ttl'> {
  const ttl = {
    ...defined('stsRecord', ttlOf(stsRecord)),
    ...defined('tlsRpt', ttlOf(tlsRptRecord)),
    ...defined('mx', ttlOf(mx)),
  };
  return Object.keys(ttl).length === 0 ? {} : { ttl };
}

const ttlOf = (answer: Observed<DnsAnswer>): number | undefined =>
  answer.state === 'present' ? answer.value.ttl : undefined;

function stsRecordFact(record: DomainReading['record']): DomainFacts['stsRecord'] {
  if (record.state !== 'read') return record.state === 'none' ? null : undefined;
  const { selection } = record;
  const { candidates } = selection;
  return candidates.length === 0 ? null : { text: remembered(candidates), ...defined('id', valueRead(selection)?.id) };
}

function tlsRptFact(record: DomainReading['tlsRpt']): DomainFacts['tlsRpt'] {
  if (record.state !== 'read') return record.state === 'none' ? null : undefined;
  const { candidates } = record.selection;
  return candidates.length === 0 ? null : remembered(candidates);
}

/** One record a line, sorted: name servers answer in any order. */
const remembered = (texts: readonly string[]): string =>
  texts.map(escapeHidden).sort().join('\n').slice(0, REMEMBERED_TEXT);

function mxFact({ mx, domainAddresses }: DomainObservation): DomainFacts['mx'] {
  if (mx.state === 'unknown') return undefined;
  if (mx.state === 'present') {
    const records = [...mx.value.records].sort(byPreference).slice(0, REMEMBERED_MX);
    return { form: records.length === 1 && records[0]?.exchange === '' ? 'null' : 'mx', records };
  }
  if (domainAddresses === undefined || domainAddresses.state === 'unknown') return undefined;
  return { form: domainAddresses.state === 'present' ? 'implicit' : 'none', records: [] };
}

const byPreference = (a: MxRecord, b: MxRecord): number =>
  a.preference - b.preference || (a.exchange < b.exchange ? -1 : Number(a.exchange > b.exchange));

function policyFacts({ observation, counting, policyText, served }: DomainReading): CheckedPolicy | undefined {
  const { policyFetch, stsRecord } = observation;
  if (policyFetch === undefined)
    return stsRecord.state === 'unknown' ? undefined : { state: 'not-served', reason: 'there is no policy host' };
  if (policyText === undefined) return { state: 'not-served', reason: notServedReason(policyFetch, counting) };
  const { value } = policyText;
  const body = counting?.http?.body ?? '';
  const sha256 = createHash('sha256').update(body).digest('hex');
  const read =
    value === undefined
      ? { mx: [] }
      : { mode: value.mode, maxAge: value.maxAge, mx: value.mx.slice(0, REMEMBERED_PATTERNS) };
  return { state: 'served', sha256, body, ...read, addresses: servingAddresses(served).slice(0, REMEMBERED_ADDRESSES) };
}

function notServedReason({ addresses }: PolicyFetch, counting: PolicyEndpoint | undefined): string {
  const { http, failure } = counting ?? {};
  if (http !== undefined && http.status !== 200) return `HTTP status ${http.status}`;
  if (http?.truncated === true) return 'the answer is too large';
  if (http !== undefined) return `the answer is encoded: ${escapeHidden(http.contentEncoding ?? '').slice(0, 80)}`;
  if (addresses.state === 'absent') return 'the policy host has no address';
  return failure === undefined ? 'no answer' : `${failure.step} failed: ${failure.cause}`;
}

/** All addresses of the policy host; undefined when they are not known. */
const policyAddresses = ({ policyFetch }: DomainObservation): readonly string[] | undefined =>
  policyFetch?.addresses.state === 'present' ? allAddresses(policyFetch.addresses.value) : undefined;

/** Addresses of the policy host at which this check saw nothing: they had no turn, or there is no route to them from here. */
const unvisited = ({ policyFetch }: DomainObservation, addresses: readonly string[]): readonly Aspect[] => {
  const visited = new Set(
    (policyFetch?.endpoints ?? [])
      .filter(({ family, failure }) => !(family === 6 && failure?.cause === 'unreachable'))
      .map(({ address }) => address),
  );
  return addresses.filter((address) => !visited.has(address)).map((address) => aspectAt('policy', address));
};

/** The leaves that the policy host serves, under its name: first the one at the address that counts. */
function policyHostCertificates({
  observation: { domain, policyFetch, certificates },
  counting,
}: DomainReading): Pick<Check, 'served' | 'alsoServed'> {
  const sessions = [counting?.tls, ...(policyFetch?.endpoints ?? []).map(({ tls }) => tls)];
  const leaves = sessions.flatMap((tls) => {
    const leaf = certificates[tls?.chain[0] ?? ''];
    return leaf === undefined ? [] : [servedCertificate(leaf, tls?.chain)];
  });
  const [first, ...others] = leaves.filter(
    ({ fingerprint }, at) => leaves.findIndex((other) => other.fingerprint === fingerprint) === at,
  );
  const place = policyHost(domain);
  if (first === undefined) return { served: {} };
  return { served: { [place]: first }, ...(others.length > 0 && { alsoServed: { [place]: others } }) };
}
