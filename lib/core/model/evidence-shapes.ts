import type { Correction } from './fix';
import type { FailureCause, Tries } from './observed';

/** A problem that a parser named in a published text; `line` is 1-based. */
export interface TextProblem {
  readonly kind: string;
  readonly message: string;
  readonly line?: number;
  /** Not set where it would be too long, nor in what an older release stored. */
  readonly correction?: Correction;
}

/** Fault of a published record or policy: the text, cut at 1 KiB, and what is wrong in it. */
export interface TextEvidence {
  readonly text: string;
  readonly problems: readonly TextProblem[];
}

/**
 * The addresses of a host at which a fault was found. `partly`: other addresses that were checked are without it, so
 * that a sender may fare better there.
 */
export interface AddressesEvidence {
  readonly addresses: readonly string[];
  readonly partly?: true;
  /** With `partly`, addresses of a policy host from which the same check fetched the policy. */
  readonly servedAt?: readonly string[];
}

/** What a policy host answered in place of the policy. */
export interface RefusalEvidence {
  readonly status: number;
  /** The Server header. */
  readonly server?: string;
  /** The Retry-After header. */
  readonly retryAfter?: string;
  /** The header by which a firewall says that it answered: `cf-mitigated: challenge`. */
  readonly mitigation?: string;
  /** The title of the page. */
  readonly title?: string;
}

/** A record that is behind an alias, or would be. */
export interface BehindAlias {
  /** The aliases followed from the name, without it; not set when there are none, or when they come from a wildcard. */
  readonly cnameChain?: readonly string[];
}

/** A certificate fault, seen at these addresses. */
export interface CertificateEvidence extends AddressesEvidence {
  /** Fingerprint of the certificate at fault, hex; the rest of the evidence is about this one. */
  readonly certificate: string;
  /** The base domain of the host's TLSA records, where some count: a new certificate must not leave them behind. */
  readonly tlsaAt?: string;
  /**
   * All certificates with this fault that the addresses served lately, the one above among them; at most 8, because a
   * server may serve another one at each connection. Not set in what earlier releases wrote.
   */
  readonly certificates?: readonly FaultyCertificate[];
}

/** One of several certificates with the same fault. */
export interface FaultyCertificate {
  /** Hex. */
  readonly fingerprint: string;
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
  /** Of a certificate that will expire: the tightest threshold passed. */
  readonly threshold?: string;
}

export interface ExpiryEvidence extends CertificateEvidence {
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly role: 'leaf' | 'intermediate';
  /** An intermediate that is served and that OpenSSL did without; older libraries of senders may fail at it. */
  readonly spare?: true;
  /** Subject of the certificate, for a reader. */
  readonly certificateSubject: string;
}

/** A certificate that will expire within a threshold (DESIGN: days and a share of the lifetime, the tighter counts). */
export interface ExpiringEvidence extends ExpiryEvidence {
  /** The tightest threshold passed, such as `14d`; a tighter one makes a new reminder, not a new finding. */
  readonly threshold: string;
  readonly issuer: string;
}

export interface NameMismatchEvidence extends CertificateEvidence {
  readonly expected: string;
  /** SAN dNSNames, at most 20. */
  readonly names: readonly string[];
  /** The common name would have matched, had it counted. */
  readonly commonNameOnly: boolean;
}

/** TLS libraries of senders whose path building differs from OpenSSL's. */
export const TLS_LIBRARIES = ['gnutls', 'go'] as const;
export type TlsLibrary = (typeof TLS_LIBRARIES)[number];

export interface UntrustedEvidence extends CertificateEvidence {
  /** With `any-purpose` and `other-path-first` TLS libraries differ. */
  readonly reason:
    | 'self-signed'
    | 'incomplete-chain'
    | 'unknown-issuer'
    | 'wrong-purpose'
    | 'any-purpose'
    | 'other-path-first'
    | 'other';
  /** OpenSSL's error name. */
  readonly error: string;
  readonly issuer: string;
  /** TLS libraries that accept the chain all the same; not set when none is known to. */
  readonly acceptedBy?: readonly TlsLibrary[];
}

export interface WeakCertificateEvidence extends CertificateEvidence {
  /** One phrase each, such as `RSA key of 1024 bits` or `signature sha1WithRSAEncryption`. */
  readonly weaknesses: readonly string[];
}

/** A fault that showed at each of several tries of one check. */
export interface TriedEvidence {
  /** Not set where there was one try, as in a scheduled check. */
  readonly tries?: Tries;
}

/** A step that failed for reasons of the network, at these addresses (none: before any address was known). */
export interface NetworkEvidence extends AddressesEvidence, TriedEvidence {
  readonly step: string;
  readonly cause: FailureCause;
  readonly detail: string;
}

/** An answer of a policy host; `addresses` is not set in what an earlier release remembered. */
export type AnswerEvidence = Partial<AddressesEvidence>;

/** What some addresses of a policy host serve as the policy. */
export interface ServedPolicy extends AddressesEvidence {
  /** Not set when it is no valid policy. */
  readonly mode?: string;
  /** Seconds. */
  readonly maxAge?: number;
  /** At most 20 patterns. */
  readonly mx: readonly string[];
  readonly sha256: string;
}

export interface TlsVersionEvidence extends AddressesEvidence {
  readonly protocol: string;
}

export interface NameEvidence {
  readonly name: string;
}

/** Why a sending MTA passes over a TLSA record (RFC 7672 section 3.1). */
export type TlsaUnusable =
  /** PKIX-TA(0) or PKIX-EE(1), which mean nothing between mail servers (section 3.1.3). */
  | 'pkix-usage'
  | 'unknown-usage'
  | 'unknown-selector'
  | 'unknown-matching-type'
  | 'digest-length'
  /** Matching type 0 with data that is no certificate or key, or that has octets behind it. */
  | 'malformed';

/** Why a usable TLSA record does not authenticate what was served. */
export type TlsaMiss =
  /** DANE-EE(3) for another certificate or key. */
  | 'other-certificate'
  /** DANE-EE(3) for a certificate of the chain that is not the leaf. */
  | 'not-the-leaf'
  /** DANE-TA(2) for an authority that is not among what was served (section 3.1.2). */
  | 'anchor-not-served'
  /** DANE-TA(2) for a certificate that was served, from which no signatures lead to the leaf. */
  | 'anchor-did-not-sign'
  /** DANE-TA(2) for a certificate from which signatures lead to the leaf, and a CA flag, key usage or length of path on the way forbids it. */
  | 'usage-forbids'
  /** DANE-TA(2) for the leaf, which is no authority. */
  | 'anchor-is-the-leaf'
  /** It would, but a record with a stronger digest stands beside it, which alone counts (RFC 7671 section 9). */
  | 'weaker-digest';

/** A TLSA record, as in a zone file, and what is wrong with it. */
export interface FaultyTlsa<Why> {
  readonly record: string;
  readonly why: Why;
}

/** A served chain, judged by TLSA records. */
export interface TlsaChainEvidence extends CertificateEvidence, BehindAlias {
  /** The records stand at `_25._tcp.<baseDomain>`. */
  readonly baseDomain: string;
}

/** An answer that DNSSEC validation refused. */
export interface BogusEvidence {
  readonly name: string;
  readonly type: string;
  readonly detail: string;
}

/** The hosted zone that a domain is in. */
export interface ZoneEvidence {
  readonly zone: string;
  readonly zoneId: string;
  /** The account as it is configured. */
  readonly account: string;
}

/** What a zone says for a name and type, and what the world sees instead. */
export interface ZoneRecordEvidence extends ZoneEvidence {
  readonly name: string;
  readonly type: string;
  readonly intended: readonly string[];
  readonly served: readonly string[];
  /** When the zone was read, milliseconds since the epoch. */
  readonly zoneReadAt: number;
  /** How long caches may still give what was true before, milliseconds: until then it is no fault. */
  readonly settlesAfter: number;
}

/** Resolvers that did not say the same. */
export interface DisputeEvidence {
  readonly name: string;
  readonly type: string;
  readonly said: readonly { readonly resolver: string; readonly answer: string }[];
}

/** A record that has one value at one check and another at the next. */
export interface AlternationEvidence {
  readonly name: string;
  readonly type: string;
  /** Sorted; long ones are cut. */
  readonly values: readonly string[];
}

/** Name servers of a zone that are at fault, each with what is wrong with it. */
export interface NameServersEvidence {
  readonly zone: string;
  readonly servers: readonly { readonly server: string; readonly detail: string }[];
  /** How many servers there are. */
  readonly of: number;
}
