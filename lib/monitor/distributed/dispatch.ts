import type { RunRecord, TargetType } from '../../core/model';
import type { AgentStore, Clock, DirectoryStore, PartQueue, RunPart, RunStore, TurnStore } from '../ports';
import { finishIfDone } from './finish';
import { jobDigest } from './job';
import type { Turn } from './turn';
import { isOpen, takeTurn } from './turn';

export interface DispatchDeps {
  readonly store: RunStore & TurnStore & Pick<DirectoryStore, 'domains' | 'mxHosts'> & Pick<AgentStore, 'putJobs'>;
  readonly queue: PartQueue;
  readonly clock: Clock;
  /** Targets in a part. */
  readonly partSize: number;
  /** The schedule whose turn the run needs; not given for a run by hand, which needs none. */
  readonly turn?: Turn;
  /** The parts go to agents: what was handed out is remembered, so that their answers can be held against it. */
  readonly toAgents?: boolean;
}

export interface Dispatched {
  readonly run: RunRecord;
  /** False when an earlier delivery of the same event did it all. */
  readonly sent: boolean;
  readonly finishedNow: boolean;
  /** Why the run is not performed, as a clause; not set when it is. */
  readonly skipped?: string;
}

/**
 * Makes a run of all targets of a type and hands its parts to the queue. The same id again, as when an event is
 * delivered twice, makes no second run; after a crash half-way it sends all parts again, and each counts once. A run
 * whose turn it is not is stored as skipped, and nothing of it is sent.
 */
export async function dispatchRun(id: string, type: TargetType, deps: DispatchDeps): Promise<Dispatched> {
  const { store, queue, clock } = deps;
  const begun: RunRecord = { id, startedAt: clock.now(), planned: 0, done: 0, unknown: 0, failed: 0 };
  const taken = deps.turn === undefined ? { isMine: true as const } : await takeTurn(id, deps.turn, deps);
  if (!taken.isMine) {
    const run: RunRecord = { ...begun, closed: { as: 'skipped', at: begun.startedAt } };
    await store.beginRun(run);
    return { run, sent: false, finishedNow: false, skipped: taken.why };
  }
  const isNew = await store.beginRun(begun);
  if (!isNew) {
    const run = await store.addToRun(id, { done: 0 });
    if (run.planned > 0 || !isOpen(run)) return { run, sent: false, finishedNow: false };
  }
  const names = type === 'domain' ? await domainNames(deps.store) : await mxHostNames(deps.store);
  const all = parts(id, type, names, deps.partSize);
  if (deps.toAgents === true)
    await store.putJobs(id, Object.fromEntries(all.map((part) => [part.part, jobDigest(part)])));
  await queue.send(all);
  const run = await store.addToRun(id, { planned: names.length }, 'planned');
  return { sent: true, ...(await finishIfDone(run, true, deps)) };
}

async function domainNames(store: Pick<DirectoryStore, 'domains'>): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of store.domains()) names.push(name);
  return names;
}

/** Hosts of one operator side by side: who looks at them together can be polite to the addresses that they share. */
async function mxHostNames(store: Pick<DirectoryStore, 'mxHosts'>): Promise<string[]> {
  const reversed: string[] = [];
  for await (const host of store.mxHosts()) reversed.push(host.split('.').reverse().join('.'));
  return reversed.sort().map((name) => name.split('.').reverse().join('.'));
}

function parts(runId: string, type: TargetType, names: readonly string[], size: number): RunPart[] {
  return Array.from({ length: Math.ceil(names.length / size) }, (_, index) => ({
    runId,
    part: String(index),
    type,
    targets: names.slice(index * size, (index + 1) * size),
  }));
}
