import type { CheckRecord, RunRecord, Target } from '../../core/model';
import { CheckLog } from '../check-log';
import { noteCoverage, RunCoverage } from '../coverage';
import type { LookAtDeps } from '../look-at';
import { lookAt } from '../look-at';
import type { PartQueue, RunCounts, RunPart, Store } from '../ports';
import { refreshAlerts } from '../remind';
import { finishIfDone } from './finish';

export interface PartDeps extends Omit<LookAtDeps, 'runId' | 'coverage'> {
  readonly store: Store;
  /** Takes the targets of a part that failed, to be tried by themselves. */
  readonly queue: PartQueue;
  /** Waits for one of the places for looks, which all parts at work in this process share. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Told of a target whose look failed by our own fault. */
  readonly onError: (target: Target, error: unknown) => void;
}

export interface PartDone {
  readonly run: RunRecord;
  readonly finishedNow: boolean;
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
 * @param isLastTry whether the part is given up if it fails again: it counts as failed then, so that its run can end
 * @throws PartFailed when it is to be tried again. What was done of it is remembered, and doing it again harms nothing
 */
export async function performPart(part: RunPart, isLastTry: boolean, deps: PartDeps): Promise<PartDone> {
  const { store } = deps;
  const before = await store.addToRun(part.runId, { done: 0 });
  const coverage = coverageOf(part, before);
  const log = new CheckLog(store);
  const outcomes = await Promise.all(part.targets.map((name) => deps.inTurn(() => one({ type: part.type, name }, part.runId, coverage, deps))));
  for (const { check } of outcomes) if (check !== undefined) await log.add(check);
  await log.flush();
  const failed = part.targets.filter((_, index) => outcomes[index]?.check === undefined);
  if (failed.length > 0 && (part.targets.length === 1 || failed.length > MOST_SINGLE_FAILURES)) {
    if (isLastTry) await count(part, { done: part.targets.length, failed: part.targets.length }, deps);
    throw new PartFailed(part, failed.length);
  }
  if (failed.length > 0) await deps.queue.send(failed.map((name) => ({ ...part, part: `${part.part}/${name}`, targets: [name] })));
  const unknown = outcomes.filter(({ isUnknown }) => isUnknown).length;
  return count(part, { done: part.targets.length - failed.length, unknown, sight: coverage.counts() }, deps);
}

interface Outcome {
  /** Not set when the look failed. */
  readonly check?: CheckRecord;
  readonly isUnknown: boolean;
}

async function one(target: Target, runId: string, coverage: RunCoverage, deps: PartDeps): Promise<Outcome> {
  try {
    const { check } = await lookAt(target, { ...deps, runId, coverage });
    // What a deployment does not look at by its configuration is no gap.
    return { check, isUnknown: check.unknown.some((text) => !text.endsWith(' not-observed')) };
  } catch (error) {
    deps.onError(target, error);
    return { isUnknown: false };
  }
}

/** Parts share what they could see by the run's record, so that a part's first looks have others to be compared with. */
function coverageOf({ type, targets }: RunPart, { planned, sight }: RunRecord): RunCoverage {
  const number = Math.max(planned, targets.length);
  return new RunCoverage(type === 'domain' ? { domains: number, mxHosts: 0 } : { domains: 0, mxHosts: number }, sight);
}

async function count(part: RunPart, counts: RunCounts, deps: PartDeps): Promise<PartDone> {
  const { store, policy } = deps;
  const done = await finishIfDone(await store.addToRun(part.runId, counts, part.part), false, deps);
  if (done.finishedNow) {
    await noteCoverage(store, coverageOf(part, done.run), done.run.startedAt, policy);
    await refreshAlerts(deps);
  }
  return done;
}
