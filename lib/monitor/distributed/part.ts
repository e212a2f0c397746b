import type { CheckRecord, RunRecord, Target } from '../../core/model';
import { CheckLog } from '../check-log';
import { clockSight } from '../clock-sight';
import { RunCoverage } from '../coverage';
import type { CheckDeps, NewCheck } from '../check-target';
import { checkTarget, setAside, takeInCheck } from '../check-target';
import { noteCoverage } from '../note-coverage';
import { isUnreadable } from '../ports';
import type { PartQueue, Port25, RunCounts, RunPart, Store } from '../ports';
import { refreshAlerts } from '../remind';
import { finishIfDone } from './finish';

export interface PartDeps extends Omit<CheckDeps, 'runId' | 'coverage'> {
  readonly store: Store;
  /** Takes the targets of a part that failed, to be tried by themselves. */
  readonly queue: PartQueue;
  /** Waits for one of the places for looks, which all parts at work in this process share. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** What canaries proved of the place that these looks are made from; default `unproven`. */
  readonly port25?: Port25;
  /** Told of a target whose look failed by our own fault. */
  readonly onError: (target: Target, error: unknown) => void;
}

export interface PartDone {
  readonly run: RunRecord;
  readonly finishedNow: boolean;
  /** Nothing was checked: the run had been closed before. */
  readonly isSkipped?: true;
}

/** The fault is ours, or the store's: the whole part is to be tried again. */
export class PartFailed extends Error {
  constructor(part: RunPart, failed: number) {
    super(`${failed} of ${part.targets.length} looks of part ${part.part} of the run ${part.runId} failed`);
    this.name = 'PartFailed';
  }
}

/** More failures than this, and it is not a matter of single targets. */
const MOST_SINGLE_FAILURES = 5;

/**
 * Looks at the targets of a part, and counts them in their run; the last part to be done finishes the run. A few
 * targets that fail become parts of their own, so that one that fails each time stops none of the others.
 * A part of a run that was closed meanwhile is dropped, and its targets are counted as skipped.
 * @param isLastTry whether the part is given up if it fails again: it counts as failed then, so that its run can end
 * @throws PartFailed when it is to be tried again. What was done of it is remembered, and doing it again harms nothing
 */
export async function performPart(part: RunPart, isLastTry: boolean, deps: PartDeps): Promise<PartDone> {
  const { store } = deps;
  const before = await store.addToRun(part.runId, { done: 0 });
  if (before.closed !== undefined) {
    const run = await store.addToRun(part.runId, { skipped: part.targets.length }, part.part);
    return { run, finishedNow: false, isSkipped: true };
  }
  const coverage = coverageOf(part, before, deps.port25);
  const log = new CheckLog(store);
  const outcomes = await checkAll(part, coverage, deps);
  for (const { check } of outcomes) if (check !== undefined) await log.add(check);
  await log.flush();
  const failed = part.targets.filter((_, index) => {
    const { check, isUnreadable: isLost = false } = outcomes[index] ?? {};
    return check === undefined && !isLost;
  });
  const lost = outcomes.filter((outcome) => outcome.isUnreadable === true).length;
  if (failed.length > 0 && (part.targets.length === 1 || failed.length > MOST_SINGLE_FAILURES)) {
    if (isLastTry) await countPart(part, { done: part.targets.length, failed: part.targets.length }, deps);
    throw new PartFailed(part, failed.length);
  }
  if (failed.length > 0)
    await deps.queue.send(failed.map((name) => ({ ...part, part: `${part.part}/${name}`, targets: [name] })));
  const unknown = outcomes.filter(({ isUnknown }) => isUnknown).length;
  const counts = { done: part.targets.length - failed.length, unknown, failed: lost, sight: coverage.counts() };
  return countPart(part, counts, deps);
}

interface Outcome {
  /** Not set when the look failed. */
  readonly check?: CheckRecord;
  /** What is remembered of the target cannot be read: the same again would fail again. */
  readonly isUnreadable?: true;
  readonly isUnknown: boolean;
}

/** Those that nothing came back from come last: then it is known how many they are, in this part and in those before it. */
async function checkAll({ type, targets, runId }: RunPart, coverage: RunCoverage, deps: PartDeps): Promise<Outcome[]> {
  const checkDeps = { ...deps, runId, coverage };
  const orFail = <T>(name: string, work: () => Promise<T>): Promise<T | Outcome> =>
    deps.inTurn(work).catch((error: unknown) => {
      deps.onError({ type, name }, error);
      return { isUnknown: false, ...(isUnreadable(error) && { isUnreadable: true as const }) };
    });
  const made = await Promise.all(
    targets.map((name) =>
      orFail(name, async () => {
        const seen = await checkTarget({ type, name }, checkDeps);
        return (await setAside(seen, checkDeps)) ? { aside: seen } : takenIn(seen, checkDeps);
      }),
    ),
  );
  if (made.some((outcome) => 'aside' in outcome))
    coverage.update((await deps.store.addToRun(runId, { done: 0 })).sight ?? {});
  return Promise.all(
    made.map(async (outcome, index) =>
      'aside' in outcome ? orFail(targets[index] ?? '', () => takenIn(outcome.aside, checkDeps)) : outcome,
    ),
  );
}

async function takenIn(made: NewCheck, deps: CheckDeps): Promise<Outcome> {
  const { record, isUnknown } = await takeInCheck(made, deps);
  return { check: record, isUnknown };
}

/** Parts share what they could see by the run's record, so that a part's first looks have others to be compared with. */
function coverageOf({ type, targets }: RunPart, { planned, sight }: RunRecord, port25?: Port25): RunCoverage {
  const number = Math.max(planned, targets.length);
  return new RunCoverage(
    type === 'domain' ? { domains: number, mxHosts: 0 } : { domains: 0, mxHosts: number },
    sight,
    port25,
  );
}

/** Counts a part in its run, once, and finishes the run with its last one. */
export async function countPart(part: RunPart, counts: RunCounts, deps: PartDeps): Promise<PartDone> {
  const { store, policy } = deps;
  const done = await finishIfDone(await store.addToRun(part.runId, counts, part.part), false, deps);
  if (done.finishedNow) {
    const coverage = coverageOf(part, done.run);
    await noteCoverage(coverage, { store, at: done.run.startedAt, policy });
    await noteCoverage(clockSight(undefined, coverage.fromFuture), { store, at: done.run.startedAt, policy });
    await refreshAlerts(deps);
  }
  return done;
}
