import type { Context } from 'aws-lambda';
import { inLog, logged, logger } from '../../lambdas/shared/log';
import type { ReservedKey } from '../../lambdas/shared/log';
import { written } from '../support/log-lines';

const context = { awsRequestId: 'request-1' } as Context;

test('each line of an invocation names the request, the run and the part, also when parts are mixed', async () => {
  const handler = logged(async (parts: readonly string[]) =>
    Promise.all(
      parts.map((part) =>
        inLog({ run: 'domains@1', part }, async () => {
          await new Promise((resolve) => setImmediate(resolve));
          logger.info('part done', { targets: 3 });
          logger.error('part failed', { messageId: `m-${part}`, error: new Error('throttled') });
        }),
      ),
    ),
  );
  const lines = await written(() => handler(['a', 'b'], context));
  expect(lines).toHaveLength(4);
  for (const part of ['a', 'b']) {
    const of = { function_request_id: 'request-1', run: 'domains@1', part };
    expect(lines).toContainEqual(expect.objectContaining({ ...of, level: 'INFO', message: 'part done', targets: 3 }));
    expect(lines).toContainEqual(
      expect.objectContaining({
        ...of,
        level: 'ERROR',
        message: 'part failed',
        messageId: `m-${part}`,
        error: expect.objectContaining({ message: 'throttled' }) as unknown,
      }),
    );
  }
});

test('nothing of an invocation is in the lines of the next one', async () => {
  const handler = logged(async (run: string) => {
    if (run !== '') inLog({ run }, () => logger.info('begun'));
    else logger.info('begun');
  });
  await written(() => handler('domains@1', context));
  const [line] = await written(() => handler('', { ...context, awsRequestId: 'request-2' }));
  expect(line).toMatchObject({ function_request_id: 'request-2' });
  expect(line).not.toHaveProperty('run');
});

test('every key of a field survives, and the compiler refuses those that Powertools would drop', async () => {
  const reserved: Record<ReservedKey, true> = {
    level: true,
    message: true,
    sampling_rate: true,
    service: true,
    timestamp: true,
  };
  const keys = ['agent', 'body', 'channel', 'deliveries', 'messageId', 'part', 'reason', 'run', 'target', 'until'];
  const [line] = await written(async () =>
    logger.warn('words', Object.fromEntries(keys.map((key) => [key, `value of ${key}`]))),
  );
  for (const key of keys) expect(line).toHaveProperty(key, `value of ${key}`);
  for (const key of Object.keys(reserved)) {
    const [dropped] = await written(async () => logger.warn('words', { [key]: 'mine' }));
    expect(dropped?.[key]).not.toBe('mine');
  }
  // @ts-expect-error a reserved key
  const refused = () => logger.info('words', { message: 'lost' });
  expect(refused).toBeInstanceOf(Function);
});
