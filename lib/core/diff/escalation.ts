import type { Finding } from '../model';
import { certificatesOf, entryOf } from '../findings';
import { SEVERITIES } from '../model';
import { same } from './same';
import { faulty } from './served-lately';

const DAY = 86_400_000;

/**
 * Whether the same fault got worse: a higher severity, or a tighter expiry threshold passed. Of several certificates
 * that are served in turn, each passes a threshold once.
 */
export function hasEscalated(before: Finding, now: Finding): boolean {
  // An earlier release did not see the alias that makes it graver.
  if ('cnameChain' in now.evidence && !('cnameChain' in before.evidence)) return false;
  if (SEVERITIES.indexOf(now.severity) < SEVERITIES.indexOf(before.severity)) return true;
  const known = certificatesOf(before).find(({ fingerprint }) => certificateOf(now) === fingerprint);
  if (known?.threshold !== undefined && 'threshold' in now.evidence && known.threshold === now.evidence.threshold)
    return false;
  const was = known === undefined || certificateOf(before) === certificateOf(now) ? thresholdSpan(before) : Infinity;
  const is = thresholdSpan(now);
  return was !== undefined && is !== undefined && is < was;
}

/** How long before the end of the certificate its threshold was passed, milliseconds; undefined for other findings. */
function thresholdSpan({ evidence }: Finding): number | undefined {
  if (!('threshold' in evidence)) return undefined;
  const days = /^(\d+(?:\.\d+)?)d/.exec(evidence.threshold)?.[1];
  const percent = /(\d+(?:\.\d+)?)%$/.exec(evidence.threshold)?.[1];
  const spans = [
    ...(days === undefined ? [] : [Number(days) * DAY]),
    ...(percent === undefined ? [] : [(Number(percent) / 100) * (evidence.notAfter - evidence.notBefore)]),
  ];
  return spans.length === 0 ? undefined : Math.min(...spans);
}

/** Whether two looks say the same about a fault, but for the wording of a detail and the order in which servers answered. */
export const saysTheSame = (a: Finding, b: Finding): boolean =>
  a.severity === b.severity &&
  same(a.comesAndGoes, b.comesAndGoes) &&
  same([...a.aspects].sort(), [...b.aspects].sort()) &&
  same(settled(a.evidence), settled(b.evidence));

/** A detail's wording, and when and how long was waited for caches. */
const VOLATILE: ReadonlySet<string> = new Set(['detail', 'zoneReadAt', 'settlesAfter']);

function settled(evidence: Finding['evidence']): Readonly<Record<string, unknown>> {
  const entries = Object.entries(evidence as Readonly<Record<string, unknown>>).filter(([name]) => !VOLATILE.has(name));
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      Array.isArray(value) && value.every((item) => typeof item === 'string') ? [...value].sort() : value,
    ]),
  );
}

/** The finding among these that the fault turned into: the same certificates, expired; or the policy given up. */
export function successorOf(finding: Finding, among: readonly Finding[]): Finding | undefined {
  const { successor } = entryOf(finding.kind);
  return among.find(
    (other) => other.kind === successor && faulty(finding).every((certificate) => faulty(other).includes(certificate)),
  );
}

const certificateOf = ({ evidence }: Finding): string | undefined =>
  'certificate' in evidence ? evidence.certificate : undefined;
