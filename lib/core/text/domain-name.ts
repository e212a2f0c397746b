import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';

/** RFC 1035 section 2.3.4: 255 octets on the wire are 253 characters without the root dot. */
const LONGEST_NAME = 253;
const LONGEST_LABEL = 63;

/** Why a text is not a `Domain` of RFC 5321 section 4.1.2. */
export type DomainNameFault =
  'empty' | 'not-ascii' | 'too-long' | 'empty-label' | 'label-too-long' | 'character' | 'hyphen' | 'underscore';

/** Whether people can be told to publish the name: a DNS label may hold any octet, a host name may not. */
export const isHostName = (name: string): boolean => [undefined, 'underscore'].includes(domainNameFault(name));

/** The first fault of a domain name without its root dot, gravest first; undefined when there is none. */
export function domainNameFault(name: string): DomainNameFault | undefined {
  if (name === '') return 'empty';
  if (/[^\p{ASCII}]/u.test(name)) return 'not-ascii';
  if (name.length > LONGEST_NAME) return 'too-long';
  const labels = name.split('.');
  if (labels.includes('')) return 'empty-label';
  if (labels.some((label) => label.length > LONGEST_LABEL)) return 'label-too-long';
  if (/[^A-Za-z0-9._-]/.test(name)) return 'character';
  if (labels.some((label) => label.startsWith('-') || label.endsWith('-'))) return 'hyphen';
  return name.includes('_') ? 'underscore' : undefined;
}

/** Whether the text is an IPv4 address in four decimal parts, or an IPv6 address. */
export function addressFamily(text: string): 4 | 6 | undefined {
  // The library throws and catches for what is no address: for names, an eighth of the time of a whole check.
  if (/^[\d.]+$/.test(text) && ipaddr.IPv4.isValidFourPartDecimal(text)) return 4;
  return ipaddr.IPv6.isValid(text) ? 6 : undefined;
}

/** The name in A-labels (RFC 5890); undefined when it has no such form. */
export function toALabels(name: string): string | undefined {
  // The conversion takes time that grows with the square of a label's length.
  if (name.length > LONGEST_NAME) return undefined;
  // It reads bare numbers as IPv4 addresses, so names that need no conversion stay out of it.
  const ascii = /[^\p{ASCII}]/u.test(name) ? domainToASCII(name) : name;
  return domainNameFault(ascii) === undefined ? ascii : undefined;
}
