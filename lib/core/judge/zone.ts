import { createHash } from 'node:crypto';
import { findingOf } from '../findings';
import type {
  Aspect,
  DnsAnswer,
  DomainObservation,
  Finding,
  IntendedRecords,
  Judgement,
  Observed,
  UnknownAspect,
  ZoneObservation,
} from '../model';
import { mxText } from '../zone/values';
import { tlsaText } from '../dane/record';
import type { DomainReading } from '../reading/domain';
import { boundedDetail } from './lookup';

/** Route 53 answers by a change within a minute, as a rule. Milliseconds. */
const PROPAGATION = 60_000;
const SECOND = 1000;
/** Records in evidence; a hostile answer holds thousands. */
const RECORDS_KEPT = 20;
const LONGEST_KEPT = 500;

/**
 * What the hosted zone says against what the world sees: its delegation, and the records of the domain. A difference
 * is a fault when it outlasts the caches, which is for the memory between looks to say.
 */
export function judgeZone({ observation, subject }: DomainReading): Judgement {
  const { zone } = observation;
  if (zone === undefined) return { findings: [], unknown: [] };
  const { view, nameServers } = zone;
  const { zone: name, zoneId, account } = view;
  const common = { zone: name, zoneId, account, nameServers: view.nameServers };
  if (nameServers.state === 'unknown')
    return {
      findings: [],
      unknown: [{ aspect: 'zone', cause: nameServers.cause, detail: boundedDetail(nameServers.detail) }],
    };
  if (nameServers.state === 'absent')
    return {
      findings: [
        findingOf({ kind: 'zone-not-delegated', subject, evidence: common, aspects: ['zone'], discriminator: zoneId }),
      ],
      unknown: [],
    };
  const { servers } = nameServers.value;
  const strange = servers.filter((server) => !view.nameServers.includes(server));
  if (strange.length > 0)
    return {
      findings: [
        findingOf({
          kind: 'zone-delegated-elsewhere',
          subject,
          evidence: { ...common, served: servers.slice(0, RECORDS_KEPT) },
          aspects: ['zone'],
          discriminator: zoneId,
        }),
      ],
      unknown: [],
    };
  const compared = view.intended.map((intended) => compare(intended, observation, zone, subject));
  return {
    findings: compared.flatMap(({ finding }) => finding ?? []),
    unknown: compared.flatMap(({ unknown }) => unknown ?? []).slice(0, 1),
  };
}

interface Compared {
  readonly finding?: Finding;
  readonly unknown?: UnknownAspect;
}

function compare(
  intended: IntendedRecords,
  observation: DomainObservation,
  { view, tlsa }: ZoneObservation,
  subject: Finding['subject'],
): Compared {
  const { name, type } = intended;
  const answer = answerFor(intended, observation, tlsa);
  // Where the record has an aspect of its own, that one says what was not seen.
  if (answer.state === 'unknown')
    return type === 'TLSA'
      ? { unknown: { aspect: 'zone', cause: answer.cause, detail: boundedDetail(answer.detail) } }
      : {};
  const served = answer.state === 'absent' ? [] : answer.value.records;
  const [alias] = answer.state === 'absent' ? (answer.cnameChain ?? []) : answer.value.cnameChain;
  const was = intended.cname === undefined ? intended.records : [`CNAME ${intended.cname}`];
  const is = alias === undefined ? [...served].sort() : [`CNAME ${alias}`];
  if (same(was, is)) return {};
  const ttl = Math.max(intended.ttl, answer.state === 'present' ? answer.value.ttl : view.negativeTtl);
  const evidence = {
    zone: view.zone,
    zoneId: view.zoneId,
    account: view.account,
    name,
    type,
    intended: kept(was),
    served: kept(is),
    zoneReadAt: view.readAt,
    settlesAfter: ttl * SECOND + PROPAGATION,
  };
  return {
    finding: findingOf({
      kind: 'zone-record-differs',
      subject,
      evidence,
      aspects: ['zone', ...aspectOf(intended, observation)],
      discriminator: `${name}/${type}/${digest(was)}`,
    }),
  };
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((record, index) => record === b[index]);

const kept = (records: readonly string[]): readonly string[] =>
  records.slice(0, RECORDS_KEPT).map((record) => record.slice(0, LONGEST_KEPT));

/** Another intention is another fault: it has caches of its own to outlast. */
const digest = (records: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(records)).digest('hex').slice(0, 16);

type Answer = Observed<DnsAnswer & { readonly records: readonly string[] }>;

function answerFor(
  { name, type }: IntendedRecords,
  observation: DomainObservation,
  tlsa: ZoneObservation['tlsa'],
): Answer {
  if (type === 'MX') return texts(observation.mx, mxText);
  if (type === 'TLSA') return texts(tlsa[name] ?? NOT_LOOKED_UP, tlsaText);
  return texts(name.startsWith('_mta-sts.') ? observation.stsRecord : observation.tlsRptRecord, (strings) =>
    strings.join(''),
  );
}

const NOT_LOOKED_UP = { state: 'unknown', cause: 'not-observed', detail: '' } as const;

const texts = <T>(
  answer: Observed<DnsAnswer & { readonly records: readonly T[] }>,
  text: (record: T) => string,
): Answer =>
  answer.state === 'present'
    ? { ...answer, value: { ...answer.value, records: answer.value.records.map(text) } }
    : answer;

function aspectOf({ name, type }: IntendedRecords, { domain }: DomainObservation): readonly Aspect[] {
  if (type === 'MX') return ['mx'];
  if (type === 'TLSA') return [];
  return [name === `_mta-sts.${domain}` ? 'sts-record' : 'tlsrpt-record'];
}
