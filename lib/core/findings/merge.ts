import type { Finding } from '../model';
import { SEVERITIES } from '../model';

/**
 * One finding for each fingerprint: aspects and addresses of all, the rest of the gravest, the first among equals.
 * So a fault seen at several addresses of a host is told once.
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
  const gravest = rank(second) < rank(first) ? second : first;
  const addresses = [...new Set([...addressesOf(first), ...addressesOf(second)])];
  const evidence = 'addresses' in gravest.evidence ? { ...gravest.evidence, addresses } : gravest.evidence;
  // Only `addresses` was replaced, which all kinds that have it type alike.
  return { ...gravest, evidence, aspects: [...new Set([...first.aspects, ...second.aspects])] } as Finding;
}

const rank = ({ severity }: Finding): number => SEVERITIES.indexOf(severity);
const addressesOf = ({ evidence }: Finding): readonly string[] =>
  'addresses' in evidence ? (evidence.addresses ?? []) : [];
