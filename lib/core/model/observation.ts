import type { CertificateSet } from './certificate';
import type { TlsLibrary } from './evidence-shapes';
import type { AliasSource, Dispute, DnssecStatus, FailureCause, Observed, Tries, Unknown } from './observed';
import type { ZoneView } from './zone';

/** One DNS answer's common part. */
export interface DnsAnswer {
  /** The aliases followed, in order, without the name asked for; the last is the owner of the records. */
  readonly cnameChain: readonly string[];
  /** Where the first alias comes from; not set when there is none, or when that is not known. */
  readonly aliasFrom?: AliasSource;
  /** The smallest TTL of the answer, seconds. */
  readonly ttl: number;
  readonly dnssec?: DnssecStatus;
  readonly dispute?: Dispute;
}

/** TXT records at one name; each record is its strings, unjoined. */
export interface TxtAnswer extends DnsAnswer {
  readonly records: readonly (readonly string[])[];
}

export interface MxRecord {
  readonly preference: number;
  /** Lower case, without the root dot; `''` is the root, the null MX of RFC 7505. */
  readonly exchange: string;
}

export interface MxAnswer extends DnsAnswer {
  readonly records: readonly MxRecord[];
}

/** A and AAAA records of one name; either family may have none. */
export interface AddressAnswer extends DnsAnswer {
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  /** The family whose lookup failed while the other one gave addresses: its list is empty for want of knowledge, not of addresses. */
  readonly unknownFamily?: Unknown & { readonly family: 4 | 6 };
  readonly unconfirmed?: UnconfirmedAddresses;
}

/**
 * Addresses that one resolver alone named, by resolver: set where several answered, and no two named the same. So it is
 * with names that answer by where one asks from, and so it is with a resolver that lies.
 */
export type UnconfirmedAddresses = Readonly<Record<string, readonly string[]>>;

export interface TlsaRecord {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  /** Certificate association data, hex. */
  readonly data: string;
}

export interface TlsaAnswer extends DnsAnswer {
  readonly records: readonly TlsaRecord[];
}

export interface NameServerAnswer extends DnsAnswer {
  /** Sorted, in lower case, without the root dot. */
  readonly servers: readonly string[];
}

/** A zone, and what the world sees of it beside what a look at the domain shows anyway. */
export interface ZoneObservation {
  readonly view: ZoneView;
  /** Of the zone itself. */
  readonly nameServers: Observed<NameServerAnswer>;
  /** By name. */
  readonly tlsa: Readonly<Record<string, Observed<TlsaAnswer>>>;
}

/** What a TLS session showed. Verification never ends a look: its outcome is kept as evidence. */
export interface TlsObservation {
  /** OpenSSL's name, such as `TLSv1.3`. */
  readonly protocol: string;
  readonly cipher: string;
  /** Fingerprints of what was served, leaf first; what leads on from it comes in order of issuance, and a root only if it was served. */
  readonly chain: readonly string[];
  readonly trust: TrustOutcome;
}

/**
 * OpenSSL's word on the chain against the trusted roots, names left aside.
 * `dateError` tells a date fault apart, because OpenSSL reports one error and a date hides the rest:
 * `trusted` then says whether the chain leads to a trusted root when dates are left aside.
 */
export interface TrustOutcome {
  readonly trusted: boolean;
  /**
   * OpenSSL's error name, such as `UNABLE_TO_GET_ISSUER_CERT_LOCALLY`; not set when there is none.
   * With `dateError` it is what is wrong beside the dates, and `CERT_HAS_EXPIRED` or `CERT_NOT_YET_VALID` when nothing else is.
   */
  readonly error?: string;
  readonly dateError?: boolean;
  /** Other libraries that trust the chain where OpenSSL does not; not set when none does, and by agents of before. */
  readonly acceptedBy?: readonly TlsLibrary[];
}

/** A step that did not succeed: where, why, and what was seen. */
export interface StepFailure<Step extends string> {
  readonly step: Step;
  readonly cause: FailureCause;
  readonly detail: string;
}

/** The policy fetch of RFC 8461 section 3.3: at each address of the policy host, or at some when it has many. */
export interface PolicyFetch {
  /** `https://mta-sts.<domain>/.well-known/mta-sts.txt` */
  readonly url: string;
  readonly addresses: Observed<AddressAnswer>;
  /** One for each address tried in this check, in the order of the addresses. */
  readonly endpoints: readonly PolicyEndpoint[];
  /** Whole fetch, milliseconds. */
  readonly durationMs: number;
}

/** The fetch from one address of the policy host, as far as it came. */
export interface PolicyEndpoint {
  readonly address: string;
  readonly family: 4 | 6;
  readonly tls?: TlsObservation;
  /** What a sender gets: under the monitor's own name, or under a sender's where only that was let in. */
  readonly http?: HttpAnswer;
  /** Not set when a whole HTTP answer, good or bad, came. */
  readonly failure?: StepFailure<PolicyFetchStep>;
  /** Set when the request was refused under the monitor's own name and made again under a sender's. */
  readonly asSender?: SenderFetch;
  /** Set when it was fetched more than once. */
  readonly tries?: Tries;
  /** Milliseconds. */
  readonly durationMs: number;
}

/** A second request, under the name of a real sender. */
export interface SenderFetch {
  /** The User-Agent it was made with. */
  readonly userAgent: string;
  /** It was answered otherwise than the first. Then `http` of the endpoint is its answer. */
  readonly letIn: boolean;
  /** The answer to the monitor's own name; not set when the connection ended without one. */
  readonly refusal?: HttpAnswer;
}

export type PolicyFetchStep = 'resolve' | 'connect' | 'handshake' | 'response';

export interface HttpAnswer {
  readonly status: number;
  /** The header as sent; not set when there is none. */
  readonly contentType?: string;
  readonly contentEncoding?: string;
  /** The Location header of a redirect, which is never followed. */
  readonly location?: string;
  /** The Server header. */
  readonly server?: string;
  /** The Retry-After header: seconds or a date (RFC 9110 section 10.2.3). */
  readonly retryAfter?: string;
  /** What a CDN says it did with the request: `cf-mitigated: challenge`, `x-amzn-waf-action: challenge`. */
  readonly mitigation?: string;
  /** The body, decoded as UTF-8, cut at the bound of 64 KiB; U+FFFD stands for octets that are not UTF-8. */
  readonly body: string;
  /** Of a body with U+FFFD: whether its octets are UTF-8 all the same. Older agents do not tell. */
  readonly isUtf8?: boolean;
  /** Octets read, before the cut. */
  readonly bodyBytes: number;
  readonly truncated: boolean;
}

/** What the name servers of a zone said when each was asked directly. */
export interface NameServersObservation {
  /** The zone that the domain is in. */
  readonly zone: string;
  readonly servers: readonly NameServerObservation[];
}

/** One name server at one of its addresses. */
export interface NameServerObservation {
  readonly name: string;
  /** Not set when the name has none. */
  readonly address?: string;
  /** The parent zone delegates to it, the zone itself names it, or both. */
  readonly listedBy: 'parent' | 'zone' | 'both';
  readonly outcome: NameServerOutcome;
}

export type NameServerOutcome =
  | {
      readonly state: 'answered';
      /** Of the zone's SOA record. */ readonly serial: number;
      readonly answers: readonly ServedRecords[];
      /** Questions that it gives no answer to, although it serves the zone; not set when there are none. */
      readonly unanswered?: readonly UnansweredQuestion[];
    }
  /** It answers, and not as a server of this zone. */
  | { readonly state: 'lame'; readonly detail: string }
  | { readonly state: 'silent'; readonly cause: FailureCause; readonly detail: string }
  /** Nobody can ask it: it has no address, or none that is public. */
  | { readonly state: 'no-address'; readonly detail: string }
  /** It could not be told from here. */
  | { readonly state: 'not-seen' };

/** The records of one type at one name, as in a zone file, sorted; none when there are none. */
export interface ServedRecords {
  readonly name: string;
  readonly type: 'TXT' | 'MX';
  readonly records: readonly string[];
}

/** A question that a name server refuses, or says nothing to. */
export interface UnansweredQuestion extends Pick<ServedRecords, 'name' | 'type'> {
  /** One line for a person; may hold text from the network. */
  readonly detail: string;
}

/** All that one look at a policy domain gave. */
export interface DomainObservation {
  readonly domain: string;
  /** When the look began, milliseconds since the epoch. */
  readonly observedAt: number;
  readonly stsRecord: Observed<TxtAnswer>;
  readonly tlsRptRecord: Observed<TxtAnswer>;
  readonly mx: Observed<MxAnswer>;
  /** Addresses of the domain itself, looked up only when there is no MX record (implicit MX, RFC 5321 section 5.1). */
  readonly domainAddresses?: Observed<AddressAnswer>;
  /**
   * The final host of each MX host that is an alias, null for one that is none; those whose lookup failed are left out.
   * Looked up only when the policy has a pattern that no MX host matches, and for the first hosts of a long list.
   */
  readonly mxTargets?: Readonly<Record<string, string | null>>;
  /** Not set when there is neither a TXT record at `_mta-sts` nor an address of the policy host. */
  readonly policyFetch?: PolicyFetch;
  /** Set for a domain that is in a hosted zone of ours. */
  readonly zone?: ZoneObservation;
  /** Asked at a lower rate than the rest; not set when they were not. */
  readonly nameServers?: NameServersObservation;
  readonly certificates: CertificateSet;
}

export type SmtpStep = 'connect' | 'greeting' | 'ehlo' | 'starttls' | 'handshake' | 'tls-ehlo';

/** One SMTP session with one address of an MX host, as far as it came. */
export interface SmtpEndpoint {
  readonly address: string;
  readonly family: 4 | 6;
  readonly port: number;
  /** First line of the greeting, cut at 512 octets. */
  readonly greeting?: string;
  readonly ehloKeywords?: readonly string[];
  readonly startTlsOffered?: boolean;
  /** Octets that came in the clear behind the reply to STARTTLS: a command injection hole (CVE-2011-0411). */
  readonly plaintextAfterStartTls?: boolean;
  readonly tls?: TlsObservation;
  /** What the answer to EHLO over TLS offered. Not set when there was none, or when an older agent did not ask. */
  readonly tlsKeywords?: readonly string[];
  /**
   * The step that did not succeed; at `tls-ehlo` what TLS showed is there as well. A session without it got as far as
   * EHLO over TLS (with an older agent: TLS), or `startTlsOffered` is false: then the host greeted us and answered EHLO,
   * or knew HELO alone, and the session was ended in good order.
   */
  readonly failure?: StepFailure<SmtpStep> & { /** SMTP reply code, if one came. */ readonly replyCode?: number };
  /** Set when the session was tried more than once. */
  readonly tries?: Tries;
  readonly durationMs: number;
}

/** All that one look at an MX host gave. */
export interface MxHostObservation {
  readonly host: string;
  readonly observedAt: number;
  readonly addresses: Observed<AddressAnswer>;
  /** One for each address tried. */
  readonly endpoints: readonly SmtpEndpoint[];
  /** At `_25._tcp.<host>`. */
  readonly tlsa?: Observed<TlsaAnswer>;
  /** Likewise at the name that the host's aliases end at; set only when the host is an alias (RFC 7672 section 2.2.2). */
  readonly tlsaOfTarget?: Observed<TlsaAnswer>;
  /** Of the host's own CNAME record alone; looked up only when the addresses behind it are not secure. */
  readonly aliasDnssec?: DnssecStatus;
  readonly certificates: CertificateSet;
}
