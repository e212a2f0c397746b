import type { CertificateFacts } from '../model';

/** NIST SP 800-57 part 1: 112 bits of security, which OpenSSL's default level demands of senders' peers too. */
const LEAST_RSA_BITS = 2048;
const LEAST_EC_BITS = 256;

/** What is weak in a certificate apart from its names, dates and chain, one phrase each; empty when nothing is. */
export function certificateWeaknesses(certificate: CertificateFacts): readonly string[] {
  return [...keyWeakness(certificate), ...signatureWeakness(certificate), ...validityWeakness(certificate)];
}

function keyWeakness({ key }: CertificateFacts): readonly string[] {
  const { type, bits } = key;
  if (type === 'rsa' && bits !== undefined && bits < LEAST_RSA_BITS) return [`RSA key of ${bits} bits`];
  return type === 'ec' && bits !== undefined && bits < LEAST_EC_BITS ? [`EC key of ${bits} bits`] : [];
}

/** Nobody verifies the signature on a self-issued certificate: it is trusted by itself or not at all. */
const signatureWeakness = ({ signatureAlgorithm, selfIssued }: CertificateFacts): readonly string[] =>
  !selfIssued && /sha-?1(?!\d)|md[245]/i.test(signatureAlgorithm) ? [`signature ${signatureAlgorithm}`] : [];

/** A long lifetime is none: authorities may not grant it, and no sender refuses it. */
const validityWeakness = ({ notBefore, notAfter }: CertificateFacts): readonly string[] =>
  notAfter <= notBefore ? ['validity that ends before it begins'] : [];
