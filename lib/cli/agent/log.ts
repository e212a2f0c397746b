import type { AgentNews } from '../../monitor/agent/work';
import type { CliOutput } from '../io';
import { safeJson } from '../terminal/escape';
import { systemClock } from '../terminal/time';

export type AgentLog = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** A line of JSON for each thing that happened, for journald and for whatever collects a container's output. */
export const agentLog =
  (output: CliOutput, agent: string): AgentLog =>
  (level, message, fields = {}) =>
    void output.write(
      `${safeJson({ time: new Date(systemClock.now()).toISOString(), level, message, agent, ...fields })}\n`,
    );

const said = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** What the work tells, as lines of the log. */
export const newsOn =
  (log: AgentLog) =>
  (told: AgentNews): void => {
    const { news, ...fields } = told;
    if (news === 'port-25') {
      const [level, message] =
        told.port25 === 'closed'
          ? (['error', 'port 25 is closed to this machine: nothing can be said about MX hosts from here'] as const)
          : (['info', told.port25 === 'open' ? 'port 25 is open' : 'whether port 25 is open is not known'] as const);
      return log(level, message, fields);
    }
    if (news === 'job-done') return log('info', 'job done', fields);
    if (news === 'job-given-back') return log('info', 'job given back', fields);
    if (news === 'job-failed')
      return log('error', 'job failed, and was given back', { ...fields, error: said(told.error) });
    log('warn', 'trouble, and the agent goes on', { ...fields, error: said(told.error) });
  };
