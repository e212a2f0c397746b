import type { FindingEvidence } from './evidence';
import type { FailureCause, Tries } from './observed';
import type { Target } from './target';

export type FindingKind = keyof FindingEvidence;

/**
 * What a fault does to mail, worst first.
 * `critical`: senders refuse mail now and have no other MX. `error`: some mail is refused, or protection is gone
 * although it was promised. `warning`: legal but harmful, senders differ, or it will break by itself.
 * `info`: worth knowing.
 */
export const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * A part of a target that is seen or not seen by itself. What was found in an aspect stays as it is
 * while that aspect is unknown. `policy` is the way to it and `policy:<address>` that way
 * through one address of the policy host, `policy-text` what it says; `smtp:<address>` is one address of an MX host, `zone` what is known of the hosted zone that a domain is in.
 */
export type Aspect =
  | 'sts-record'
  | 'tlsrpt-record'
  | 'mx'
  | 'policy'
  | `policy:${string}`
  | 'policy-text'
  | 'name-servers'
  | 'addresses'
  | 'tlsa'
  | 'zone'
  | `smtp:${string}`;

/** One judged fault of one target. */
export type Finding<K extends FindingKind = FindingKind> = {
  [P in K]: {
    readonly kind: P;
    readonly severity: Severity;
    /** The domain or MX host that is at fault: the root cause, not who suffers. */
    readonly subject: Target;
    readonly evidence: FindingEvidence[P];
    /** Same fault, same fingerprint: `kind` + subject + what tells two such faults of one subject apart; nothing volatile. */
    readonly fingerprint: string;
    /** Where it was seen. */
    readonly aspects: readonly Aspect[];
  };
}[K];

/** An aspect that the look could not tell about, and what it becomes if that lasts while the vantage is good. */
export interface UnknownAspect {
  readonly aspect: Aspect;
  readonly cause: FailureCause;
  readonly detail: string;
  readonly becomes?: Finding;
  readonly tries?: Tries;
}

/** The judge's answer about one observation. */
export interface Judgement {
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownAspect[];
}
