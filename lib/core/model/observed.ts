/**
 * What a look at the network gives: the fact, its proven absence, or no knowledge.
 * `unknown` says something about the look, never about the target: it opens and resolves nothing.
 */
export type Observed<T> = Present<T> | Absent | Unknown;

export interface Present<T> {
  readonly state: 'present';
  readonly value: T;
}

export interface Absent {
  readonly state: 'absent';
  /** The aliases followed before nothing was found: a dangling CNAME is absent too. */
  readonly cnameChain?: readonly string[];
  /** Where the first alias comes from; not set when there is none, or when that is not known. */
  readonly aliasFrom?: AliasSource;
  /** `no-name` is NXDOMAIN; `no-data` is a name without records of the type (RFC 2308). */
  readonly reason: 'no-name' | 'no-data';
  /** DNSSEC status of the denial; not set when the resolver gave none. */
  readonly dnssec?: DnssecStatus;
  readonly dispute?: Dispute;
}

/** An alias that was published at the name, or one that a wildcard gives to all names there (RFC 4592). */
export type AliasSource = 'name' | 'wildcard';

export interface Unknown {
  readonly state: 'unknown';
  readonly cause: FailureCause;
  /** One line for a person; may hold text from the network, so escape it where it is shown. */
  readonly detail: string;
  readonly dispute?: Dispute;
}

/** Resolvers of different operators that did not say the same about one name. */
export interface Dispute {
  readonly name: string;
  readonly type: string;
  /** Who said what, in a few words each; may hold text from the network. */
  readonly said: readonly { readonly resolver: string; readonly answer: string }[];
  /** Most of them agreed, and their answer was taken. */
  readonly settled: boolean;
}

/** RFC 4035 section 4.3, as far as the resolver told. */
export type DnssecStatus = 'secure' | 'insecure' | 'bogus' | 'indeterminate';

/** Why a step of a look did not give what was asked. */
export type FailureCause =
  /** Nothing came: the connection attempt, or the question, had no answer in its time. */
  | 'timeout'
  /** The peer took the connection, and its answer was not complete when the check ended. */
  | 'slow'
  /** The peer answered with a TCP reset to the connection attempt. */
  | 'refused'
  /** The connection was cut while it was in use. */
  | 'reset'
  /** No route from here (also: no IPv6 here). */
  | 'unreachable'
  /** The peer closed before the step was done. */
  | 'closed'
  /** The answer does not follow the protocol. */
  | 'protocol'
  /** More than the bound; nothing after it was read. */
  | 'too-large'
  /** The TLS handshake failed, apart from verification, which never fails a look. */
  | 'tls'
  /** DNS answered SERVFAIL. */
  | 'servfail'
  /** DNS answered REFUSED, NOTIMP, FORMERR, or a lame referral. */
  | 'dns-refused'
  /** A validating resolver says the data is forged or its signatures are broken. */
  | 'bogus'
  /** Resolvers of different operators gave different answers and no quorum. */
  | 'disagreement'
  /** SMTP 4xx: try again later. */
  | 'smtp-transient'
  /** HTTP 429 or 503: try again later. */
  | 'http-transient'
  /** SMTP 5xx to the connection or EHLO. */
  | 'smtp-permanent'
  /** SMTP 4xx or 5xx whose text says that the address of this vantage is on a list, or has a bad name. */
  | 'blocklisted'
  /** The address is private, link-local or otherwise not to be contacted from here. */
  | 'address-not-allowed'
  /** Port 25 is closed to this vantage, proven by canaries. */
  | 'vantage-blocked'
  /** This deployment does not look at MX hosts. */
  | 'not-observed'
  /** The monitor's own fault. */
  | 'internal';

/** How often one check tried, because the answer was "not now" each time, or each time but the last. */
export interface Tries {
  /** The first among them; more than one. */
  readonly count: number;
  /** From the first try to the end of the last, milliseconds. */
  readonly overMs: number;
}

export const present = <T>(value: T): Present<T> => ({ state: 'present', value });
export const unknown = (cause: FailureCause, detail: string): Unknown => ({ state: 'unknown', cause, detail });
