import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { LogFields } from './log';
import { inLog, logger } from './log';

/** What a function that takes messages of a queue does with each. */
export interface Taking<T> {
  /** @throws Error when the body is no message of this queue */
  readonly read: (body: string) => T;
  /** What each line that is logged about the message carries. */
  readonly fieldsOf: (message: T) => LogFields;
  readonly take: (message: T, record: SQSRecord) => Promise<void>;
  /** What the log says of a message that could not be read or taken. */
  readonly failure: string;
}

/** The answer to a queue or a stream: what is named so is given out again. */
export const failed = (...ids: readonly string[]): SQSBatchResponse => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

/** Takes all messages of a batch at once. One that fails is logged and given out again, and takes no other with it. */
export async function takeEach<T>(
  records: readonly SQSRecord[],
  { read, fieldsOf, take, failure }: Taking<T>,
): Promise<SQSBatchResponse> {
  const again: string[] = [];
  const fail = ({ messageId, attributes }: SQSRecord, error: unknown): void => {
    logger.error(failure, { messageId, deliveries: attributes.ApproximateReceiveCount, error });
    again.push(messageId);
  };
  await Promise.all(
    records.map(async (record) => {
      let message: T;
      try {
        message = read(record.body);
      } catch (error) {
        return fail(record, error);
      }
      await inLog(fieldsOf(message), () => take(message, record).catch((error: unknown) => fail(record, error)));
    }),
  );
  return failed(...again);
}
