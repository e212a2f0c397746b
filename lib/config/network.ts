import { addressFamily, domainNameFault } from '../core/text/domain-name';
import type { Parsed } from './leaf';
import { shown } from './leaf';
import { wholeNumber } from './values';

/** A TCP or UDP port, as a number or in digits. */
export const parsePort = wholeNumber(1, 65_535, 'a port');

/** The name that the monitor gives in EHLO (RFC 5321 section 4.1.1.1): a domain name, or an address in brackets. */
export function parseEhloName(raw: unknown): Parsed<string> {
  const name = typeof raw === 'string' ? raw.trim() : '';
  if (name !== '' && domainNameFault(name) === undefined) return { value: name };
  const literal = /^\[(?:IPv6:([0-9a-fA-F:.]+)|([0-9.]+))\]$/.exec(name);
  if (literal !== null && addressFamily(literal[1] ?? literal[2] ?? '') === (literal[1] === undefined ? 4 : 6))
    return { value: name };
  return {
    fault: `${shown(raw)} is not a name for EHLO`,
    fix: 'Write the name of this machine in DNS, such as monitor.example.com, or its address in brackets: [192.0.2.1] or [IPv6:2001:db8::1].',
  };
}
