import type { FaultyCertificate, Finding, FindingEvidence, FindingKind } from '../model';

/** As many as are remembered of one place: a server may serve another one at each connection. */
export const MOST_CERTIFICATES = 8;

type CertificateEvidenceOf = Extract<FindingEvidence[FindingKind], { readonly certificate: string }>;

/** The certificates that a finding lists; none of a finding about something else, or of an earlier release. */
export const certificatesOf = ({ evidence }: Pick<Finding, 'evidence'>): readonly FaultyCertificate[] =>
  'certificate' in evidence ? (evidence.certificates ?? []) : [];

/**
 * The finding with further certificates in its list: its own first, and at most {@link MOST_CERTIFICATES}. The order
 * does not depend on which of them a check met first.
 */
export function withCertificates<F extends Finding>(finding: F, more: readonly FaultyCertificate[]): F {
  if (!('certificate' in finding.evidence)) return finding;
  const evidence: CertificateEvidenceOf = finding.evidence;
  const rank = ({ fingerprint }: FaultyCertificate): number => (fingerprint === evidence.certificate ? 0 : 1);
  const all = new Map<string, FaultyCertificate>();
  for (const one of [...certificatesOf(finding), ...more].sort((a, b) => rank(a) - rank(b)))
    if (!all.has(one.fingerprint) && all.size < MOST_CERTIFICATES) all.set(one.fingerprint, one);
  if (all.size === 0) return finding;
  const certificates = [...all.values()].sort(
    (a, b) => rank(a) - rank(b) || a.notAfter - b.notAfter || (a.fingerprint < b.fingerprint ? -1 : 1),
  );
  return { ...finding, evidence: { ...evidence, certificates } };
}
