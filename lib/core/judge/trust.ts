import type { CertificateFacts, TrustOutcome, UntrustedEvidence } from '../model';
import { hasUnexplainedDateError } from './chain-dates';

const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';

/** OpenSSL's errors that name their reason by themselves. */
const REASONS: ReadonlyMap<string, UntrustedEvidence['reason']> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'unknown-issuer'],
  ['INVALID_PURPOSE', 'wrong-purpose'],
]);

/** Errors that say only that the chain ends nowhere, and why is seen from what was served; dates may stand before them. */
const NO_ISSUER = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
]);

/** Why a chain is not trusted, names aside; undefined when it is. OpenSSL's word decides, never this code's. */
export function untrustedReason(
  leaf: CertificateFacts,
  served: readonly CertificateFacts[],
  trust: TrustOutcome,
  now: number,
): Pick<UntrustedEvidence, 'reason' | 'error' | 'acceptedBy'> | undefined {
  const error = trust.error ?? 'no error named';
  const { acceptedBy = [] } = trust;
  if (!trust.trusted && acceptedBy.length > 0) return { reason: differing(error), error, acceptedBy };
  if (!trust.trusted)
    return { reason: REASONS.get(error) ?? (NO_ISSUER.has(error) ? missingIssuer(leaf, served) : 'other'), error };
  if (hasUnexplainedDateError(leaf, served, trust, now)) return { reason: 'other', error };
  // OpenSSL checks the purpose itself, except where it stopped at a date.
  return trust.dateError === true && !servesServers(leaf)
    ? { reason: 'wrong-purpose', error: 'INVALID_PURPOSE' }
    : undefined;
}

/** Why OpenSSL alone does not trust a chain. */
const differing = (error: string): UntrustedEvidence['reason'] =>
  error === 'INVALID_PURPOSE' ? 'any-purpose' : 'other-path-first';

function missingIssuer(leaf: CertificateFacts, served: readonly CertificateFacts[]): UntrustedEvidence['reason'] {
  if (leaf.selfIssued) return 'self-signed';
  return served.some((certificate) => certificate !== leaf && certificate.subject === leaf.issuer)
    ? 'unknown-issuer'
    : 'incomplete-chain';
}

const servesServers = ({ extendedKeyUsage }: CertificateFacts): boolean =>
  extendedKeyUsage === undefined || extendedKeyUsage.includes(SERVER_AUTHENTICATION);
