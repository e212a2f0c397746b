import type { NameServerObservation } from '../../core/model';
import type { EdnsSupport } from '../dns/edns';
import { findAddresses } from '../dns/lookups';
import type { RecordSets } from '../dns/record-set';
import { plainTransport } from '../dns/plain';
import { candidates } from '../net/addresses';
import type { Limits } from '../net/wait';
import { askServer } from './ask';

export interface NameServerOptions {
  readonly port: number;
  readonly allowPrivateAddresses: boolean;
  /** One try to ask one server, milliseconds. */
  readonly timeoutMs: number;
  /** Questions a second to one server. */
  readonly rate: number;
  readonly edns: EdnsSupport;
}

/** Servers of the parent that are asked for the delegation, until one tells. */
const MOST_PARENTS = 3;

const TRIES = 2;

/** Who is said to serve a zone. */
export interface Delegation {
  readonly zone: string;
  readonly servers: ReadonlyMap<string, NameServerObservation['listedBy']>;
}

/** The zone that a name is in, and its name servers: those that the zone names, and those that its parent delegates to. */
export async function findDelegation(
  sets: RecordSets,
  name: string,
  options: NameServerOptions,
  limits: Limits,
): Promise<Delegation | undefined> {
  const own = await closestZone(sets, name);
  if (own === undefined) return undefined;
  const parent = await closestZone(sets, above(own.zone));
  const delegated = parent === undefined ? [] : await askParents(sets, own.zone, parent.servers, options, limits);
  const servers = new Map<string, NameServerObservation['listedBy']>(
    own.servers.map((server) => [server, delegated.length === 0 || delegated.includes(server) ? 'both' : 'zone']),
  );
  for (const server of delegated) if (!servers.has(server)) servers.set(server, 'parent');
  return { zone: own.zone, servers };
}

const above = (name: string): string => name.replace(/^[^.]*\.?/, '');

/** Walks up to the first name that has NS records of its own. A top-level domain is nobody's who reads this. */
async function closestZone(
  sets: RecordSets,
  name: string,
): Promise<{ readonly zone: string; readonly servers: readonly string[] } | undefined> {
  for (let zone = name; zone !== ''; zone = above(zone)) {
    const found = await sets.find(zone, 'NS');
    if (found.state === 'unknown') return undefined;
    if (found.state === 'absent' || found.value.cnameChain.length > 0) continue;
    return { zone, servers: namesOf(found.value.records, zone) };
  }
  return undefined;
}

async function askParents(
  sets: RecordSets,
  zone: string,
  parents: readonly string[],
  { port, allowPrivateAddresses, edns }: NameServerOptions,
  limits: Limits,
): Promise<readonly string[]> {
  for (const parent of parents.slice(0, MOST_PARENTS)) {
    const addresses = await findAddresses(sets, parent);
    const [candidate] =
      addresses.state === 'present' && addresses.value.unconfirmed === undefined
        ? candidates(addresses.value, allowPrivateAddresses).filter(({ refused }) => refused === undefined)
        : [];
    if (candidate === undefined) continue;
    try {
      // A referral has them beside the answer; a server of both zones answers with the zone's own.
      const transport = edns.fallback(plainTransport({ address: candidate.address, port }));
      const { answers, authorities } = await askServer(transport, { name: zone, type: 'NS' }, TRIES, limits);
      const names = namesOf([...answers, ...authorities], zone);
      if (names.length > 0) return names;
    } catch (error) {
      if (limits.signal.aborted) throw error;
    }
  }
  return [];
}

const namesOf = (
  records: readonly { readonly type: string; readonly name: string; readonly data?: unknown }[],
  zone: string,
): readonly string[] => [
  ...new Set(
    records.flatMap(({ type, name, data }) =>
      type === 'NS' && canonical(name) === zone && typeof data === 'string' ? [canonical(data)] : [],
    ),
  ),
];

const canonical = (name: string): string => name.toLowerCase().replace(/\.$/, '');
