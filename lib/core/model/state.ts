import type { MonitorEvent } from './event';
import type { Aspect, Finding } from './finding';
import type { FailureCause } from './observed';
import type { MxRecord } from './observation';
import type { Target } from './target';

/** What is remembered of a finding between looks. */
export interface FindingState {
  readonly finding: Finding;
  /** `pending` waits for confirmation and is told to nobody. */
  readonly status: 'pending' | 'open';
  readonly firstSeen: number;
  readonly openedAt?: number;
  /** Looks in a row that showed it, counted while pending. */
  readonly looks: number;
  /** Known looks in a row without it, counted while open, so that alternating servers do not flap. */
  readonly cleanLooks: number;
}

/** How long an aspect has been out of sight. */
export interface UnknownStreak {
  readonly aspect: Aspect;
  readonly since: number;
  readonly looks: number;
  readonly cause: FailureCause;
}

/** A certificate that an address served lately; load-balanced nodes alternate, so it is a set. */
export interface SeenCertificate {
  readonly fingerprint: string;
  readonly notAfter: number;
  readonly issuer: string;
  readonly keyType: string;
  readonly dnsNames: readonly string[];
  readonly spkiSha256: string;
  /** Known looks in a row that did not show it. */
  readonly missedLooks: number;
}

/** Last known facts of a domain, aspect by aspect; a field is missing until first known, null when known to be absent. */
export interface DomainFacts {
  readonly stsRecord?: { readonly text: string; readonly id?: string } | null;
  readonly policy?: { readonly sha256: string; readonly mode?: string; readonly maxAge?: number; readonly mx: readonly string[]; readonly reachable: boolean } | null;
  readonly tlsRpt?: string | null;
  readonly mx?: { readonly form: 'mx' | 'implicit' | 'null' | 'none'; readonly records: readonly MxRecord[] };
  readonly uncovered?: readonly string[];
}

/** Last known facts of an MX host. */
export interface MxHostFacts {
  readonly addresses?: readonly string[] | null;
  readonly cname?: string | null;
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
  readonly facts: DomainFacts & MxHostFacts;
  /** By address; the policy host's under its address. */
  readonly certificates: Readonly<Record<string, readonly SeenCertificate[]>>;
  /** By fingerprint. */
  readonly findings: Readonly<Record<string, FindingState>>;
  readonly unknown: readonly UnknownStreak[];
  readonly outbox: readonly MonitorEvent[];
}
