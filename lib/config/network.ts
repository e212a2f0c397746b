import { addressFamily, domainNameFault } from '../core/text/domain-name';
import type { Parsed } from './leaf';
import { shown } from './leaf';
import { wholeNumber } from './values';

/** A resolver's socket address; the address is an IP address, because a name would need a resolver first. */
export interface ResolverAddress {
  readonly address: string;
  readonly port: number;
}

const RESOLVER_FIX = 'Write an address with an optional port, such as 9.9.9.9, 127.0.0.1:5300 or [2620:fe::fe]:53.';

/** `9.9.9.9`, `9.9.9.9:53`, `2620:fe::fe` or `[2620:fe::fe]:53`. */
export function parseResolver(raw: unknown): Parsed<ResolverAddress> {
  const text = typeof raw === 'string' ? raw.trim() : '';
  if (addressFamily(text) !== undefined) return { value: { address: text, port: 53 } };
  const [, six, four, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = six ?? four;
  const family = address === undefined ? undefined : addressFamily(address);
  if (address === undefined || family !== (six === undefined ? 4 : 6)) return { fault: `${shown(raw)} is not the address of a resolver`, fix: RESOLVER_FIX };
  const parsedPort = port === undefined ? { value: 53 } : parsePort(port);
  return 'value' in parsedPort ? { value: { address, port: parsedPort.value } } : parsedPort;
}

export function formatResolver({ address, port }: ResolverAddress): string {
  return addressFamily(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

/** A TCP or UDP port, as a number or in digits. */
export const parsePort = wholeNumber(1, 65_535, 'a port');

/** The name that the monitor gives in EHLO (RFC 5321 section 4.1.1.1): a domain name, or an address in brackets. */
export function parseEhloName(raw: unknown): Parsed<string> {
  const name = typeof raw === 'string' ? raw.trim() : '';
  if (name !== '' && domainNameFault(name) === undefined) return { value: name };
  const literal = /^\[(?:IPv6:([0-9a-fA-F:.]+)|([0-9.]+))\]$/.exec(name);
  if (literal !== null && addressFamily(literal[1] ?? literal[2] ?? '') === (literal[1] === undefined ? 4 : 6)) return { value: name };
  return { fault: `${shown(raw)} is not a name for EHLO`, fix: 'Write the name of this machine in DNS, such as monitor.example.com, or its address in brackets: [192.0.2.1] or [IPv6:2001:db8::1].' };
}
