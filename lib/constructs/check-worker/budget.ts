import { Duration } from 'aws-cdk-lib';
import type { TargetType } from '../../core/model';
import { TARGETS_PER_MESSAGE } from '../../contract/queue';
import type { HandlerSettings } from '../../contract/settings';

export interface WorkBudget {
  /** Messages that one invocation gets. */
  readonly batchSize: number;
  /** Long enough for an invocation in which every check lasts to its own deadline, as with slow servers. */
  readonly timeout: Duration;
}

const MOST_MESSAGES = { domain: 4, 'mx-host': 4 } as const;
/** For the cold start, reading state and writing what was found. */
const OVERHEAD_SECONDS = 60;
const LAMBDA_LIMIT_SECONDS = 900;

/**
 * As many targets in one invocation as surely fit its time: the more at once, the cheaper.
 * @throws RangeError when not even one message fits.
 */
export function workBudget(
  type: TargetType,
  check: Pick<HandlerSettings['check'], 'timeout' | 'concurrency'>,
): WorkBudget {
  for (let batchSize: number = MOST_MESSAGES[type]; batchSize >= 1; batchSize -= 1) {
    const rounds = Math.ceil((batchSize * TARGETS_PER_MESSAGE[type]) / check.concurrency);
    const seconds = rounds * Math.ceil(check.timeout / 1000) + OVERHEAD_SECONDS;
    if (seconds <= LAMBDA_LIMIT_SECONDS) return { batchSize, timeout: Duration.seconds(seconds) };
  }
  throw new RangeError(
    `concurrency: ${check.concurrency} looks at once of up to ${check.timeout / 1000} s each do not fit the 15 minutes of a Lambda invocation. Raise concurrency, or lower timeout.`,
  );
}
