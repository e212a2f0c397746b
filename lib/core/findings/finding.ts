import type { Aspect, Finding, FindingEvidence, FindingKind, Severity, Target } from '../model';
import { entryOf } from './catalogue';
import { fingerprintOf, identityOf } from './fingerprint';

export interface FindingParts<K extends FindingKind> {
  readonly kind: K;
  readonly subject: Target;
  readonly evidence: FindingEvidence[K];
  readonly aspects: readonly Aspect[];
  /** Default: the catalogue's. */
  readonly severity?: Severity | undefined;
  /** See {@link fingerprintOf}. */
  readonly discriminator?: string;
}

/** Makes a finding: severity from the catalogue unless given, and the fingerprint. */
export function findingOf<K extends FindingKind>({
  kind,
  subject,
  evidence,
  aspects,
  severity,
  discriminator,
}: FindingParts<K>): Finding {
  const finding = {
    kind,
    subject,
    evidence,
    aspects,
    severity: severity ?? entryOf(kind).severity,
    fingerprint: fingerprintOf(kind, subject, discriminator),
  };
  // The compiler cannot see that kind and evidence of a generic K belong together; FindingParts saw to it.
  const made = finding as unknown as Finding;
  return { ...made, fingerprint: identityOf(made) };
}
