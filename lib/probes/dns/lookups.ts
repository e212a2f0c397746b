import ipaddr from 'ipaddr.js';
import type {
  AddressAnswer,
  Absent,
  Dispute,
  DnssecStatus,
  MxAnswer,
  NameServerAnswer,
  Observed,
  Present,
  TlsaAnswer,
  TxtAnswer,
  UnconfirmedAddresses,
} from '../../core/model';
import { present } from '../../core/model';
import type { RecordSet, RecordSets } from './record-set';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws the reason of the resolver's signal, as all lookups here */
export async function findTxt(sets: RecordSets, name: string): Promise<Observed<TxtAnswer>> {
  return withRecords(await sets.find(name, 'TXT'), ({ records }) =>
    records.map((record) => (record.type === 'TXT' ? [record.data].flat().map(asText) : [])),
  );
}

export async function findMx(sets: RecordSets, domain: string): Promise<Observed<MxAnswer>> {
  return withRecords(await sets.find(domain, 'MX'), ({ records }) =>
    records.flatMap((record) =>
      record.type === 'MX'
        ? [{ preference: record.data.preference ?? 0, exchange: record.data.exchange.toLowerCase().replace(/\.$/, '') }]
        : [],
    ),
  );
}

export async function findTlsa(sets: RecordSets, name: string): Promise<Observed<TlsaAnswer>> {
  return withRecords(await sets.find(name, 'TLSA'), ({ records }) =>
    records.flatMap((record) => {
      if (record.type !== 'TLSA') return [];
      const { usage, selector, matchingType, certificate } = record.data;
      return [{ usage, selector, matchingType, data: certificate.toString('hex') }];
    }),
  );
}

/** The name servers of a zone, by its own word: a resolver asks those that it was sent to. */
export async function findNameServers(sets: RecordSets, zone: string): Promise<Observed<NameServerAnswer>> {
  const found = await sets.find(zone, 'NS');
  if (found.state !== 'present') return found;
  const { records, ...answer } = found.value;
  return present({
    ...answer,
    servers: records
      .flatMap((record) => (record.type === 'NS' ? [record.data.toLowerCase().replace(/\.$/, '')] : []))
      .sort(),
  });
}

/** A and AAAA at once. One family is enough; the answer says when the other one could not be learnt. */
export async function findAddresses(sets: RecordSets, name: string): Promise<Observed<AddressAnswer>> {
  const [a, aaaa] = await Promise.all([sets.find(name, 'A'), sets.find(name, 'AAAA')]);
  // A name that does not exist has no AAAA records either (RFC 8020); the other way round servers are known to lie (RFC 4074 section 4.2).
  if (aaaa.state === 'unknown' && a.state === 'absent' && a.reason === 'no-name') return a;
  if (a.state !== 'present' && aaaa.state !== 'present') {
    if (a.state === 'unknown') return a;
    return aaaa.state === 'unknown' ? aaaa : { ...a, ...both(a, aaaa), ...disputeIn(a, aaaa) };
  }
  const found = [a, aaaa].filter((each) => each.state === 'present').map(({ value }) => value);
  const unknownFamily =
    a.state === 'unknown'
      ? { ...a, family: 4 as const }
      : aaaa.state === 'unknown'
        ? { ...aaaa, family: 6 as const }
        : undefined;
  return present({
    cnameChain: found[0]?.cnameChain ?? [],
    ttl: Math.min(...found.map(({ ttl }) => ttl)),
    ...both(...[a, aaaa].filter((each) => each.state !== 'unknown')),
    ...disputeIn(a, aaaa),
    ipv4: addresses(a, 'A'),
    ipv6: addresses(aaaa, 'AAAA'),
    ...(unknownFamily && { unknownFamily }),
    ...unconfirmedIn(found),
  });
}

/** Those of both families, by resolver. */
function unconfirmedIn(found: readonly RecordSet[]): { unconfirmed?: UnconfirmedAddresses } {
  const named = found.flatMap(({ unconfirmed = {} }) => Object.entries(unconfirmed));
  if (named.length === 0) return {};
  return {
    unconfirmed: Object.fromEntries(
      named.map(([resolver]) => [
        resolver,
        named.flatMap(([other, of]) => (other === resolver ? of.map((text) => ipaddr.parse(text).toString()) : [])),
      ]),
    ),
  };
}

/** The first of them that resolvers differed about. */
function disputeIn(...parts: readonly Observed<RecordSet>[]): { dispute?: Dispute } {
  const dispute = parts
    .map((part) => (part.state === 'present' ? part.value.dispute : part.dispute))
    .find((each) => each !== undefined);
  return dispute === undefined ? {} : { dispute };
}

/** Secure only if every part is. */
function both(...parts: readonly (Present<RecordSet> | Absent)[]): { dnssec?: DnssecStatus } {
  const statuses = parts.map((part) => (part.state === 'present' ? part.value.dnssec : part.dnssec));
  const worst = statuses.find((status) => status !== 'secure') ?? statuses[0];
  return worst === undefined ? {} : { dnssec: worst };
}

/** Addresses of one family that are remembered, each with what it showed: a hostile zone names thousands. */
const MOST_ADDRESSES = 256;

/** Beyond the bound always the same ones, whatever the order of the answer. */
function addresses(set: Observed<RecordSet>, type: 'A' | 'AAAA'): string[] {
  if (set.state !== 'present') return [];
  const all = set.value.records.flatMap((record) =>
    record.type === type ? [ipaddr.parse(record.data).toString()] : [],
  );
  return all.length <= MOST_ADDRESSES ? all : all.sort().slice(0, MOST_ADDRESSES);
}

function withRecords<T>(
  set: Observed<RecordSet>,
  read: (set: RecordSet) => T[],
): Observed<Omit<RecordSet, 'records'> & { records: T[] }> {
  return set.state === 'present' ? present({ ...set.value, records: read(set.value) }) : set;
}

/** Octets that are not UTF-8 show as one character each, so that none is lost or becomes another. */
function asText(string: string | Buffer): string {
  if (typeof string === 'string') return string;
  try {
    return utf8.decode(string);
  } catch {
    return string.toString('latin1');
  }
}
