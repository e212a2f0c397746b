import type { SQSRecord } from 'aws-lambda';
import { failed, takeEach } from '../../lambdas/shared/batch';
import { written } from '../support/log-lines';

const record = (messageId: string, body: string): SQSRecord =>
  ({ messageId, body, attributes: { ApproximateReceiveCount: '2' } }) as SQSRecord;

test('a message that cannot be read or taken is given out again, alone, and logged with its fields', async () => {
  const taken: string[] = [];
  const records = [record('1', '"first"'), record('2', '{'), record('3', '"third"'), record('4', '"last"')];
  let answer;
  const lines = await written(async () => {
    answer = await takeEach(records, {
      read: (body) => JSON.parse(body) as string,
      fieldsOf: (message) => ({ part: message }),
      take: async (message) => {
        if (message === 'third') throw new Error('no room');
        taken.push(message);
      },
      failure: 'part failed',
    });
  });
  expect(answer).toEqual(failed('2', '3'));
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '3' }] });
  expect(taken).toEqual(['first', 'last']);
  expect(lines).toMatchObject([
    { level: 'ERROR', message: 'part failed', messageId: '2', deliveries: '2' },
    { level: 'ERROR', message: 'part failed', messageId: '3', part: 'third', error: { message: 'no room' } },
  ]);
});
