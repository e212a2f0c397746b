import { UserError } from '../errors';
import { lazy } from '../lazy';
import { safe } from '../terminal/escape';

/** Faults of SQS that a person can mend, with the way to do so. */
export function queueFault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const said = safe(error.message);
  const { code } = error as NodeJS.ErrnoException;
  if (/NonExistentQueue|QueueDoesNotExist/.test(error.name))
    return new UserError(
      `There is no such queue: ${said}. Compare the URL with the outputs of the stack, MtaStsWatchMxHostQueue and MtaStsWatchResultQueue; is it the right account and region?`,
      { cause: error },
    );
  if (/AccessDenied/.test(error.name))
    return new UserError(
      `AWS refuses: ${said}. The agent needs the policy that the output MtaStsWatchAgentPolicy names (docs/agent.md).`,
      { cause: error },
    );
  if (code === 'ENOTFOUND' || code === 'ECONNREFUSED' || code === 'ETIMEDOUT' || code === 'EAI_AGAIN')
    return new UserError(
      `The queue cannot be reached: ${said}. Is HTTPS to AWS open from this machine, and the URL right?`,
      { cause: error },
    );
  return lazy.stack().forAPerson(error, 'the queue');
}
