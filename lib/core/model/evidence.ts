/**
 * The evidence of each kind of finding. A kind is added here (its type), in lib/core/judge (its check)
 * and in lib/core/findings (its words): the compiler names what is missing.
 */
import type {
  AddressesEvidence,
  AlternationEvidence,
  AnswerEvidence,
  BehindAlias,
  BogusEvidence,
  DisputeEvidence,
  ExpiringEvidence,
  ExpiryEvidence,
  FaultyTlsa,
  NameEvidence,
  NameMismatchEvidence,
  NameServersEvidence,
  NetworkEvidence,
  RefusalEvidence,
  ServedPolicy,
  TextEvidence,
  TlsVersionEvidence,
  TlsaChainEvidence,
  TlsaMiss,
  TlsaUnusable,
  TriedEvidence,
  UntrustedEvidence,
  WeakCertificateEvidence,
  ZoneEvidence,
  ZoneRecordEvidence,
} from './evidence-shapes';
import type { FailureCause } from './observed';

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
