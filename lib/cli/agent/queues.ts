import { lazy } from '../lazy';
import { UserError } from '../errors';
import { safe } from '../terminal/escape';

export interface Queues {
  readonly jobs: string;
  readonly results: string;
}

/**
 * The queues that were named, or those in the outputs of the stack.
 * @throws UserError when neither names both, or both do
 */
export async function findQueues({
  queueUrl,
  resultQueueUrl,
  stack,
}: {
  readonly queueUrl?: string | undefined;
  readonly resultQueueUrl?: string | undefined;
  readonly stack?: string | undefined;
}): Promise<Queues> {
  if (queueUrl !== undefined && resultQueueUrl !== undefined && stack !== undefined)
    throw new UserError(
      `Both queues are named, so --stack ${safe(stack)} does not apply. Leave out --stack, or queueUrl and resultQueueUrl (--queue-url, --result-queue-url).`,
    );
  if (queueUrl !== undefined && resultQueueUrl !== undefined) return { jobs: queueUrl, results: resultQueueUrl };
  if (queueUrl !== undefined || resultQueueUrl !== undefined)
    throw new UserError(
      `Both queues belong together: ${queueUrl === undefined ? '--queue-url' : '--result-queue-url'} is missing. The outputs MtaStsWatchMxHostQueue and MtaStsWatchResultQueue of the stack name them.`,
    );
  if (stack === undefined)
    throw new UserError(
      'An agent works for a deployed stack: mta-sts-watch --stack NAME agent, or give both queues, --queue-url and --result-queue-url. docs/agent.md tells the rest.',
    );
  const { agentQueues } = await lazy.stack().findStack(stack);
  if (agentQueues === undefined)
    throw new UserError(
      `The stack ${safe(stack)} has no work for agents. Write "smtpVantage: agent" in the group aws of its configuration, and deploy it.`,
    );
  return agentQueues;
}
