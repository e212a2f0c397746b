import type { Finding, UnknownAspect } from './finding';

/**
 * What MTA-STS does for mail to a domain now.
 * `protected`: enforced, and every MX host passes. `testing`: a valid policy that does not enforce.
 * `degraded`: enforced, some MX host is refused, another is left. `undeliverable`: a sender that holds the policy has
 * no MX host left. `unprotected`: no usable policy. `unknown`: the looks do not suffice to tell.
 */
export const VERDICTS = ['undeliverable', 'degraded', 'unprotected', 'unknown', 'testing', 'protected'] as const;
export type VerdictName = (typeof VERDICTS)[number];

export interface Verdict {
  readonly name: VerdictName;
  /** Why, one sentence each, most weighty first; plain text that may quote the network. */
  readonly reasons: readonly string[];
}

/** One MX host of a domain, as the domain's policy and the host's own judgement see it. */
export interface MxHostStanding {
  readonly host: string;
  /** Lowest preference among the records that name it. */
  readonly preference: number;
  /** Whether an mx pattern of the policy matches; not set when no valid policy is known. */
  readonly covered?: boolean;
  /** What a sender that enforces does with this host; `partly`: it is refused at some of its addresses and not at others. */
  readonly acceptance: 'accepted' | 'partly' | 'refused' | 'unknown';
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownAspect[];
}
