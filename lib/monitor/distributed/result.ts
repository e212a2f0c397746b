import type { MxHostObservation } from '../../core/model';
import type { AgentStore, Observer, Port25, RunPart } from '../ports';
import { jobDigest } from './job';
import type { PartDeps, PartDone } from './part';
import { countPart, performPart } from './part';

/** What an agent saw of the MX hosts of a job. */
export interface JobResult {
  readonly job: RunPart;
  /** One host of the job, whose observation is tried by itself. */
  readonly only?: string;
  readonly port25: Port25;
  readonly observations: readonly MxHostObservation[];
}

export interface ResultDeps extends Omit<PartDeps, 'observer' | 'port25' | 'signal'> {
  readonly store: PartDeps['store'] & AgentStore;
}

/** Nobody was asked for what this result says. */
export class NotAsked extends Error {
  override readonly name = 'NotAsked';
}

/**
 * Judges what an agent saw, and takes it in as if it had been seen here. An agent is believed what it saw of the MX hosts
 * that were handed out with that job in that run, and nothing else. A job that was counted is not taken in again, so it
 * does no harm when two agents did the same one.
 * @throws NotAsked when the job was not handed out, or the observations are not those of its targets
 * @throws PartFailed as {@link performPart} does
 */
export async function takeInResult(
  { job, only, port25, observations }: JobResult,
  isLastTry: boolean,
  deps: ResultDeps,
): Promise<PartDone> {
  const { store } = deps;
  const label = `part ${job.part} of the run ${job.runId}`;
  if ((await store.jobDigest(job.runId, job.part)) !== jobDigest(job))
    throw new NotAsked(`${label} was not handed out as it is, or too long ago`);
  if (only !== undefined && !job.targets.includes(only)) throw new NotAsked(`${only} is no target of ${label}`);
  const part: RunPart = only === undefined ? job : { ...job, part: `${job.part}/${only}`, targets: [only] };
  const byHost = new Map(observations.map((observation) => [observation.host, observation]));
  if (
    byHost.size !== observations.length ||
    byHost.size !== part.targets.length ||
    !part.targets.every((host) => byHost.has(host))
  )
    throw new NotAsked(`the observations are not those of the targets of ${label}`);
  const partDeps = { ...deps, port25, observer: remembering(byHost) };
  // A crash may have come between its count and the end of its run.
  if (await store.isCounted(part.runId, part.part)) return countPart(part, {}, partDeps);
  return performPart(part, isLastTry, partDeps);
}

/** An observer that has looked already. */
function remembering(observations: ReadonlyMap<string, MxHostObservation>): Observer {
  return {
    observeDomain: (domain) => Promise.reject(new Error(`an agent looks at no domain: ${domain}`)),
    observeMxHost: async (host) => {
      const observation = observations.get(host);
      if (observation === undefined) throw new Error(`nothing was observed of ${host}`);
      return observation;
    },
  };
}
