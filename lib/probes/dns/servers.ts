import { getServers } from 'node:dns';
import { isIP } from 'node:net';

export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

const DNS_PORT = 53;

/**
 * Reads `ADDRESS`, `ADDRESS:PORT` or `[IPV6]:PORT`; the port is 53 if not given.
 *
 * @throws RangeError that says what to write instead
 */
export function parseServer(text: string): ServerAddress {
  if (isIP(text) !== 0) return { address: text, port: DNS_PORT };
  const [, ipv6, other, digits] = /^(?:\[(.+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = ipv6 ?? other ?? '';
  const port = digits === undefined ? DNS_PORT : Number(digits);
  if (isIP(address) !== (ipv6 === undefined ? 4 : 6) || port < 1 || port > 0xffff) {
    throw new RangeError(`${JSON.stringify(text)} is not the address of a resolver: write 192.0.2.53, 192.0.2.53:53 or [2001:db8::53]:53`);
  }
  return { address, port };
}

/** The resolvers of this system. */
export const systemServers = (): ServerAddress[] => getServers().map(parseServer);
