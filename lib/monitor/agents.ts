import type { AgentRecord, CoverageNotice } from '../core/model';
import type { Sight } from './note-coverage';
import type { AgentStore } from './ports';

/** Agents say every five minutes that they are there; after so long one counts as silent. Milliseconds. */
const SILENT_AFTER = 30 * 60_000;

const MOST_NAMED = 5;

/** The agents of a deployment, for the self-check. */
export interface AgentsSeen extends Sight {
  readonly heard: readonly AgentRecord[];
  readonly silent: readonly AgentRecord[];
}

/** Who of the agents is there, and who should be and says nothing. One that took its leave is not missed. */
export async function agentsSeen(store: Pick<AgentStore, 'agents'>, now: number): Promise<AgentsSeen> {
  const heard: AgentRecord[] = [];
  const silent: AgentRecord[] = [];
  for await (const agent of store.agents()) (now - agent.heardAt > SILENT_AFTER ? silent : heard).push(agent);
  const named = silent.slice(0, MOST_NAMED).map(({ name }) => name);
  const notice: CoverageNotice = {
    kind: 'agent-silent',
    detail: [...named, ...(silent.length > MOST_NAMED ? ['…'] : [])].join(', '),
    targets: silent.length,
  };
  return {
    heard,
    silent,
    report: () => (silent.length > 0 ? [notice] : []),
    isOver: (kind) => kind === 'agent-silent' && silent.length === 0,
  };
}
