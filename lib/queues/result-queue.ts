import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AgentResult } from '../contract/agent/message';
import { packMessage } from '../contract/agent/message';
import { toWire } from '../contract/agent/observation';
import type { MxHostObservation } from '../core/model';
import type { Clock, PartQueue } from '../monitor/ports';

/**
 * The queue that agents send their results to, for hosts of a result that could not be taken in: each goes back alone,
 * with what was seen of it.
 */
export class ResultQueue {
  private readonly client = new SQSClient({ maxAttempts: 5 });

  constructor(
    private readonly queueUrl: string,
    private readonly clock: Clock,
  ) {}

  /** @param observations those of the result, as they are taken in */
  of(result: AgentResult, observations: readonly MxHostObservation[]): PartQueue {
    return {
      send: async (parts) => {
        const hosts = new Set(parts.flatMap(({ targets }) => targets));
        for (const observation of observations.filter(({ host }) => hosts.has(host))) {
          const message = packMessage({
            ...result,
            sentAt: this.clock.now(),
            only: observation.host,
            observations: [toWire(observation)],
          });
          await this.client.send(new SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody: message }));
        }
      },
    };
  }
}
