import ipaddr from 'ipaddr.js';
import type { EncryptedResolver, ResolverSpec } from '../core/resolvers';
import { addressFamily, domainNameFault } from '../core/text/domain-name';
import type { Parsed } from './leaf';
import { isFault, shown } from './leaf';
import { parsePort } from './network';

const FIX =
  'Write an address with an optional port, such as 9.9.9.9, 127.0.0.1:5300 or [2620:fe::fe]:53; https://dns.quad9.net/dns-query; tls://192.0.2.1:853#dns.example.com; or system.';

/**
 * `9.9.9.9`, `9.9.9.9:53`, `[2620:fe::fe]:53`, `https://dns.example/dns-query`, `tls://192.0.2.1:853#dns.example`, or
 * `system`. Behind the # stands what the certificate must be for, where that is not the host.
 */
export function parseResolver(raw: unknown): Parsed<ResolverSpec> {
  const text = typeof raw === 'string' ? raw.trim() : '';
  if (text === 'system') return { value: 'system' };
  const fault = { fault: `${shown(raw)} is not the address of a resolver`, fix: FIX };
  const [, over, place = '', path, name] = /^(https|tls):\/\/([^/#?]+)(\/[^#\s]*)?(?:#([^\s]+))?$/i.exec(text) ?? [];
  const written = splitPort(over === undefined ? text : place, over !== undefined);
  if (written === undefined) return fault;
  const port = written.port === undefined ? { value: defaultPort(over) } : parsePort(written.port);
  if (isFault(port)) return port;
  if (over === undefined) return { value: { address: written.host, port: port.value } };
  const certified = usual((name ?? written.host).toLowerCase());
  if (!isHost(certified)) return fault;
  const common = { host: written.host.toLowerCase(), port: port.value, name: certified };
  const spec: EncryptedResolver | undefined =
    over.toLowerCase() === 'https'
      ? { over: 'https', ...common, path: path ?? '/dns-query' }
      : path === undefined
        ? { over: 'tls', ...common }
        : undefined;
  return spec === undefined ? fault : { value: spec };
}

const defaultPort = (over: string | undefined): number =>
  over === undefined ? 53 : over.toLowerCase() === 'tls' ? 853 : 443;

/** Host and port; undefined when it is neither an address nor, where that is allowed, a name. */
function splitPort(text: string, named: boolean): { readonly host: string; readonly port?: string } | undefined {
  if (addressFamily(text) !== undefined) return { host: usual(text) };
  const [, six, other, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = six ?? other;
  if (host === undefined) return undefined;
  const fits = six === undefined ? addressFamily(host) === 4 || (named && isHost(host)) : addressFamily(host) === 6;
  return fits ? { host: usual(host), ...(port !== undefined && { port }) } : undefined;
}

/** One address is one resolver, however it is written (RFC 5952). */
const usual = (host: string): string => (addressFamily(host) === 6 ? ipaddr.parse(host).toString() : host);

/** An address, or a name that a certificate can be for: digits and dots alone are a mistyped address. */
const isHost = (text: string): boolean =>
  addressFamily(text) !== undefined || (domainNameFault(text) === undefined && !/^[\d.]+$/.test(text));
