import type {
  ServedRecords,
  NameServerObservation,
  NameServerOutcome,
  NameServersObservation,
  UnansweredQuestion,
} from '../../core/model';
import { findAddresses } from '../dns/lookups';
import { paced } from '../dns/pace';
import { plainTransport } from '../dns/plain';
import type { RecordSets } from '../dns/record-set';
import type { DnsTransport, Response } from '../dns/transport';
import { dataOf } from '../dns/vote';
import { candidates } from '../net/addresses';
import { failureFrom } from '../net/failure';
import type { Limits } from '../net/wait';
import { askServer } from './ask';
import { findDelegation, type NameServerOptions } from './delegation';

/** Bounds on what a hostile zone can have us ask. */
const MOST_SERVERS = 13;
const MOST_ADDRESSES = 4;

const TRIES = 3;

const NO_ERROR = 0;
const NXDOMAIN = 3;
const RCODES: Readonly<Record<number, string>> = {
  1: 'FORMERR',
  2: 'SERVFAIL',
  4: 'NOTIMP',
  5: 'REFUSED',
  9: 'NOTAUTH',
};

/**
 * Asks each name server of a domain's zone by itself for what mail needs: the STS record and the MX records.
 *
 * @returns undefined when the zone cannot be found out
 * @throws the signal's reason
 */
export async function observeNameServers(
  sets: RecordSets,
  domain: string,
  options: NameServerOptions,
  signal: AbortSignal,
): Promise<NameServersObservation | undefined> {
  const limits = { timeoutMs: options.timeoutMs, signal };
  const delegation = await findDelegation(sets, domain, options, limits);
  if (delegation === undefined) return undefined;
  const { zone, servers } = delegation;
  const observations = await Promise.all(
    [...servers]
      .slice(0, MOST_SERVERS)
      .map(([name, listedBy]) => observeServer({ name, listedBy }, { domain, zone }, sets, options, limits)),
  );
  // Resolvers give them in any order.
  return { zone, servers: observations.flat().sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)) };
}

const placeOf = ({ name, address = '' }: NameServerObservation): string => `${name} ${address}`;

type Listed = Pick<NameServerObservation, 'name' | 'listedBy'>;

async function observeServer(
  listed: Listed,
  { domain, zone }: { readonly domain: string; readonly zone: string },
  sets: RecordSets,
  options: NameServerOptions,
  limits: Limits,
): Promise<readonly NameServerObservation[]> {
  const addresses = await findAddresses(sets, listed.name);
  // Where no two resolvers name the same address, one that is wrong may lead anywhere.
  if (addresses.state === 'unknown' || (addresses.state === 'present' && addresses.value.unconfirmed !== undefined))
    return [{ ...listed, outcome: { state: 'not-seen' } }];
  const all = addresses.state === 'present' ? candidates(addresses.value, options.allowPrivateAddresses) : [];
  if (all.length === 0) return [{ ...listed, outcome: { state: 'no-address', detail: 'its name has no address' } }];
  return Promise.all(
    all.slice(0, MOST_ADDRESSES).map(async ({ address, refused }): Promise<NameServerObservation> => {
      if (refused !== undefined) return { ...listed, address, outcome: { state: 'no-address', detail: refused } };
      const transport = options.edns.fallback(paced(plainTransport({ address, port: options.port }), options.rate));
      return { ...listed, address, outcome: await outcomeOf(transport, domain, zone, limits) };
    }),
  );
}

async function outcomeOf(
  transport: DnsTransport,
  domain: string,
  zone: string,
  limits: Limits,
): Promise<NameServerOutcome> {
  try {
    const soa = await askServer(transport, { name: zone, type: 'SOA' }, TRIES, limits);
    const serial = soa.answers.flatMap((record) =>
      record.type === 'SOA' && canonical(record.name) === zone ? [record.data.serial ?? 0] : [],
    )[0];
    if (serial === undefined || !soa.authoritative) return { state: 'lame', detail: lameness(soa) };
    const said = await Promise.all([
      answerFor(transport, `_mta-sts.${domain}`, 'TXT', limits),
      answerFor(transport, domain, 'MX', limits),
    ]);
    const unanswered = said.filter((one) => one !== undefined && 'detail' in one);
    return {
      state: 'answered',
      serial,
      answers: said.filter((one) => one !== undefined && 'records' in one),
      ...(unanswered.length > 0 && { unanswered }),
    };
  } catch (error) {
    if (limits.signal.aborted) throw error;
    const { cause, detail } = failureFrom(error);
    return cause === 'unreachable' ? { state: 'not-seen' } : { state: 'silent', cause, detail };
  }
}

const codeName = (rcode: number): string => RCODES[rcode] ?? `response code ${rcode}`;

function lameness({ rcode, answers }: Response): string {
  if (rcode === NXDOMAIN) return 'it says that the zone does not exist';
  if (rcode !== NO_ERROR) return codeName(rcode);
  return answers.length > 0 ? 'it answers from hearsay, not as a server of the zone' : 'it refers to other servers';
}

/** Undefined for a referral to a zone below, whose servers are others. */
async function answerFor(
  transport: DnsTransport,
  name: string,
  type: ServedRecords['type'],
  limits: Limits,
): Promise<ServedRecords | UnansweredQuestion | undefined> {
  const asked = { name, type };
  let response: Response;
  try {
    response = await askServer(transport, asked, TRIES, limits);
  } catch (error) {
    if (limits.signal.aborted) throw error;
    const { cause, detail } = failureFrom(error);
    return cause === 'unreachable' ? undefined : { ...asked, detail };
  }
  const { rcode, authoritative, answers } = response;
  if (rcode !== NO_ERROR && rcode !== NXDOMAIN) return { ...asked, detail: codeName(rcode) };
  if (!authoritative) return undefined;
  const own = answers.filter(
    (record) => canonical(record.name) === name && (record.type === type || record.type === 'CNAME'),
  );
  return {
    ...asked,
    records: [
      ...new Set(own.map((record) => (record.type === 'CNAME' ? `CNAME ${dataOf(record)}` : dataOf(record)))),
    ].sort(),
  };
}

const canonical = (name: string): string => name.toLowerCase().replace(/\.$/, '');
