import { createHash, X509Certificate } from 'node:crypto';

/** Trusted roots in a form that nobody serves. */
export interface MarkedRoots {
  /** For OpenSSL's store. */
  readonly pems: readonly string[];
  /** Whether a certificate comes from that store, and so not from a server. */
  readonly isMarked: (fingerprint: string) => boolean;
}

/**
 * The same roots, told apart from those that servers send. After a handshake Node shows one chain, made of what was
 * served and of what it found in its store; but whether a root was served matters for DANE (RFC 7672 section 3.1.2).
 * So the last octet of each root's signature is turned over, which changes its fingerprint and nothing else: a trust
 * anchor is a name and a key (RFC 5280 section 6.1.1), and its signature over itself proves nothing and is not verified.
 */
export function markRoots(pems: readonly string[]): MarkedRoots {
  const fingerprints = new Set<string>();
  const marked = pems.map((pem) => {
    const certificate = new X509Certificate(pem);
    // The signature on an authority's certificate that another one has issued is verified.
    if (certificate.subject !== certificate.issuer) return pem;
    const der = Buffer.from(certificate.raw);
    der.writeUInt8(der.readUInt8(der.length - 1) ^ 0xff, der.length - 1);
    fingerprints.add(createHash('sha256').update(der).digest('hex'));
    return asPem(der);
  });
  return { pems: marked, isMarked: (fingerprint) => fingerprints.has(fingerprint) };
}

const asPem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
