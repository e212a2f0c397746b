import type { MonitorEvent } from './event';
import type { Aspect } from './aspect';
import type { Finding } from './finding';
import type { DnssecStatus, FailureCause } from './observed';
import type { MxRecord } from './observation';
import type { Target } from './target';
import type { VerdictName } from './verdict';
import type { AutomaticRepair } from './zone';

/** What is remembered of a finding between looks. */
export interface FindingState {
  readonly finding: Finding;
  /** `pending` waits for confirmation and is told to nobody. */
  readonly status: 'pending' | 'open';
  readonly firstSeen: number;
  readonly openedAt?: number;
  /** Looks in a row that showed it, counted while pending. */
  readonly checks: number;
  /** Known looks in a row without it, counted while open, so that alternating servers do not flap. */
  readonly cleanChecks: number;
  /** When a check last counted towards either number, milliseconds since the epoch; not set by earlier releases. */
  readonly countedAt?: number;
  /** Known looks in a row without it that resolve it, when that is more than the usual: it came back before they were over. */
  readonly clearAfter?: number;
}

/** How long an aspect has been out of sight. */
export interface UnknownStreak {
  readonly aspect: Aspect;
  readonly since: number;
  /** Looks in a row, counted while the vantage was good and no further than they matter. */
  readonly checks: number;
  /** When a check last counted, milliseconds since the epoch; not set by earlier releases. */
  readonly countedAt?: number;
  readonly cause: FailureCause;
  /** Identity of the finding that it becomes if it lasts; not set by earlier releases. */
  readonly becomes?: string;
}

/** When a fault that came back was there, check by check. */
export interface Recurrence {
  /** A letter for each check that could tell, oldest first: `x` with the fault, `-` without. */
  readonly checks: string;
  /** When it was first there, milliseconds since the epoch. */
  readonly since: number;
  /** Where it was when it was last there. */
  readonly aspects: readonly Aspect[];
  /** When a check last counted, milliseconds since the epoch. */
  readonly countedAt?: number;
}

/** A certificate that an address served lately; load-balanced nodes alternate, so it is a set. */
export interface SeenCertificate {
  readonly fingerprint: string;
  readonly notAfter: number;
  readonly issuer: string;
  readonly keyType: string;
  readonly dnsNames: readonly string[];
  readonly spkiSha256: string;
  /** Fingerprints of what was served behind it, in that order; not set when it was served alone. */
  readonly chain?: readonly string[];
  /** Known looks in a row that did not show it. */
  readonly missedChecks: number;
}

/** A published value that a check showed lately. */
export interface SeenValue<Fact> {
  /** What senders act on, as a line: equal for texts that mean the same to them. */
  readonly value: string;
  /** Senders find something to act on in it. */
  readonly usable: boolean;
  readonly fact: Fact;
  /** Known checks in a row that did not show it. */
  readonly missedChecks: number;
  /** Where it was seen, as far as known. */
  readonly addresses?: readonly string[];
}

/**
 * What was published lately beside the current value: servers that are not in step answer in turn. Nothing is
 * remembered while one value alone is seen.
 */
export interface Lately<Fact> {
  /** The latest first. */
  readonly others: readonly SeenValue<Fact>[];
  /** The value that people were alerted to last, or began with. */
  readonly told: string;
  /** How often a value came back after another one. */
  readonly returns: number;
  /** How often a usable value came back after another usable one; not set by earlier releases. */
  readonly usableReturns?: number;
  /** When one first did, milliseconds since the epoch. */
  readonly since?: number;
  /** Known checks in a row that showed the current value, counted no further than they matter. */
  readonly steady: number;
  /** The longest time to live of the answers meanwhile, seconds. */
  readonly ttl?: number;
  /** Where the current value was seen, as far as known. */
  readonly addresses?: readonly string[];
}

export interface PolicyFacts {
  /** SHA-256 of the body, hex. */
  readonly sha256: string;
  /** Not set when the policy is not valid. */
  readonly mode?: string;
  /** Seconds. */
  readonly maxAge?: number;
  readonly mx: readonly string[];
  readonly reachable: boolean;
  /** When a look first showed that it is served no more, milliseconds since the epoch: until then a sender may have fetched it. */
  readonly lostAt?: number;
  /** Id of the STS record under which this body was last seen. */
  readonly id?: string;
  /**
   * The body changed and the id did not, yet: `before` is the body (SHA-256) that the id was published with.
   * A publisher changes the policy first and the id then, so people are told when a later look sees the same.
   */
  readonly unannounced?: {
    readonly before: string;
    /** What it meant to senders; not set in older states. */
    readonly value?: string;
    readonly told: boolean;
    /** When a check first showed it, milliseconds since the epoch; not set in older states. */
    readonly countedAt?: number;
  };
}

export interface PolicyHostFacts {
  /**
   * Addresses at which something was found and that the last known checks did not name, with the number of such checks
   * in a row. Other addresses are not remembered: a provider's come and go.
   */
  readonly absent?: Readonly<Record<string, number>>;
}

/** Last known facts of a domain, aspect by aspect; a field is missing until first known, null when known to be absent. */
export interface DomainFacts {
  readonly stsRecord?: { readonly text: string; readonly id?: string } | null;
  /** The policy as it was last served. */
  readonly policy?: PolicyFacts | null;
  readonly tlsRpt?: string | null;
  readonly mx?: { readonly form: 'mx' | 'implicit' | 'null' | 'none'; readonly records: readonly MxRecord[] };
  readonly uncovered?: readonly string[];
  /** What is remembered of the addresses of the policy host; not set by releases that fetched from one of them. */
  readonly policyHost?: PolicyHostFacts;
  /** What DNSSEC says of the MX records, or of their absence. */
  readonly mxDnssec?: DnssecStatus;
  readonly lately?: DomainLately;
}

/** The facts of a domain of which servers may give several values in turn. */
export interface DomainLately {
  readonly stsRecord?: Lately<NonNullable<DomainFacts['stsRecord']> | null>;
  readonly policy?: Lately<PolicyFacts>;
  readonly tlsRpt?: Lately<string | null>;
  readonly mx?: Lately<NonNullable<DomainFacts['mx']>>;
  readonly mxDnssec?: Lately<DnssecStatus>;
}

/** Likewise of an MX host. */
export interface MxHostLately {
  readonly tlsa?: Lately<TlsaFacts | null>;
}

/** Last known facts of an MX host. */
export interface MxHostFacts {
  /** All that were seen lately: many names show a part of their addresses at a time. */
  readonly addresses?: readonly string[] | null;
  /** Of these, the ones that the last known looks did not show, with the number of such looks in a row. */
  readonly absentAddresses?: Readonly<Record<string, number>>;
  readonly cname?: string | null;
  readonly tlsa?: TlsaFacts | null;
  readonly lately?: MxHostLately;
}

/** TLSA records of an MX host (RFC 7672). */
export interface TlsaFacts {
  /** They stand at `_25._tcp.<baseDomain>`. */
  readonly baseDomain: string;
  /** As in a zone file, sorted; long ones are cut and end with a digest. */
  readonly records: readonly string[];
  /** DNSSEC proves them and the addresses of the host: only then do they count. */
  readonly secure: boolean;
  /** A mail server can use at least one. */
  readonly usable: boolean;
  /** All that is served is matched, and some record is there for something else: an old or a new key. */
  readonly rollOver: boolean;
}

/**
 * The remembered state of one target, and the events that it gave rise to and that are not published yet.
 * Both are one item, written under a version guard: a state never exists without its transitions.
 */
export interface TargetState {
  readonly target: Target;
  /** Grows by one with each write; 0 is not stored yet. */
  readonly version: number;
  /** When the look behind this state began: an older look never overwrites a newer one. */
  readonly observedAt: number;
  /** The number of the rules that its findings were judged by; not set by earlier releases. */
  readonly judgedBy?: number;
  readonly facts: DomainFacts & MxHostFacts;
  /** By address of an MX host; the policy host's under its name, because a provider's addresses come and go. */
  readonly certificates: Readonly<Record<string, readonly SeenCertificate[]>>;
  /** By fingerprint. */
  readonly findings: Readonly<Record<string, FindingState>>;
  readonly unknown: readonly UnknownStreak[];
  /** Faults that went lately or come and go, by the identity of their finding; not set where there are none. */
  readonly recurring?: Readonly<Record<string, Recurrence>>;
  /** Of a domain, as the remembered states of it and of its MX hosts give it. */
  readonly verdict?: { readonly name: VerdictName; readonly since: number; readonly reasons: readonly string[] };
  /** Of a domain whose hosted zone the monitor may change. */
  readonly repair?: AutomaticRepair;
  /** Nobody watches the target any more. The empty state stays, so that a late look does not bring it back. */
  readonly retiredAt?: number;
  readonly outbox: readonly MonitorEvent[];
}
