import type { CertificateFacts } from '../model';

const DAY = 86_400_000;

/**
 * A step of the way to expiry. It is passed when less is left than `days`, and also less than `share` of the whole
 * lifetime: the tighter counts, so that one setting serves certificates of six days and of a year.
 */
export interface ExpiryThreshold {
  readonly days: number;
  /** Of the lifetime, between 0 and 1. */
  readonly share: number;
}

/**
 * A certificate renewed on its usual day passes none of them. That day is 30 days before the end for one of 90 days,
 * a third of the lifetime before it for those of 64, 47 and 45 days, and two days before it for those of six; a
 * quarter of the lifetime leaves each of them time for a renewal that had to be tried again.
 */
export const DEFAULT_EXPIRY_THRESHOLDS: readonly ExpiryThreshold[] = [
  { days: 21, share: 0.25 },
  { days: 7, share: 0.1 },
  { days: 2, share: 0.05 },
];

/** How a threshold is written in evidence and configuration: `21d/25%`. */
export const thresholdName = ({ days, share }: ExpiryThreshold): string =>
  `${days}d/${Number((share * 100).toFixed(2))}%`;

/** How long before the end of such a certificate the threshold is passed, milliseconds. */
export const thresholdSpan = (threshold: ExpiryThreshold, lifetime: number): number =>
  Math.min(threshold.days * DAY, threshold.share * lifetime);

/** The tightest threshold that a certificate has passed at `now`; undefined when none, and when it has expired. */
export function expiryThreshold(
  certificate: Pick<CertificateFacts, 'notBefore' | 'notAfter'>,
  now: number,
  thresholds: readonly ExpiryThreshold[] = DEFAULT_EXPIRY_THRESHOLDS,
): ExpiryThreshold | undefined {
  const left = certificate.notAfter - now;
  if (left < 0) return undefined;
  const lifetime = certificate.notAfter - certificate.notBefore;
  const span = (threshold: ExpiryThreshold): number => thresholdSpan(threshold, lifetime);
  return thresholds.filter((threshold) => left < span(threshold)).sort((a, b) => span(a) - span(b))[0];
}
