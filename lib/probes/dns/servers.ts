import { getServers } from 'node:dns';
import type { PlainResolver } from '../../core/resolvers';

const DNS_PORT = 53;

/** The resolvers of this system; Node tells them as `ADDRESS`, `IPV4:PORT` or `[IPV6]:PORT`. */
export function systemServers(): PlainResolver[] {
  return getServers().map((text) => {
    const [, ipv6, ipv4, port] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
    return port === undefined
      ? { address: text, port: DNS_PORT }
      : { address: ipv6 ?? ipv4 ?? text, port: Number(port) };
  });
}
