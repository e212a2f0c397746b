import type { Acknowledgement } from './acknowledgement';
import type { MonitorEvent } from './event';
import type { Finding, Severity } from './finding';
import type { FixStep } from './fix';
import type { Target } from './target';

/** Something to tell people about an alert; each channel tells it once. */
export interface Notice {
  /** The id of the event behind it, or `<alert id>#reminder#<n>`. */
  readonly id: string;
  readonly form: 'opened' | 'escalated' | 'reminder' | 'resolved' | 'drift' | 'coverage';
  readonly at: number;
  /** Names of the channels that are to tell it: those there were when it was made. */
  readonly channels: readonly string[];
  /** Names of the channels that have told it. */
  readonly deliveredTo: readonly string[];
  /** Names of the channels from which a silence holds it back: they tell it when that is over and the fault still stands. */
  readonly heldFor?: readonly string[];
}

/** Whom a root cause hits. */
export interface Impact {
  readonly domains: number;
  /** Names, at most 20, those that lose mail first. */
  readonly sample: readonly string[];
  /** How many of them enforce their policy. */
  readonly enforcing: number;
  /** How many have a policy in mode testing. */
  readonly testing?: number;
  /** How many have no MX host left for a sender that enforces. */
  readonly undeliverable: number;
  /** How many were looked into, when not all were; then `enforcing` and `undeliverable` are at least so many. */
  readonly examined?: number;
}

/** One root cause, from its opening to its end; or one drift, which ends at once. */
export interface Alert {
  /** `<fingerprint>@<openedAt>` for a finding, the event's id for a drift. */
  readonly id: string;
  readonly version: number;
  readonly status: 'open' | 'resolved' | 'told';
  readonly severity: Severity;
  /** The gravest that it has been; growing beyond it is told. */
  readonly worst: Severity;
  /** Not set for a coverage notice. */
  readonly subject?: Target;
  readonly openedAt: number;
  readonly resolvedAt?: number;
  readonly cause:
    | { readonly finding: Finding; readonly since: number }
    | { readonly event: MonitorEvent }
    | { readonly coverage: CoverageNotice };
  readonly impact: Impact;
  readonly notices: readonly Notice[];
  /** Oldest first; only the last one may be in force. */
  readonly acknowledgements?: readonly Acknowledgement[];
}

/** A fault of the monitor or of the place that it checks from, not of any target. */
export interface CoverageNotice {
  /**
   * `vantage-blocked`: port 25; `mx-mostly-silent`: port 25 is open, and most MX hosts do not answer; `vantage-blocklisted`:
   * MX hosts refuse the address of the monitor; `https-blocked`: the policy hosts; `agent-silent`: of the agents that look
   * at MX hosts. The others are about the monitor itself: its clock, its runs, its list of domains, its history, its
   * channels, its store, its memory, and stored items that it cannot read.
   */
  readonly kind:
    | 'vantage-blocked'
    | 'mx-mostly-silent'
    | 'vantage-blocklisted'
    | 'https-blocked'
    | 'mx-not-observed'
    | 'resolver-failing'
    | 'agent-silent'
    | 'clock-wrong'
    | 'run-overdue'
    | 'removals-held'
    | 'history-damaged'
    | 'channel-failing'
    | 'store-failing'
    | 'memory-short'
    | 'state-unreadable';
  /** What the words need beside the number: names, a share, a difference; '' where there is nothing. */
  readonly detail: string;
  /** How many targets, runs, names, channels or items are affected. */
  readonly targets: number;
}

/** A notice ready to be told, in words; plain text, which each channel escapes its own way. */
export interface AlertMessage {
  readonly noticeId: string;
  /** Ids of all notices that this tells, the one above among them: after an outage of the channel the last word is told alone. */
  readonly tells: readonly string[];
  readonly alertId: string;
  readonly form: Notice['form'];
  readonly severity: Severity;
  /** Not set for a coverage notice. */
  readonly subject?: Target;
  /** The kind of finding or of coverage notice, or the type of event. */
  readonly kind: string;
  readonly at: number;
  readonly since: number;
  /** What happens to whose mail, and why: one or two sentences. */
  readonly headline: string;
  /** What to do: {@link fixSteps} as text. Empty for a resolution. */
  readonly fix: string;
  /** Not set in a delivery that an older release stored. */
  readonly fixSteps?: readonly FixStep[];
  /** Name and value, in order of use. */
  readonly facts: readonly (readonly [string, string])[];
  readonly impact: Impact;
  /** Anchor in docs/findings.md. */
  readonly docs: string;
}
