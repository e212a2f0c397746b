import type { Aspect } from './aspect';
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

/** In how many of the last checks a fault was there that came back after it was gone. */
export interface ComesAndGoes {
  readonly there: number;
  readonly checks: number;
}

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
    /** Not set of a fault that each check shows. */
    readonly comesAndGoes?: ComesAndGoes;
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
