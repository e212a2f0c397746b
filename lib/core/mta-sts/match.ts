import { addressFamily, domainNameFault } from '../text/domain-name';
import { repairMxPattern } from './mx-pattern';

/**
 * Whether an mx pattern of a policy matches the name in an MX record (RFC 8461 section 4.1).
 * Case does not count, nor does one final dot on either side. `*` stands for exactly one label, the leftmost.
 * A pattern or name that is no domain name matches nothing, and neither does an address.
 */
export function mxMatches(pattern: string, mx: string): boolean {
  const wanted = normal(pattern);
  const name = normal(mx);
  if (!wanted.startsWith('*.')) return wanted === name && isName(name);
  return (
    isName(name) &&
    isName(wanted.slice(2)) &&
    name.slice(name.indexOf('.') + 1) === wanted.slice(2) &&
    name.includes('.')
  );
}

/** In words, why a pattern and a name do not match; undefined when they do. */
export function mismatchReason(pattern: string, mx: string): string | undefined {
  if (mxMatches(pattern, mx)) return undefined;
  const wanted = normal(pattern);
  if (!isName(normal(mx))) return 'the MX name is not a domain name';
  if (!isName(wanted.replace(/^\*\./, ''))) {
    const meant = repairMxPattern(pattern);
    const advice = meant === undefined ? '' : `: write ${meant}`;
    return `the pattern is not a domain name, with or without "*." before it${advice}`;
  }
  return (
    nearMissReason(pattern, mx) ??
    (wanted.startsWith('*.') ? `the name does not end in ${wanted.slice(1)}` : 'the names differ')
  );
}

/** Why a pattern misses a name that its writer most likely meant; undefined when it matches, or was meant for others. */
export function nearMissReason(pattern: string, mx: string): string | undefined {
  const wanted = normal(pattern);
  const name = normal(mx);
  if (mxMatches(pattern, mx) || !isName(name) || !isName(wanted.replace(/^\*\./, ''))) return undefined;
  if (!wanted.startsWith('*.'))
    return name.endsWith(`.${wanted}`) ? 'without "*." a pattern matches only that exact name' : undefined;
  const rest = wanted.slice(1);
  if (name === rest.slice(1)) return '* stands for exactly one label, but the name has none there';
  return name.endsWith(rest) ? '* stands for exactly one label, but the name has more than one there' : undefined;
}

/** ASCII letters alone are folded: `toLowerCase` would turn the Kelvin sign into a k. */
const normal = (name: string): string => name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()).replace(/\.$/, '');

function isName(name: string): boolean {
  const fault = domainNameFault(name);
  return (fault === undefined || fault === 'underscore') && addressFamily(name) === undefined;
}
