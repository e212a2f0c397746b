import { entryOf } from '../core/findings';
import { isFromFuture } from '../core/diff';
import type { RunRecord, VerdictName } from '../core/model';
import { VERDICTS } from '../core/model';
import type { AlertStore, Clock, DirectoryStore, RunStore } from './ports';

/** A schedule whose runs are looked after. */
export interface WatchedSchedule<S extends string> {
  readonly name: S;
  /** Milliseconds between its runs. */
  readonly every: number;
}

export interface SelfCheckDeps<S extends string> {
  readonly store: RunStore & Pick<DirectoryStore, 'domains'> & Pick<AlertStore, 'openAlerts'>;
  readonly clock: Clock;
  readonly schedules: readonly WatchedSchedule<S>[];
  /** The schedule that a run's id names. */
  readonly scheduleOf: (runId: string) => S | undefined;
}

export interface ScheduleHealth {
  /** Milliseconds since the last finished run began: no target has been left unchecked for longer. Not set when nothing is watched yet. */
  readonly oldestUnchecked?: number;
  /** Runs that had their whole interval, those that were closed as incomplete among them, and that no later run of the schedule has made up for. */
  readonly unfinished: readonly RunRecord[];
  /** Share of the last finished run's targets with something unknown, from 0 to 1; not set without such a run. */
  readonly unknownShare?: number;
}

export interface SelfCheck<S extends string> {
  readonly schedules: ReadonlyMap<S, ScheduleHealth>;
  /** Watched domains by verdict; those that were not looked at yet are unknown. */
  readonly verdicts: Readonly<Record<VerdictName, number>>;
  readonly openAlerts: number;
  readonly expiringAlerts: number;
}

/** Looks at the monitor itself: what it should have done and did not. */
export async function selfCheck<S extends string>({
  store,
  clock,
  schedules,
  scheduleOf,
}: SelfCheckDeps<S>): Promise<SelfCheck<S>> {
  const now = clock.now();
  const verdicts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<VerdictName, number>;
  let watchedSince: number | undefined;
  for await (const { verdict = 'unknown', addedAt } of store.domains()) {
    verdicts[verdict] += 1;
    watchedSince = Math.min(watchedSince ?? addedAt, addedAt);
  }
  const longest = Math.max(...schedules.map(({ every }) => every));
  const runs = await runsSince(now - 3 * longest, store);
  const health = schedules.map(({ name, every }): [S, ScheduleHealth] => [
    name,
    scheduleHealth(
      runs.filter(
        (run) => scheduleOf(run.id) === name && run.closed?.as !== 'skipped' && !isFromFuture(run.startedAt, now),
      ),
      every,
      now,
      watchedSince,
    ),
  ]);
  let openAlerts = 0;
  let expiringAlerts = 0;
  for await (const { cause } of store.openAlerts()) {
    openAlerts += 1;
    if ('finding' in cause && entryOf(cause.finding.kind).harm === 'later') expiringAlerts += 1;
  }
  return { schedules: new Map(health), verdicts, openAlerts, expiringAlerts };
}

async function runsSince(since: number, store: RunStore): Promise<RunRecord[]> {
  const found: RunRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.runs({ since, ...(cursor !== undefined && { cursor }) });
    found.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

function scheduleHealth(
  runs: readonly RunRecord[],
  every: number,
  now: number,
  watchedSince: number | undefined,
): ScheduleHealth {
  const last = runs
    .filter(({ finishedAt }) => finishedAt !== undefined)
    .reduce<RunRecord | undefined>(
      (latest, run) => (latest === undefined || run.startedAt > latest.startedAt ? run : latest),
      undefined,
    );
  // Without a finished run in sight the targets wait since they were added, or since before the runs that were read.
  const uncheckedSince = last?.startedAt ?? watchedSince;
  return {
    ...(uncheckedSince !== undefined && { oldestUnchecked: now - uncheckedSince }),
    unfinished: runs.filter(
      ({ finishedAt, startedAt }) =>
        finishedAt === undefined && startedAt <= now - every && startedAt > (last?.startedAt ?? 0),
    ),
    ...(last !== undefined && { unknownShare: last.planned === 0 ? 0 : last.unknown / last.planned }),
  };
}
