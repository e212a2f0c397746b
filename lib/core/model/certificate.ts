/**
 * The facts that the judge needs of one X.509 certificate (RFC 5280), read once from its DER.
 * Plain data: it can be stored, compared and sent; times are milliseconds since the epoch.
 */
export interface CertificateFacts {
  /** SHA-256 of the DER, lower-case hex without colons: its identity everywhere. */
  readonly fingerprint: string;
  /** The DER itself, base64. */
  readonly der: string;
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** SAN dNSName entries as published. The common name is no identity (RFC 8461 section 4.2, RFC 9525). */
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly commonName?: string;
  readonly key: CertificateKey;
  /** SHA-256 of the SubjectPublicKeyInfo DER, hex. */
  readonly spkiSha256: string;
  /** OpenSSL's long name, such as `sha256WithRSAEncryption` or `ecdsa-with-SHA256`; the OID if it has none. */
  readonly signatureAlgorithm: string;
  readonly isCa: boolean;
  readonly selfIssued: boolean;
  /** Extended key usage OIDs; not set when the extension is missing. */
  readonly extendedKeyUsage?: readonly string[];
  /** URLs of the authority information access extension. */
  readonly ocspUrls: readonly string[];
  readonly caIssuersUrls: readonly string[];
  readonly crlUrls: readonly string[];
}

export interface CertificateKey {
  readonly type: 'rsa' | 'ec' | 'ed25519' | 'ed448' | 'other';
  /** Modulus length for RSA, field size for EC. */
  readonly bits?: number;
  /** Named curve, for EC. */
  readonly curve?: string;
}

/** Certificates by fingerprint: an observation names them, and carries each of them once. */
export type CertificateSet = Readonly<Record<string, CertificateFacts>>;
