import type { Finding } from '../model';
import { SEVERITIES } from '../model';
import { certificatesOf, withCertificates } from './certificates';

/**
 * One finding for each fingerprint: aspects, addresses and certificates of all, the rest of the gravest; among equals
 * of the certificate that expires first, then of the first. So a fault seen at several addresses of a host is one alert.
 */
export function mergeFindings(findings: readonly Finding[]): readonly Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const seen = merged.get(finding.fingerprint);
    merged.set(finding.fingerprint, seen === undefined ? finding : merge(seen, finding));
  }
  return [...merged.values()];
}

function merge(first: Finding, second: Finding): Finding {
  const gravest = compare(second, first) < 0 ? second : first;
  const addresses = [...new Set([...addressesOf(first), ...addressesOf(second)])];
  const evidence = 'addresses' in gravest.evidence ? { ...gravest.evidence, addresses } : gravest.evidence;
  // Only `addresses` was replaced, which all kinds that have it type alike.
  const merged = { ...gravest, evidence, aspects: [...new Set([...first.aspects, ...second.aspects])] } as Finding;
  return withCertificates(merged, [...certificatesOf(first), ...certificatesOf(second)]);
}

const compare = (a: Finding, b: Finding): number => rank(a) - rank(b) || expiry(a) - expiry(b);
const expiry = ({ evidence }: Finding): number => ('notAfter' in evidence ? evidence.notAfter : 0);

const rank = ({ severity }: Finding): number => SEVERITIES.indexOf(severity);
const addressesOf = ({ evidence }: Finding): readonly string[] =>
  'addresses' in evidence ? (evidence.addresses ?? []) : [];
