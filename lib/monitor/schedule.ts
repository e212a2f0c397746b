import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from './ports';

/** Timers overflow after 24 days, and stand still while a laptop sleeps: the clock is looked at this often. Milliseconds. */
const LONGEST_PAUSE = 60_000;

/** Before settling again. Milliseconds. */
const SHORTEST_PAUSE = 100;

/** Something to do again and again. */
export interface Job {
  readonly name: string;
  /** Milliseconds from one scheduled time to the next. */
  readonly every: number;
  /** `time` is the scheduled time: with the name it tells one run from all others. */
  run(time: number, signal: AbortSignal): Promise<void>;
}

export interface ScheduleOptions {
  readonly clock: Clock;
  /** Ends the schedule; the job under way is told by its own signal, and awaited. */
  readonly signal: AbortSignal;
  /** Told of a job that failed; the schedule goes on. */
  readonly onError: (job: Job | undefined, error: unknown) => void;
  /**
   * Called whenever all that was due is done; nothing more is due before `until`, if that is not past. It may ask to be
   * called again before that, by giving the time. What it throws is told to `onError` without a job.
   */
  readonly settle?: (until: number) => Promise<number | undefined>;
}

/**
 * Runs each job at once, in the order given, and then by its interval, one at a time. Times that passed while a job
 * took longer than its interval, or while the machine slept, are left out. Resolves when the signal is aborted.
 */
export async function runSchedule(
  jobs: readonly Job[],
  { clock, signal, onError, settle }: ScheduleOptions,
): Promise<void> {
  const begun = clock.now();
  const due = jobs.map((job) => ({ job, at: begun }));
  const unsettled = new Set<Job>();
  const settled = async (next: number): Promise<number | undefined> => {
    unsettled.clear();
    return settle?.(next).catch((error: unknown) => void onError(undefined, error));
  };
  while (!signal.aborted && due.length > 0) {
    const next = due.reduce((first, other) => (other.at < first.at ? other : first));
    if (next.at > clock.now()) {
      const sooner = await settled(next.at);
      await until(Math.min(next.at, Math.max(sooner ?? Infinity, clock.now() + SHORTEST_PAUSE)), clock, signal);
      continue;
    }
    // Jobs that take longer than their interval leave no pause; people are told all the same.
    if (unsettled.has(next.job)) await settled(next.at);
    unsettled.add(next.job);
    await next.job.run(next.at, signal).catch((error: unknown) => onError(next.job, error));
    next.at += next.job.every * Math.max(1, Math.ceil((clock.now() - next.at) / next.job.every));
  }
}

async function until(time: number, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && clock.now() < time) {
    // An abort ends the pause early; it is no error.
    await pause(Math.min(time - clock.now(), LONGEST_PAUSE), undefined, { signal }).catch(() => undefined);
  }
}
