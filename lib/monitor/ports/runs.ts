import type { RunRecord, Target } from '../../core/model';
import type { Page, Range, WriteOutcome } from './common';

export type RunCounts = Partial<Pick<RunRecord, 'planned' | 'done' | 'unknown' | 'failed' | 'skipped' | 'sight'>>;

export interface RunStore {
  /** Creates the run if its id is new; false if the run was there already. */
  beginRun(run: RunRecord): Promise<boolean>;
  /**
   * Adds to the run's counts, and gives the run as it is then. With `part`, the name of a part of the run, the counts
   * are added once for that part, however often they are sent: queues deliver more than once.
   */
  addToRun(id: string, counts: RunCounts, part?: string): Promise<RunRecord>;
  /** Whether {@link addToRun} has counted this part; false for a run that is not there. */
  isCounted(id: string, part: string): Promise<boolean>;
  finishRun(id: string, at: number): Promise<void>;
  /** Ends a run that is not finished; lost when it was, or was closed before. */
  closeRun(id: string, as: NonNullable<RunRecord['closed']>['as'], at: number): Promise<WriteOutcome>;
  /** Strongly consistent. */
  run(id: string): Promise<RunRecord | undefined>;
  runs(range: Range): Promise<Page<RunRecord>>;
}

/** What a run tells while it goes on, for a progress bar or a log. */
export interface RunListener {
  runBegan?(run: RunRecord): void;
  targetDone?(
    target: Target,
    progress: { readonly done: number; readonly planned: number; readonly unknown: number },
  ): void;
  runFinished?(run: RunRecord): void;
}

/** The run of a schedule whose turn it is. */
export interface RunTurn {
  readonly runId: string;
  /** Its scheduled time, milliseconds since the epoch. */
  readonly at: number;
}

export interface TurnStore {
  /** Strongly consistent. */
  turn(schedule: string): Promise<RunTurn | undefined>;
  /** Sets it if the stored one is of the run `expected` (undefined: none is stored). */
  setTurn(schedule: string, next: RunTurn, expected: string | undefined): Promise<WriteOutcome>;
}

/** A part of a run: targets of one type, to be looked at together. Its name is its own within the run. */
export interface RunPart {
  readonly runId: string;
  readonly part: string;
  readonly type: Target['type'];
  readonly targets: readonly string[];
}

/** Hands parts of a run to those who look at them, each at least once. */
export interface PartQueue {
  send(parts: readonly RunPart[]): Promise<void>;
}
