import { domainNameFault } from '../text/domain-name';
import type { ZoneContent } from './content';
import { isWithin } from './name';
import { comparable } from './values';

const NULL_MX = '0 .';
const OWNERS = /^(?:_mta-sts|_smtp\._tls)\./;

/**
 * The names in a zone that are mail domains: those with MX records other than the null MX (RFC 7505), and those with
 * something at their `_mta-sts` or `_smtp._tls`. A wildcard names no domain that could be watched.
 */
export function mailDomains(zone: ZoneContent): readonly string[] {
  const withMx = zone.namesWith('MX').filter((name) => !isNullMx(zone, name));
  const withRecords = ['TXT', 'CNAME']
    .flatMap((type) => zone.namesWith(type))
    .flatMap((name) => (OWNERS.test(name) ? [name.replace(OWNERS, '')] : []));
  const names = new Set([...withMx, ...withRecords]);
  return [...names]
    .filter(
      (name) =>
        isWithin(name, zone.zone) &&
        name.includes('.') &&
        domainNameFault(name) === undefined &&
        !isDelegated(zone, name),
    )
    .sort();
}

function isNullMx(zone: ZoneContent, name: string): boolean {
  const holding = zone.holding(name, 'MX');
  return (
    holding.state === 'records' &&
    holding.set.values.length === 1 &&
    comparable('MX', holding.set.values[0] ?? '') === NULL_MX
  );
}

/** Another zone answers for it, and these records are what a delegation left behind. */
const isDelegated = (zone: ZoneContent, name: string): boolean => zone.holding(name, 'MX').state === 'delegated';
