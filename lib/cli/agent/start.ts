import type { SqsLink } from '../../queues/agent-link';
import { canariesOf } from '../../config';
import type { AgentConfig } from '../../config/agent';
import { defaultAgentName } from '../../config/agent';
import type { Nothing } from '../../config/nothing';
import { monotonic } from '../../monitor/monotonic';
import { runAgent } from '../../monitor/agent/work';
import type { CliIo } from '../io';
import { lazy } from '../lazy';
import { observerMaker } from '../observer';
import type { CliCheckSettings } from '../options/check-settings';
import { packageVersion } from '../package-version';
import { systemClock } from '../terminal/time';
import { checkEhlo } from './ehlo';
import { queueFault } from './errors';
import { agentLog, newsOn } from './log';
import type { Queues } from './queues';
import { findQueues } from './queues';

export interface AgentSettings extends CliCheckSettings, AgentConfig {
  readonly stack?: string | undefined;
}

type Read = 'queueUrl' | 'resultQueueUrl' | 'name' | 'sessionsPerSecond';
/** A key of the group `agent` that is not read here does not compile. */
export type UnreadAgentKeys = Nothing<Exclude<keyof AgentConfig, Read>>;

/**
 * Works for a stack until Ctrl-C or SIGTERM.
 * @throws UserError when it cannot begin: a wrong name for EHLO, no such queue, no credentials
 */
export async function startAgent(settings: AgentSettings, io: CliIo): Promise<void> {
  const agent = settings.name ?? defaultAgentName();
  const log = agentLog(io.stdout, agent);
  const signal = io.endRequested((sentence) => log('error', sentence));
  const queues = await findQueues(settings);
  const observer = (await observerMaker(settings, io, undefined, { sessionsPerSecond: settings.sessionsPerSecond }))();
  const link = linkOf(queues, agent, (messageId, error) =>
    log('error', 'a message that is no job was left in the queue', { messageId, error: String(error) }),
  );
  try {
    const ehlo = await checkEhlo(settings.ehlo, observer, settings.allowPrivateAddresses, log);
    log('info', 'agent begins', { version: packageVersion(), ehlo, jobs: queues.jobs, results: queues.results });
    await runAgent({
      link,
      observer,
      canaries: canariesOf(settings),
      clock: monotonic,
      concurrency: settings.concurrency,
      tell: newsOn(log),
      signal,
    });
    log('info', 'agent ends');
  } catch (error) {
    throw queueFault(error);
  } finally {
    observer.close();
    link.close();
  }
}

const linkOf = (
  { jobs, results }: Queues,
  agent: string,
  onStranger: (messageId: string, error: unknown) => void,
): SqsLink =>
  new (lazy.agent().SqsLink)({
    jobQueueUrl: jobs,
    resultQueueUrl: results,
    agent,
    version: packageVersion(),
    clock: systemClock,
    onStranger,
  });
