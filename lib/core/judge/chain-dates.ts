import { CLOCK_TOLERANCE } from '../certificate/clock';
import type { CertificateFacts, TrustOutcome } from '../model';

/** A served certificate outside its dates. */
export interface DatedCertificate {
  readonly state: 'expired' | 'not-yet-valid';
  readonly certificate: CertificateFacts;
  readonly role: 'leaf' | 'intermediate';
  /** Verification did without it, so senders with a current library do too. */
  readonly spare: boolean;
}

/** The served certificates that are outside their dates at `now`. */
export function chainDates(
  leaf: CertificateFacts,
  served: readonly CertificateFacts[],
  trust: TrustOutcome,
  now: number,
): readonly DatedCertificate[] {
  const dated = (certificate: CertificateFacts): readonly DatedCertificate[] => {
    const state = dateState(certificate, now);
    if (state === undefined) return [];
    const role = certificate === leaf ? 'leaf' : 'intermediate';
    return [{ state, certificate, role, spare: role === 'intermediate' && verified(trust) }];
  };
  const others = [...new Set(served)].filter((certificate) => certificate !== leaf);
  const found = [leaf, ...others.filter(({ selfIssued }) => !selfIssued)].flatMap(dated);
  // A root has dates too, but they are to blame only when nothing else explains the error.
  return found.length > 0 || trust.dateError !== true ? found : others.flatMap(dated);
}

/** Whether a date error of OpenSSL's is left unexplained by the dates of what was served, clocks aside: a certificate may also end between `now`, when the look began, and the handshake. */
export function hasUnexplainedDateError(
  leaf: CertificateFacts,
  served: readonly CertificateFacts[],
  trust: TrustOutcome,
  now: number,
): boolean {
  const atTheEdge = [leaf, ...served].some(
    ({ notBefore, notAfter }) => notBefore > now || Math.abs(notAfter - now) <= CLOCK_TOLERANCE,
  );
  return trust.dateError === true && !atTheEdge && chainDates(leaf, served, trust, now).length === 0;
}

function dateState({ notBefore, notAfter }: CertificateFacts, now: number): DatedCertificate['state'] | undefined {
  if (notAfter < now) return 'expired';
  return notBefore > now + CLOCK_TOLERANCE ? 'not-yet-valid' : undefined;
}

const verified = ({ trusted, dateError }: TrustOutcome): boolean => trusted && dateError !== true;
