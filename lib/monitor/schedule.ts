import { setTimeout as pause } from 'node:timers/promises';
import { awakeWatch } from './awake-watch';
import type { Clock, Monotonic } from './ports';

/** Timers overflow after 24 days, and stand still while a laptop sleeps: the clock is read this often. Milliseconds. */
const LONGEST_PAUSE = 15_000;

/** Before settling again. Milliseconds. */
const SHORTEST_PAUSE = 100;

/** A run may take so long, however short its interval is, before it counts as late. Milliseconds. */
const NEVER_LATE = 60_000;

/** Something to do again and again. */
export interface Job {
  readonly name: string;
  /** Milliseconds from one scheduled time to the next. */
  readonly every: number;
  /** `time` is the scheduled time, milliseconds since the epoch: with the name it tells one run from all others. */
  run(time: number, signal: AbortSignal): Promise<void>;
}

export interface ScheduleOptions {
  /** Gives runs their names, and nothing else: it may be set at any time. */
  readonly clock: Clock;
  /** Says when something is due. */
  readonly monotonic: Monotonic;
  /** Ends the schedule; the job under way is told by its own signal, and awaited. */
  readonly signal: AbortSignal;
  /** Told of a job that failed; the schedule goes on. */
  readonly onError: (job: Job | undefined, error: unknown) => void;
  /**
   * Called whenever all that was due is done; nothing more is due before `until`, if that is not past. It may ask to be
   * called again before that, by giving the time. Both are of the monotonic clock. What it throws is told to `onError`
   * without a job.
   */
  readonly settle?: (until: number) => Promise<number | undefined>;
  /** Called some times a minute while nothing is due; whatever it gives true for is settled at once. */
  readonly tick?: () => boolean;
  /** Called once for a run that takes longer than its interval, while it is under way. */
  readonly onLate?: (job: Job) => void;
  /** Called when a run is over: whether it took longer than its interval. */
  readonly onDone?: (job: Job, wasLate: boolean) => void;
}

/**
 * Runs each job at once, in the order given, and then by its interval, one at a time. Times that passed while a job
 * took longer than its interval, or while the machine slept, are left out. Whoever sets the clock of the machine moves
 * nothing. Resolves when the signal is aborted.
 */
export async function runSchedule(jobs: readonly Job[], options: ScheduleOptions): Promise<void> {
  const { clock, monotonic, signal, onError, settle } = options;
  const begun = monotonic.now();
  const due = jobs.map((job) => ({ job, at: begun }));
  const unsettled = new Set<Job>();
  const settled = async (next: number): Promise<number | undefined> => {
    unsettled.clear();
    return settle?.(next).catch((error: unknown) => void onError(undefined, error));
  };
  while (!signal.aborted && due.length > 0) {
    const next = due.reduce((first, other) => (other.at < first.at ? other : first));
    if (next.at > monotonic.now()) {
      const sooner = await settled(next.at);
      await until(Math.min(next.at, Math.max(sooner ?? Infinity, monotonic.now() + SHORTEST_PAUSE)), options);
      continue;
    }
    // Jobs that take longer than their interval leave no pause; people are told all the same.
    if (unsettled.has(next.job)) await settled(next.at);
    unsettled.add(next.job);
    const time = Math.round(clock.now() - (monotonic.now() - next.at));
    await perform(next.job, time, options);
    next.at += next.job.every * Math.max(1, Math.ceil((monotonic.now() - next.at) / next.job.every));
  }
}

async function perform(job: Job, time: number, options: ScheduleOptions): Promise<void> {
  const { monotonic, signal, onError, onLate, onDone } = options;
  const watch = awakeWatch(Math.max(job.every, NEVER_LATE), monotonic, () => onLate?.(job));
  try {
    await job.run(time, signal);
  } catch (error) {
    onError(job, error);
  } finally {
    onDone?.(job, watch.end());
  }
}

async function until(time: number, { monotonic, signal, tick }: ScheduleOptions): Promise<void> {
  while (!signal.aborted && monotonic.now() < time) {
    // An abort ends the pause early; it is no error.
    await pause(Math.min(time - monotonic.now(), LONGEST_PAUSE), undefined, { signal }).catch(() => undefined);
    if (tick?.() === true) return;
  }
}
