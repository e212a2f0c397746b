import type { CertificateFacts } from '../model';

const DAY = 86_400_000;
/** NIST SP 800-57 part 1: 112 bits of security, which OpenSSL's default level demands of senders' peers too. */
const LEAST_RSA_BITS = 2048;
const LEAST_EC_BITS = 256;
/** The CA/Browser Forum's bound of 2018; no authority has been allowed more since. */
const LONGEST_LIFETIME = 825 * DAY;

/** What is weak in a certificate apart from its names, dates and chain, one phrase each; empty when nothing is. */
export function certificateWeaknesses(certificate: CertificateFacts): readonly string[] {
  return [...keyWeakness(certificate), ...signatureWeakness(certificate), ...lifetimeWeakness(certificate)];
}

function keyWeakness({ key }: CertificateFacts): readonly string[] {
  const { type, bits } = key;
  if (type === 'rsa' && bits !== undefined && bits < LEAST_RSA_BITS) return [`RSA key of ${bits} bits`];
  return type === 'ec' && bits !== undefined && bits < LEAST_EC_BITS ? [`EC key of ${bits} bits`] : [];
}

/** Nobody verifies the signature on a self-issued certificate: it is trusted by itself or not at all. */
const signatureWeakness = ({ signatureAlgorithm, selfIssued }: CertificateFacts): readonly string[] =>
  !selfIssued && /sha-?1(?!\d)|md[245]/i.test(signatureAlgorithm) ? [`signature ${signatureAlgorithm}`] : [];

function lifetimeWeakness({ notBefore, notAfter, isCa, selfIssued }: CertificateFacts): readonly string[] {
  if (notAfter <= notBefore) return ['validity that ends before it begins'];
  const days = Math.round((notAfter - notBefore) / DAY);
  return !isCa && !selfIssued && notAfter - notBefore > LONGEST_LIFETIME ? [`lifetime of ${days} days`] : [];
}
