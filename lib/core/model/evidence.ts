/**
 * The evidence of each kind of finding. A kind is added here (its type), in lib/core/judge (its check)
 * and in lib/core/findings (its words): the compiler names what is missing.
 */
import type { FailureCause, Tries } from './observed';

/** A problem that a parser named in a published text; `line` is 1-based. */
export interface TextProblem {
  readonly kind: string;
  readonly message: string;
  readonly line?: number;
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

/** Evidence by kind. The kinds that begin with `mx-host-` have an MX host as their subject; all others a policy domain. */
export interface FindingEvidence {
  // STS record, RFC 8461 section 3.1
  'mta-sts-not-used': BehindAlias & {
    /** The domain's MX hosts, as far as known: a first policy would name them. */ readonly exchanges: readonly string[];
  };
  'sts-record-missing': BehindAlias & {
    readonly policyUrl: string;
    /** No policy is known to be served: the alias at the record's name shows that MTA-STS is meant. */
    readonly isUnpublished?: true;
  };
  'sts-record-invalid': TextEvidence & BehindAlias;
  'sts-record-ignored': TextEvidence & BehindAlias;
  'sts-record-multiple': BehindAlias & { readonly records: readonly string[] };
  'sts-record-ambiguous': TextEvidence & BehindAlias;

  // Policy host and fetch, RFC 8461 section 3.3
  'policy-host-missing': NameEvidence & BehindAlias;
  'policy-host-address-not-public': AddressesEvidence;
  'policy-host-unreachable': NetworkEvidence;
  'policy-host-tls-failed': NetworkEvidence;
  'policy-host-slow': NetworkEvidence;
  'policy-host-tls-version': TlsVersionEvidence;
  'policy-host-certificate-expired': ExpiryEvidence;
  'policy-host-certificate-not-yet-valid': ExpiryEvidence;
  'policy-host-certificate-expiring': ExpiringEvidence;
  'policy-host-certificate-name-mismatch': NameMismatchEvidence;
  'policy-host-certificate-untrusted': UntrustedEvidence;
  'policy-host-certificate-weak': WeakCertificateEvidence;
  'policy-http-status': TriedEvidence &
    RefusalEvidence &
    AnswerEvidence & { /** A sender's User-Agent that was refused likewise. */ readonly senderRefused?: string };
  'policy-redirect': AnswerEvidence & { readonly status: number; readonly location: string };
  'policy-content-type': AnswerEvidence & { readonly contentType: string };
  'policy-content-encoding': AnswerEvidence & { readonly encoding: string; readonly applied: boolean };
  'policy-encoding-unreadable': AnswerEvidence & { readonly encoding: string };
  'policy-too-large': AnswerEvidence & { readonly bytes: number };
  'policy-response-failed': NetworkEvidence;
  'policy-monitor-blocked': AnswerEvidence &
    Partial<RefusalEvidence> & { /** The sender's that was let in. */ readonly userAgent: string };
  'policy-differs': {
    readonly policies: readonly ServedPolicy[];
    /** Checks in a row saw them, not one check at different addresses; the addresses are those known. */
    readonly inTurn?: true;
  };

  // Policy text, RFC 8461 section 3.2
  'policy-invalid': TextEvidence;
  'policy-ambiguous': TextEvidence;
  'policy-mode-testing': { /** Seconds, where enforcing asks for more. */ readonly maxAge?: number };
  'policy-mode-none': Record<never, never>;
  'policy-max-age-short': { readonly maxAge: number };
  'policy-mx-unused': { readonly patterns: readonly string[] };

  // MX set, RFC 5321 section 5.1, RFC 7505, RFC 8461 section 4.1
  'mx-missing': BehindAlias;
  'mx-null-with-policy': { readonly mode: string };
  'mx-null-not-alone': BehindAlias & { readonly exchanges: readonly string[] };
  'mx-implicit': AddressesEvidence & BehindAlias;
  'mx-is-address': BehindAlias & { readonly exchanges: readonly string[] };
  'mx-not-covered': {
    readonly exchanges: readonly string[];
    readonly patterns: readonly string[];
    readonly mode: string;
    readonly all: boolean;
  };
  'dns-failing': {
    readonly name: string;
    readonly type: string;
    readonly cause: FailureCause;
    readonly detail: string;
  };

  // The hosted zone that the domain is in, and what the world sees of it
  'zone-not-delegated': ZoneEvidence & { readonly nameServers: readonly string[] };
  'zone-delegated-elsewhere': ZoneEvidence & {
    readonly nameServers: readonly string[];
    /** The name servers that resolvers are sent to. */ readonly served: readonly string[];
  };
  'zone-record-differs': ZoneRecordEvidence;

  // TLSRPT, RFC 8460 section 3
  'tlsrpt-missing': BehindAlias;
  'tlsrpt-invalid': TextEvidence & BehindAlias;
  'tlsrpt-ignored': TextEvidence & BehindAlias;
  'tlsrpt-multiple': BehindAlias & { readonly records: readonly string[] };
  'tlsrpt-ambiguous': TextEvidence & BehindAlias;

  // MX host
  'mx-host-unresolvable': { readonly cnameChain: readonly string[] };
  'mx-host-dns-failing': {
    readonly name: string;
    readonly type: string;
    readonly cause: FailureCause;
    readonly detail: string;
  };
  'mx-host-cname': { readonly cnameChain: readonly string[] };
  'mx-host-address-not-public': AddressesEvidence;
  'mx-host-unreachable': NetworkEvidence;
  'mx-host-refuses-sessions': NetworkEvidence & { readonly replyCode: number };
  'mx-host-slow': NetworkEvidence;
  'mx-host-session-failed': NetworkEvidence & { /** SMTP reply code, if one came. */ readonly replyCode?: number };
  'mx-host-starttls-missing': AddressesEvidence;
  'mx-host-starttls-refused': AddressesEvidence & TriedEvidence & { readonly replyCode: number };
  'mx-host-starttls-injection': AddressesEvidence;
  'mx-host-tls-failed': NetworkEvidence;
  'mx-host-tls-version': TlsVersionEvidence;
  'mx-host-certificate-expired': ExpiryEvidence;
  'mx-host-certificate-not-yet-valid': ExpiryEvidence;
  'mx-host-certificate-expiring': ExpiringEvidence;
  'mx-host-certificate-name-mismatch': NameMismatchEvidence;
  'mx-host-certificate-untrusted': UntrustedEvidence;
  'mx-host-certificate-weak': WeakCertificateEvidence;

  // What resolvers and name servers say
  'resolvers-disagree': DisputeEvidence;
  'mx-host-resolvers-disagree': DisputeEvidence;
  'name-server-dead': NameServersEvidence;
  'name-server-lame': NameServersEvidence;
  'name-server-partial': NameServersEvidence & { readonly name: string; readonly type: string };
  'name-server-stale': {
    readonly zone: string;
    /** Of the records that differ; not set when only the serials do. */ readonly name?: string;
    readonly type?: string;
    readonly said: readonly { readonly server: string; readonly serial: number; readonly answer: string }[];
  };

  'record-alternates': AlternationEvidence;
  'mx-host-record-alternates': AlternationEvidence;

  // DANE, RFC 7672
  'dnssec-bogus': BogusEvidence;
  'mx-host-dnssec-bogus': BogusEvidence;
  'mx-host-tlsa-failing': { readonly name: string; readonly cause: FailureCause; readonly detail: string };
  'mx-host-tlsa-insecure': BehindAlias & {
    readonly baseDomain: string;
    readonly records: readonly string[];
    /** What DNSSEC does not prove. */ readonly insecure: 'addresses' | 'records';
  };
  'mx-host-tlsa-unusable': BehindAlias & {
    readonly baseDomain: string;
    readonly records: readonly FaultyTlsa<TlsaUnusable>[];
    /** No other record stands beside them. */ readonly all: boolean;
  };
  'mx-host-tlsa-mismatch': TlsaChainEvidence & {
    readonly records: readonly FaultyTlsa<TlsaMiss>[];
    /** SHA-256 of the key that is served, hex: what a record `3 1 1` would hold. */ readonly spkiSha256: string;
  };
  'mx-host-tlsa-name-mismatch': TlsaChainEvidence & {
    readonly record: string;
    /** At most 100. */ readonly names: readonly string[];
  };
  'mx-host-tlsa-certificate-dates': TlsaChainEvidence & {
    readonly record: string;
    readonly certificateSubject: string;
    readonly notBefore: number;
    readonly notAfter: number;
  };
  'mx-host-dane-tls-missing': AddressesEvidence & BehindAlias & { readonly baseDomain: string };
}
