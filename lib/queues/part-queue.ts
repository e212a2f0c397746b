import { SQSClient, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { PartQueue } from '../monitor/ports';

const MOST_IN_A_BATCH = 10;

/** Parts as messages of an SQS queue. */
export function sqsPartQueue(queueUrl: string): PartQueue {
  const client = new SQSClient({ maxAttempts: 5 });
  return {
    async send(parts) {
      for (let index = 0; index < parts.length; index += MOST_IN_A_BATCH) {
        const messages = parts.slice(index, index + MOST_IN_A_BATCH);
        const answer = await client.send(
          new SendMessageBatchCommand({
            QueueUrl: queueUrl,
            Entries: messages.map((message, id) => ({ Id: String(id), MessageBody: JSON.stringify(message) })),
          }),
        );
        const [failed] = answer.Failed ?? [];
        if (failed !== undefined)
          throw new Error(`SQS did not take a part of a run: ${failed.Code ?? ''} ${failed.Message ?? ''}`.trim());
      }
    },
  };
}
