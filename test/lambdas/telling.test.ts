import { logger } from '../../lambdas/shared/log';
import { tell } from '../../lambdas/shared/telling';
import { memoryStore } from '../support/memory-store';
import { MINUTE, NOON, POLICY, Pager, Stage, domainCheck, twoRecords } from '../monitor/stage';

let stage: Stage;
let slack: Pager;
let channels: readonly Pager[];
beforeAll(() => logger.silence());
beforeEach(async () => {
  slack = new Pager('slack');
  stage = new Stage(memoryStore(), new Pager('sns'), { ...POLICY, channels: ['sns', 'slack'] });
  channels = [stage.pager, slack];
  await stage.watch('a.example');
});
const fault = async () => stage.take(domainCheck('a.example', NOON, { findings: [twoRecords('a.example')] }));

test('each channel is told, and the alerts taken are counted', async () => {
  await fault();
  expect(await tell(channels, stage.deps)).toEqual({ messages: 2, behind: 0 });
  expect(await tell(channels, stage.deps)).toEqual({ messages: 0, behind: 0 });
});

test('a channel that is down is behind in every minute until it has caught up, however seldom it is tried', async () => {
  slack.failure = new Error('no_service');
  await fault();
  const behind: number[] = [];
  for (let minute = 0; minute < 180; minute += 1) {
    behind.push((await tell(channels, stage.deps)).behind);
    stage.now += MINUTE;
  }
  expect(new Set(behind)).toEqual(new Set([1]));
  expect(stage.pager.told).toHaveLength(1);
  slack.failure = undefined;
  stage.now += 60 * MINUTE;
  expect(await tell(channels, stage.deps)).toEqual({ messages: 1, behind: 0 });
});

test('a store that fails under one channel leaves the others their turn', async () => {
  await fault();
  const store = new Proxy(stage.store, {
    get: (target, name) =>
      name === 'unfinishedDelivery'
        ? async (channel: string) =>
            channel === 'slack' ? Promise.reject(new Error('throttled')) : target.unfinishedDelivery(channel)
        : (Reflect.get(target, name) as unknown),
  });
  expect(await tell(channels, { ...stage.deps, store })).toEqual({ messages: 1, behind: 1 });
});
