import type { FindingKind } from './finding';
import type { Target } from './target';
import type { VerdictName } from './verdict';
import type { ZoneView } from './zone';

/** One look in the history: compact, so that it fits one write unit of 1 KiB. */
export interface CheckRecord {
  readonly target: Target;
  readonly at: number;
  readonly runId: string;
  readonly durationMs: number;
  /** Kinds found, without repetition. */
  readonly kinds: readonly FindingKind[];
  /** Aspects not seen, with the cause: `policy timeout`. */
  readonly unknown: readonly string[];
  /** For a domain, the verdict as of this run. */
  readonly verdict?: VerdictName;
  readonly stsId?: string;
  /** SHA-256 of the policy body, hex. */
  readonly policy?: string;
  /** Leaf fingerprints, the first 16 hex digits each. */
  readonly certificates: readonly string[];
}

/** One pass over the targets. */
export interface RunRecord {
  /** Schedule name + scheduled time: the same schedule event gives the same run. */
  readonly id: string;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly planned: number;
  readonly done: number;
  readonly unknown: number;
  readonly failed: number;
  /** Targets whose checks were dropped because the run had been closed; not set by earlier releases. */
  readonly skipped?: number;
  /**
   * Set when the run ended without being finished. `skipped`: it was not performed, because another run of its schedule
   * was open or later. `incomplete`: it had two intervals, and not all was done.
   */
  readonly closed?: { readonly as: 'skipped' | 'incomplete'; readonly at: number };
  /** What could be seen from where the run looked, for a run that several processes share. */
  readonly sight?: SightCounts;
}

/** Numbers of targets: seen, unseen, … by each way of looking; the names are those of lib/monitor/coverage.ts. */
export type SightCounts = Readonly<Record<string, number>>;

/** A row of the directory of watched domains. */
export interface DomainEntry {
  readonly name: string;
  readonly source: string;
  readonly addedAt: number;
  readonly verdict?: VerdictName;
  readonly verdictSince?: number;
  readonly reasons?: readonly string[];
  /** Since when it is no longer on its list and is watched all the same, until somebody confirms the removal. */
  readonly heldSince?: number;
  /** Set while the domain is found in a hosted zone of ours, whoever added it. */
  readonly zone?: ZoneView;
}

/** An agent: a process elsewhere that looks at MX hosts for the monitor. */
export interface AgentRecord {
  /** Told apart by it; mostly the name of its machine. */
  readonly name: string;
  /** When it was last heard, milliseconds since the epoch, by the clock of the queue that it spoke through. */
  readonly heardAt: number;
  /** Of its program. */
  readonly version: string;
  /** Whether port 25 works from where it is, as far as it found out. */
  readonly port25: 'open' | 'closed' | 'unproven';
}
