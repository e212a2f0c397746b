import ipaddr from 'ipaddr.js';
import { addressFamily } from '../core/text/domain-name';

/** What an address is for when it is not for a host on the public Internet (IANA's special-purpose registries). */
export interface AddressRefusal {
  readonly reason: string;
}

/** Ranges where a private network has its hosts, or a laboratory: contacted only when that is allowed. */
const PRIVATE: Readonly<Record<string, string>> = {
  loopback: 'loopback',
  private: 'private use',
  uniqueLocal: 'unique local',
  deprecatedSiteLocal: 'site local',
  carrierGradeNat: 'shared by carrier-grade NAT',
  benchmarking: 'benchmarking',
  reserved: 'reserved or for documentation',
};

/** Ranges where no server of anybody's is. Link-local is one: that is where clouds put what lends credentials. */
const NEVER: Readonly<Record<string, string>> = {
  unspecified: 'unspecified',
  broadcast: 'broadcast',
  multicast: 'multicast',
  linkLocal: 'link local',
  ipv4Mapped: 'IPv4-mapped',
  rfc6145: 'IPv4-translated',
  discard: 'discard only',
  as112: 'AS112',
  as112v6: 'AS112',
  amt: 'multicast tunnelling',
  deprecatedOrchid: 'ORCHID',
  orchid2: 'ORCHID',
  droneRemoteIdProtocolEntityTags: 'drone remote identification',
  segmentRouting: 'segment routing',
  rfc6052: 'local-use NAT64',
};

/** What clouds serve to their own machines at addresses that look like others. */
const METADATA = new Set(['168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254']);

const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/**
 * Why an address must not be contacted; undefined when it may be. Addresses are checked after resolution, and the
 * connection is made to the very address that was checked: a name of an attacker's must not reach into this network.
 *
 * @param allowPrivate lets loopback, private, documentation and benchmarking ranges pass; never link-local, multicast or metadata
 */
export function addressRefusal(text: string, allowPrivate = false): AddressRefusal | undefined {
  if (addressFamily(text) === undefined || text.includes('%')) return { reason: 'not an address' };
  const address = ipaddr.parse(text);
  if (METADATA.has(address.toString())) return { reason: 'metadata service of a cloud' };
  for (const embedded of embeddedIpv4(address)) {
    const refusal = addressRefusal(embedded, allowPrivate);
    if (refusal) return { reason: `${refusal.reason} (${embedded} inside)` };
  }
  const range = rangeOf(address);
  if (range === undefined || (allowPrivate && range in PRIVATE)) return undefined;
  return { reason: PRIVATE[range] ?? NEVER[range] ?? 'unallocated' };
}

/** The special-purpose range that an address is in; undefined for a public unicast address. */
function rangeOf(address: ipaddr.IPv4 | ipaddr.IPv6): string | undefined {
  const range = address.range();
  if (address instanceof ipaddr.IPv4) return range === 'unicast' ? undefined : ipv4Range(address, range);
  if (isNat64(address) || range === '6to4' || range === 'teredo') return undefined;
  if (range !== 'unicast') return range;
  return address.match(GLOBAL_UNICAST) ? undefined : 'unallocated';
}

/** ipaddr.js calls 240.0.0.0/4 reserved too, where no laboratory has its hosts. */
const ipv4Range = (address: ipaddr.IPv4, range: string): string =>
  range === 'reserved' && (address.octets[0] ?? 0) >= 240 ? 'unallocated' : range;

/** The well-known prefix of RFC 6052, which networks without IPv4 reach the rest through. */
const isNat64 = (address: ipaddr.IPv6): boolean => address.range() === 'rfc6052' && address.parts[2] === 0;

/** The IPv4 addresses that a transition mechanism would send the packets to. */
function embeddedIpv4(address: ipaddr.IPv4 | ipaddr.IPv6): string[] {
  if (address instanceof ipaddr.IPv4) return [];
  const [, a = 0, b = 0, c = 0, , , y = 0, z = 0] = address.parts;
  if (isNat64(address)) return [ipv4(y, z)];
  if (address.range() === '6to4') return [ipv4(a, b)];
  // RFC 4380 section 4: the server, and the client's address with its bits turned over.
  return address.range() === 'teredo' ? [ipv4(b, c), ipv4(~y, ~z)] : [];
}

const ipv4 = (high: number, low: number): string =>
  [high >> 8, high, low >> 8, low].map((octet) => octet & 0xff).join('.');
