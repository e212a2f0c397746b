import type { ZoneNode, ZoneView } from '../dns/zone';
import { withOthers } from '../dns/zone';
import type { DomainDeclaration, NameServerDeclaration } from './declaration';
import { absolute } from './publish';

/** A name server of one domain, and where it is; not set where its name does not exist. */
export interface NameServer {
  readonly name: string;
  readonly address?: string;
  readonly domain: string;
  readonly declared: NameServerDeclaration;
}

const SERIAL = 2026112301;

/** The name servers of a domain. */
export const nameServersOf = ({ name, nameServers = {} }: DomainDeclaration, nextAddress: () => string): NameServer[] =>
  Object.entries(nameServers).map(([label, declared]) => ({
    name: absolute(label, name),
    ...(declared !== 'no-address' && { address: nextAddress() }),
    domain: name,
    declared,
  }));

/** What a name server answers: of its zone, what the others answer, or what it has instead; of all else, nothing. */
export function servedBy({ domain, declared }: NameServer, others: ZoneView): ZoneView {
  if (declared === 'silent' || declared === 'no-address') return { find: () => ({ fault: 'timeout' }) };
  if (declared === 'refuses') return { find: () => ({ fault: 'refused' }) };
  const { serial = SERIAL, zone = {}, edns } = declared;
  const own = withOthers(others, named(domain, zone));
  return {
    ...(edns !== undefined && { edns }),
    find: (name) => {
      const lower = name.toLowerCase();
      if (lower !== domain && !lower.endsWith(`.${domain}`)) return { fault: 'refused' };
      const node = own.find(name);
      return lower === domain ? { ...node, SOA: serial } : node;
    },
  };
}

/** Nodes by absolute name. */
export const named = (domain: string, nodes: Readonly<Record<string, ZoneNode>>): Map<string, ZoneNode> =>
  new Map(Object.entries(nodes).map(([label, node]) => [absolute(label, domain), node]));
