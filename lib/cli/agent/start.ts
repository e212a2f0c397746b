import type { SqsLink } from '../../queues/agent-link';
import { canariesOf } from '../../config';
import { defaultAgentName } from '../../config/agent';
import { monotonic } from '../../monitor/monotonic';
import { runAgent } from '../../monitor/agent/work';
import type { CliIo } from '../io';
import { lazy } from '../lazy';
import { observerMaker } from '../observer';
import type { CheckSettings } from '../options/check-settings';
import { packageVersion } from '../package-version';
import { systemClock } from '../terminal/time';
import { checkEhlo } from './ehlo';
import { queueFault } from './errors';
import { agentLog, newsOn } from './log';
import type { Queues } from './queues';
import { findQueues } from './queues';

export interface AgentSettings extends CheckSettings {
  readonly queueUrl?: string | undefined;
  readonly resultQueueUrl?: string | undefined;
  readonly stack?: string | undefined;
  readonly name?: string | undefined;
  readonly sessionsPerSecond: number;
}

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
