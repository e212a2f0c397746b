import { certificatesOf, entryOf, withCertificates } from '../findings';
import type { Aspect, FaultyCertificate, Finding, FindingState, TargetState } from '../model';
import { addressesAt } from '../model';
import type { DiffOptions } from './options';

type Seen = TargetState['certificates'];

/**
 * A certificate fault that was open before, as a further check shows it. Several servers may answer at one address, each
 * with a certificate of its own: the finding lists those that its places served lately, and stays with the one that it
 * was about while that is served, or with the one that expires first.
 * @param certificates what each place served, as of the check before
 */
export function withServedLately(
  before: Finding,
  seen: Finding,
  certificates: Seen,
  at: number,
  { clearChecks }: Pick<DiffOptions, 'clearChecks'>,
): Finding {
  if (!('certificate' in before.evidence) || !('certificate' in seen.evidence)) return seen;
  const lately = missedChecksOf(certificates, seen.aspects);
  const isStillSo = ({ notAfter }: FaultyCertificate): boolean => entryOf(seen.kind).harm !== 'later' || notAfter > at;
  const kept = certificatesOf(before).filter((one) => lately.has(one.fingerprint) && isStillSo(one));
  const { certificate } = before.evidence;
  const staysWithIt =
    certificate !== seen.evidence.certificate &&
    before.evidence.partly === seen.evidence.partly &&
    before.evidence.tlsaAt === seen.evidence.tlsaAt &&
    kept.some(({ fingerprint }) => fingerprint === certificate) &&
    (lately.get(certificate) ?? Infinity) < clearChecks.served &&
    expiry(before) <= expiry(seen);
  if (!staysWithIt) return withCertificates(seen, kept);
  const { addresses } = seen.evidence;
  // Kind and evidence belong together as they did before.
  const stayed = {
    ...seen,
    evidence: { ...before.evidence, addresses, certificates: certificatesOf(seen) },
  } as Finding;
  return withCertificates(stayed, kept);
}

/** What an earlier release remembered as a fault of its own, among the certificates of the one that goes on. */
export const withFaultsOf = (finding: Finding, others: readonly FindingState[]): Finding =>
  withCertificates(
    finding,
    others.flatMap(({ finding: { evidence } }) =>
      'certificateSubject' in evidence
        ? [
            {
              fingerprint: evidence.certificate,
              subject: evidence.certificateSubject,
              notAfter: evidence.notAfter,
              ...('threshold' in evidence && { threshold: evidence.threshold }),
            },
          ]
        : [],
    ),
  );

/** Whether a check shows a certificate with the fault that the finding did not name before. */
export const showsAnother = (before: Finding, seen: Finding): boolean =>
  'certificate' in before.evidence &&
  'certificate' in seen.evidence &&
  !faulty(before).includes(seen.evidence.certificate);

/** The certificates of a finding, with that of an earlier release, which listed none. */
export const faulty = (finding: Finding): readonly string[] =>
  'certificate' in finding.evidence
    ? [finding.evidence.certificate, ...certificatesOf(finding).map(({ fingerprint }) => fingerprint)]
    : [];

/** Whether a certificate fault is back: a place served the certificate lately, and another one since. */
export function isBack(seen: Finding, certificates: Seen): boolean {
  const lately = missedChecksOf(certificates, seen.aspects);
  return faulty(seen).some((fingerprint) => (lately.get(fingerprint) ?? 0) > 0);
}

/** Every certificate that these places, or all, served lately, with the number of checks since. */
function missedChecksOf(certificates: Seen, aspects: readonly Aspect[]): ReadonlyMap<string, number> {
  const addresses = addressesAt('smtp', aspects);
  const missed = new Map<string, number>();
  for (const [place, served] of Object.entries(certificates)) {
    if (addresses.length > 0 && !addresses.includes(place)) continue;
    for (const { fingerprint, chain = [], missedChecks } of served)
      for (const one of [fingerprint, ...chain])
        missed.set(one, Math.min(missedChecks, missed.get(one) ?? missedChecks));
  }
  return missed;
}

const expiry = ({ evidence }: Finding): number => ('notAfter' in evidence ? evidence.notAfter : 0);
