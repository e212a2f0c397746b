import type { AgentRecord, MxHostObservation } from '../../core/model';
import type { Port25 } from './observer';
import type { RunPart } from './runs';

/** What is remembered of agents, and of the work that was handed to them. */
export interface AgentStore {
  /** Keeps a digest of each part of a run, by its name, in place of those that were kept of this run. */
  putJobs(runId: string, digests: Readonly<Record<string, string>>): Promise<void>;
  /** Undefined for a part that was handed to nobody, or too long ago. */
  jobDigest(runId: string, part: string): Promise<string | undefined>;
  /** Keeps what was heard last, in whatever order it comes. An agent is forgotten when it has been silent for a week. */
  heardAgent(agent: AgentRecord): Promise<void>;
  /** Forgets an agent that has not been heard after this time. */
  forgetAgent(name: string, at: number): Promise<void>;
  /** In the order of their names. */
  agents(): AsyncIterable<AgentRecord>;
}

/** A part of a run that an agent was given. Until it is done it is this agent's for a while only. */
export interface Job {
  readonly part: RunPart;
  /** Keeps it for another while. */
  keep(): Promise<void>;
  /** It is done, and nobody else need do it. */
  done(): Promise<void>;
  /** Somebody else may have it, at once or after so many milliseconds. */
  giveBack(afterMs?: number): Promise<void>;
}

/** Where an agent gets its work, and says what it saw. Both reject with what a person can mend in words. */
export interface AgentLink {
  /** Waits a while for jobs; none when there are none. @throws the signal's reason */
  receive(most: number, signal: AbortSignal): Promise<readonly Job[]>;
  /** What was seen of the targets of a job. */
  sendResult(job: RunPart, port25: Port25, observations: readonly MxHostObservation[]): Promise<void>;
  sendHello(port25: Port25): Promise<void>;
  sendBye(): Promise<void>;
}
