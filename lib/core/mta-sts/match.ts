import { addressFamily, domainNameFault } from '../text/domain-name';
import { repairMxPattern } from './mx-pattern';

/**
 * Whether an mx pattern of a policy matches the name in an MX record (RFC 8461 section 4.1).
 * Case does not count, nor does one final dot on either side. `*` stands for exactly one label, the leftmost.
 * A pattern or name that is no domain name matches nothing, and neither does an address.
 */
export const mxMatches = (pattern: string, mx: string): boolean => mxNamesOf([mx]).some(pattern);

/**
 * Whether any of the patterns matches the name, by the rules of {@link mxMatches}. A hostile policy has thousands of
 * patterns, and a hostile zone as many MX hosts: the patterns are read once for all names.
 */
export function mxPatternsOf(patterns: readonly string[]): { some(mx: string): boolean } {
  const wanted = patterns.map(normal);
  const exact = new Set(wanted);
  const parents = new Set(wanted.filter((one) => one.startsWith('*.')).map((one) => one.slice(2)));
  return {
    some(mx) {
      const name = normal(mx);
      const parent = parentOf(name);
      return isName(name) && (exact.has(name) || (parent !== undefined && parents.has(parent) && isName(parent)));
    },
  };
}

/** The other way round: whether a pattern matches any of the names, which are read once for all patterns. */
export function mxNamesOf(mxs: readonly string[]): { some(pattern: string): boolean } {
  const exact = new Set(mxs.map(normal).filter(isName));
  const parents = new Set([...exact].map(parentOf));
  return {
    some(pattern) {
      const wanted = normal(pattern);
      if (!wanted.startsWith('*.')) return exact.has(wanted);
      const parent = wanted.slice(2);
      return parents.has(parent) && isName(parent);
    },
  };
}

/** The name without its leftmost label; undefined for a single label. */
const parentOf = (name: string): string | undefined =>
  name.includes('.') ? name.slice(name.indexOf('.') + 1) : undefined;

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
