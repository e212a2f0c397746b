import type { DomainEntry, RunRecord, Target, TargetType } from '../core/model';
import { domainTarget, mxHostTarget } from '../core/model';
import { CheckLog } from './check-log';
import { clockSight } from './clock-sight';
import { RunCoverage } from './coverage';
import type { CheckDeps, NewCheck } from './check-target';
import { checkTarget, setAside, takeInCheck } from './check-target';
import { noteCoverage } from './note-coverage';
import { Places } from './places';
import { refreshAlerts } from './remind';
import type { DirectoryStore, RunCounts, RunListener, Store } from './ports';
import { rememberedHosts } from './standing';
import type { Doubt } from './steady-clock';
import { provePort25 } from './vantage';

export interface RunDeps extends Omit<CheckDeps, 'runId' | 'coverage' | 'readHosts'> {
  readonly store: Store;
  /** Checks that begin at a time; slow ones give their place to the next. */
  readonly concurrency: number;
  /** MX hosts by which a run over MX hosts first finds out whether port 25 works from here; default: none. */
  readonly canaries?: readonly string[];
  /** Why the clock is not believed; default: it is. */
  readonly doubt?: () => Doubt | undefined;
  readonly listener?: RunListener;
  /** Told of a target whose look failed by our own fault; the run goes on. */
  readonly onError?: (target: Target, error: unknown) => void;
}

/** Checks that nothing came back from and that wait for the others, so that memory does not grow with an outage. */
const MOST_ASIDE = 2_000;

/** The run's counts are written each time that so many targets are done. */
const COUNTED_TOGETHER = 200;

/**
 * Looks at all watched targets of one type, each once, and takes in what was seen; people are told by deliver(). The
 * targets are streamed: what is held at a time does not grow with their number.
 * @param id of the run: a second run with the same id does nothing
 * @returns the run when it was finished; undefined when it was there already, or was aborted
 */
export async function runOver(type: TargetType, id: string, deps: RunDeps): Promise<RunRecord | undefined> {
  const { store, clock, listener, signal } = deps;
  const startedAt = clock.now();
  const planned = await countTargets(type, store);
  const run: RunRecord = { id, startedAt, planned, done: 0, unknown: 0, failed: 0 };
  if (!(await store.beginRun(run))) return undefined;
  listener?.runBegan?.(run);
  const counts = new Counts(run, store, listener);
  const port25 =
    type === 'mx-host' && planned > 0 ? await provePort25(deps.canaries ?? [], deps.observer, signal) : undefined;
  const coverage = new RunCoverage(
    type === 'domain' ? { domains: planned, mxHosts: 0 } : { domains: 0, mxHosts: planned },
    {},
    port25?.port25,
  );
  await checkAll(type, { ...deps, runId: id, coverage, readHosts: rememberedHosts(store) }, counts);
  await counts.write();
  if (signal?.aborted === true) return undefined;
  await noteCoverage(coverage, {
    store,
    at: startedAt,
    policy: deps.policy,
    onePlace: { every: deps.diff.interval ?? 0 },
  });
  await noteCoverage(clockSight(deps.doubt?.(), coverage.fromFuture), { store, at: startedAt, policy: deps.policy });
  await refreshAlerts(deps);
  const finishedAt = clock.now();
  await store.finishRun(id, finishedAt);
  const finished = { ...counts.run, finishedAt };
  listener?.runFinished?.(finished);
  return finished;
}

async function checkAll(type: TargetType, deps: RunDeps & CheckDeps, counts: Counts): Promise<void> {
  const { store, concurrency, onError } = deps;
  const isAborted = (): boolean => deps.signal?.aborted === true;
  const log = new CheckLog(store);
  const takenIn = async (made: NewCheck, entry?: DomainEntry): Promise<void> => {
    const { record, isUnknown } = await takeInCheck(made, deps, entry);
    await log.add(record);
    await counts.add(record.target, isUnknown ? { done: 1, unknown: 1 } : { done: 1 });
  };
  const orFail = async (target: Target, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (isAborted()) return;
      onError?.(target, error);
      await counts.add(target, { done: 1, failed: 1 });
    }
  };
  const aside: NewCheck[] = [];
  const places = new Places({ places: concurrency });
  await places.forEach(targets(type, store, isAborted), ({ target, entry }) =>
    orFail(target, async () => {
      const made = await checkTarget(target, deps, entry);
      if (aside.length < MOST_ASIDE && (await setAside(made, deps))) aside.push(made);
      else await takenIn(made, entry);
    }),
  );
  if (!isAborted()) await places.forEach(aside.values(), (made) => orFail(made.check.target, () => takenIn(made)));
  await log.flush();
}

interface Listed {
  readonly target: Target;
  readonly entry?: DomainEntry;
}

async function* targets(type: TargetType, store: DirectoryStore, isAborted: () => boolean): AsyncGenerator<Listed> {
  for await (const listed of type === 'domain' ? domains(store) : mxHosts(store)) {
    if (isAborted()) return;
    yield listed;
  }
}

async function* domains(store: DirectoryStore): AsyncGenerator<Listed> {
  for await (const entry of store.domains()) yield { target: domainTarget(entry.name), entry };
}

async function* mxHosts(store: DirectoryStore): AsyncGenerator<Listed> {
  for await (const host of store.mxHosts()) yield { target: mxHostTarget(host) };
}

async function countTargets(type: TargetType, store: DirectoryStore): Promise<number> {
  const counting = targets(type, store, () => false);
  let count = 0;
  while ((await counting.next()).done !== true) count += 1;
  return count;
}

/** What a run has done so far; written in portions, and told after each target. */
class Counts {
  run: RunRecord;
  private unwritten = { done: 0, unknown: 0, failed: 0 };

  constructor(
    run: RunRecord,
    private readonly store: Pick<Store, 'addToRun'>,
    private readonly listener: RunListener | undefined,
  ) {
    this.run = run;
  }

  async add(target: Target, { done = 0, unknown = 0, failed = 0 }: RunCounts): Promise<void> {
    const { unwritten, run } = this;
    this.unwritten = {
      done: unwritten.done + done,
      unknown: unwritten.unknown + unknown,
      failed: unwritten.failed + failed,
    };
    this.run = { ...run, done: run.done + done, unknown: run.unknown + unknown, failed: run.failed + failed };
    this.listener?.targetDone?.(target, this.run);
    if (this.unwritten.done >= COUNTED_TOGETHER) await this.write();
  }

  async write(): Promise<void> {
    const counts = this.unwritten;
    this.unwritten = { done: 0, unknown: 0, failed: 0 };
    if (counts.done > 0) await this.store.addToRun(this.run.id, counts);
  }
}
