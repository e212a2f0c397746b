import type { ScheduleName } from '../../contract/schedule';
import { SCHEDULES, scheduleOfRun } from '../../contract/schedule';
import { isFromFuture } from '../../core/diff';
import type { RunRecord } from '../../core/model';
import type { QueryDependencies } from '../dependencies';
import type { RunResource, ScheduleResource } from '../resources';
import { iso } from '../time';

/** Runs of the two schedules alternate; by hand there may be some more. */
const LATEST = 50;

/** What each schedule did last, does now, and does next. */
export async function scheduleResources({
  store,
  clock,
  every,
}: Pick<QueryDependencies, 'store' | 'clock' | 'every'>): Promise<ScheduleResource[]> {
  const { items } = await store.runs({ limit: LATEST });
  return SCHEDULES.map((name) => {
    const interval = name === 'domains' ? every.domains : every.mxHosts;
    return scheduleResource(
      name,
      items.filter(({ id, startedAt }) => scheduleOfRun(id) === name && !isFromFuture(startedAt, clock.now())),
      interval,
      clock.now(),
    );
  });
}

function scheduleResource(
  name: ScheduleName,
  runs: readonly RunRecord[],
  every: number,
  now: number,
): ScheduleResource {
  const last = runs.find(({ finishedAt }) => finishedAt !== undefined);
  // One that had its whole interval was cut short.
  const current = runs.find(
    ({ finishedAt, closed, startedAt }) =>
      finishedAt === undefined && closed === undefined && startedAt > (last?.startedAt ?? 0) && startedAt > now - every,
  );
  const latest = current ?? last;
  return {
    name,
    every: Math.round(every / 1000),
    ...(current !== undefined && { current: runResource(current) }),
    ...(last !== undefined && { last: runResource(last) }),
    ...(latest !== undefined && { next: iso(latest.startedAt + every) }),
  };
}

export function runResource({
  id,
  startedAt,
  finishedAt,
  planned,
  done,
  unknown,
  failed,
  skipped,
  closed,
}: RunRecord): RunResource {
  const schedule = scheduleOfRun(id);
  return {
    id,
    ...(schedule !== undefined && { schedule }),
    startedAt: iso(startedAt),
    ...(finishedAt !== undefined && { finishedAt: iso(finishedAt) }),
    planned,
    done,
    unknown,
    failed,
    ...(skipped !== undefined && { skipped }),
    ...(closed !== undefined && { closed: closed.as }),
  };
}
