import { duration } from '../core/findings/words';
import type { CoverageNotice, RunRecord } from '../core/model';
import { MOST_INTERVALS, isOpen } from './distributed/turn';
import type { Sight } from './note-coverage';
import type { Clock, RunStore } from './ports';
import type { ScheduleHealth, WatchedSchedule } from './self-check';

/** Closes runs that had two intervals and are not done: a part of them is lost, or an agent never came. @returns how many */
export async function closeOverdue<S extends string>(
  schedules: ReadonlyMap<S, ScheduleHealth>,
  watched: readonly WatchedSchedule<S>[],
  { store, clock }: { readonly store: Pick<RunStore, 'closeRun'>; readonly clock: Clock },
): Promise<number> {
  let closed = 0;
  for (const { name, every } of watched)
    for (const run of schedules.get(name)?.unfinished ?? []) {
      if (!isOpen(run) || run.startedAt > clock.now() - MOST_INTERVALS * every) continue;
      if ((await store.closeRun(run.id, 'incomplete', clock.now())) === 'written') closed += 1;
    }
  return closed;
}

/** What is said of runs that are late: some did not finish in their interval, or none has finished for long. */
export function overdueSight<S extends string>(
  schedules: ReadonlyMap<S, ScheduleHealth>,
  watched: readonly WatchedSchedule<S>[],
): Sight {
  const clauses: string[] = [];
  let runs = 0;
  for (const { name, every } of watched) {
    const { unfinished = [], oldestUnchecked = 0 } = schedules.get(name) ?? {};
    runs += unfinished.length;
    const [first] = unfinished;
    if (first !== undefined) clauses.push(progress(first));
    else if (oldestUnchecked > (MOST_INTERVALS + 1) * every) {
      runs += 1;
      clauses.push(`no run over ${name} has finished for ${duration(oldestUnchecked)}`);
    }
  }
  const notice: CoverageNotice = { kind: 'run-overdue', detail: clauses.join('; '), targets: runs };
  return {
    report: () => (runs > 0 ? [notice] : []),
    isOver: (kind) => kind === 'run-overdue' && runs === 0,
  };
}

const progress = ({ id, done, planned }: RunRecord): string => `${id}: ${done} of ${planned} done`;
