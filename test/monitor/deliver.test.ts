import { deliver } from '../../lib/monitor/deliver';
import { RetryLater } from '../../lib/monitor/ports';
import type { Delivery } from '../../lib/monitor/ports';
import { memoryStore } from '../support/memory-store';
import {
  HOUR,
  MINUTE,
  NOON,
  POLICY,
  Pager,
  Stage,
  body,
  domainCheck,
  hostCheck,
  noStartTls,
  twoRecords,
} from './stage';

let stage: Stage;
beforeEach(async () => {
  stage = new Stage(memoryStore());
  await stage.watch('a.example', 'b.example');
});

/** One alert to tell: a domain has two STS records. */
const fault = async (name = 'a.example', at = NOON) =>
  stage.take(domainCheck(name, at, { findings: [twoRecords(name)] }));
const mended = async (name = 'a.example', at = NOON + HOUR) => stage.take(domainCheck(name, at));

test('what is to be told is told once, in one delivery', async () => {
  await fault('a.example');
  await fault('b.example');
  expect(await deliver(stage.pager, stage.deps)).toEqual({ messages: 2 });
  expect(stage.pager.deliveries).toMatchObject([
    { channel: 'pager', attempts: 1, messages: [{ form: 'opened' }, { form: 'opened' }] },
  ]);
  expect(await deliver(stage.pager, stage.deps)).toEqual({ messages: 0 });
  expect(stage.pager.deliveries).toHaveLength(1);
});

test('the gravest comes first, what is over last', async () => {
  await fault('a.example');
  await stage.finish();
  await mended('a.example');
  await stage.take(domainCheck('b.example', NOON, { policy: body('enforce', 'mx1.example.com') }));
  await stage.take(
    domainCheck('b.example', NOON + HOUR, {
      policy: body('enforce', 'mx1.example.com'),
      mx: ['mx1.example.com', 'mx9.example.net'],
    }),
  );
  await stage.take(hostCheck('mx1.example.com', NOON + HOUR, { findings: [noStartTls()] }));
  await stage.finish();
  expect(
    stage.pager.deliveries.at(-1)?.messages.map(({ form, severity, kind }) => `${severity} ${form} ${kind}`),
  ).toEqual([
    'critical opened mx-host-starttls-missing',
    'warning drift mx-uncovered',
    'error resolved sts-record-multiple',
  ]);
});

test('an alert that is over before it was told is told as such, once', async () => {
  await fault();
  await mended();
  await deliver(stage.pager, stage.deps);
  expect(stage.pager.lines).toEqual(['resolved sts-record-multiple']);
  expect(stage.pager.told).toHaveLength(2);
});

test('the impact is that of now: domains that were looked at after the host are counted', async () => {
  await stage.take(domainCheck('a.example', NOON, { policy: body('testing') }));
  await stage.take(hostCheck('mx1.example.com', NOON, { findings: [noStartTls()] }));
  await stage.take(domainCheck('b.example', NOON));
  await deliver(stage.pager, stage.deps);
  expect(stage.pager.received).toMatchObject([
    {
      severity: 'critical',
      impact: { domains: 2, undeliverable: 1 },
      headline: expect.stringContaining('Mail to b.example is being refused') as string,
    },
  ]);
});

describe('channels', () => {
  test('tell each for itself', async () => {
    const both = { ...POLICY, channels: ['pager', 'mail'] };
    stage = new Stage(stage.store, new Pager('pager'), both);
    const mail = new Pager('mail');
    mail.failure = new Error('the mail server is down');
    await fault();
    expect(await deliver(mail, stage.deps)).toMatchObject({
      messages: 0,
      deferred: { reason: 'the mail server is down' },
    });
    expect(await deliver(stage.pager, stage.deps)).toEqual({ messages: 1 });
    mail.failure = undefined;
    stage.now += MINUTE;
    expect(await deliver(mail, stage.deps)).toEqual({ messages: 1 });
    expect(mail.told).toEqual(stage.pager.told);
  });

  test('that are added later begin with what happens then', async () => {
    await fault('a.example');
    stage = new Stage(stage.store, new Pager('new'), { ...POLICY, channels: ['pager', 'new'] });
    await fault('b.example');
    await deliver(stage.pager, stage.deps);
    expect(stage.pager.received.map(({ subject }) => subject?.name)).toEqual(['b.example']);
  });
});

describe('a channel that fails', () => {
  const waits = async (): Promise<readonly number[]> => {
    const found: number[] = [];
    for (let n = 0; n < 10; n++) {
      const { deferred } = await deliver(stage.pager, stage.deps);
      if (deferred === undefined) break;
      found.push((deferred.until - stage.now) / 1_000);
      stage.now = deferred.until;
    }
    return found;
  };

  test('is tried again ever more seldom, under the same id', async () => {
    await fault();
    stage.pager.failure = new Error('no');
    expect(await waits()).toEqual([30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600]);
    const claimed = await stage.store.unfinishedDelivery('pager');
    stage.pager.failure = undefined;
    await deliver(stage.pager, stage.deps);
    expect(stage.pager.deliveries).toMatchObject([{ id: claimed?.id, attempts: 11 }]);
    expect(await deliver(stage.pager, stage.deps)).toEqual({ messages: 0 });
  });

  test('is not tried before it asked to be', async () => {
    await fault();
    stage.pager.failure = new RetryLater('429', 17 * MINUTE);
    expect((await deliver(stage.pager, stage.deps)).deferred).toEqual({ until: NOON + 17 * MINUTE, reason: '429' });
    stage.pager.failure = undefined;
    stage.now += 17 * MINUTE - 1;
    expect(await deliver(stage.pager, stage.deps)).toEqual({ messages: 0, deferred: { until: NOON + 17 * MINUTE } });
    stage.now += 1;
    expect(await deliver(stage.pager, stage.deps)).toEqual({ messages: 1 });
  });

  test('loses nothing of what happens meanwhile, and tells the last word of each', async () => {
    await fault('a.example');
    stage.pager.failure = new Error('no');
    await stage.finish();
    await fault('b.example', NOON + HOUR);
    await mended('b.example', NOON + 2 * HOUR);
    await mended('a.example', NOON + 2 * HOUR);
    stage.pager.failure = undefined;
    stage.now += 3 * HOUR;
    await stage.finish();
    expect(stage.pager.lines).toEqual([
      'opened sts-record-multiple',
      'resolved sts-record-multiple',
      'resolved sts-record-multiple',
    ]);
    expect([...stage.pager.told].sort()).toEqual((await stage.notices()).map(({ id }) => id).sort());
  });

  test('is not waited for when the process is to end, and is tried at once by the next', async () => {
    await fault();
    const stop = new AbortController();
    const hanging = {
      name: 'pager',
      send: async (_: Delivery, signal?: AbortSignal) =>
        new Promise<void>((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('stopped')))),
    };
    const telling = deliver(hanging, { ...stage.deps, signal: stop.signal });
    while ((await stage.store.unfinishedDelivery('pager')) === undefined) await new Promise(setImmediate);
    stop.abort();
    expect(await telling).toEqual({ messages: 0, deferred: { until: NOON, reason: 'stopped' } });
    expect(await deliver(stage.pager, stage.deps)).toEqual({ messages: 1 });
  });
});

describe('two processes that tell on one channel', () => {
  test('do not tell the same twice', async () => {
    for (const name of ['a.example', 'b.example']) await fault(name);
    const other = new Pager('pager');
    await Promise.all([deliver(stage.pager, stage.deps), deliver(other, stage.deps), deliver(stage.pager, stage.deps)]);
    stage.now += HOUR;
    await deliver(other, stage.deps);
    expect([...stage.pager.told, ...other.told].sort()).toEqual((await stage.notices()).map(({ id }) => id).sort());
  });

  test('do not tell what the other told between gathering and claiming', async () => {
    await fault();
    const other = new Pager('pager');
    let first = true;
    const store = {
      ...stage.store,
      async beginDelivery(delivery: Delivery) {
        if (first) {
          first = false;
          await deliver(other, stage.deps);
        }
        return stage.store.beginDelivery(delivery);
      },
    };
    expect(await deliver(stage.pager, { ...stage.deps, store })).toEqual({ messages: 0 });
    expect([stage.pager.told.length, other.told.length]).toEqual([0, 1]);
    expect(await stage.store.unfinishedDelivery('pager')).toBeUndefined();
  });

  test('one waits while the other has the delivery in hand', async () => {
    await fault();
    const other = new Pager('pager');
    const slow = {
      name: 'pager',
      send: async (delivery: Delivery) => {
        expect(await deliver(other, stage.deps)).toEqual({ messages: 0, deferred: { until: NOON + MINUTE } });
        await stage.pager.send(delivery);
      },
    };
    await deliver(slow, stage.deps);
    expect([stage.pager.told.length, other.told.length]).toEqual([1, 0]);
  });
});

test('a thousand alerts are told in few deliveries, each within the size of an item', async () => {
  const names = Array.from({ length: 1_000 }, (_, n) => `${'long-'.repeat(30)}${n}.example`);
  await stage.watch(...names);
  for (const name of names) await fault(name);
  expect(await deliver(stage.pager, stage.deps)).toEqual({ messages: 1_000 });
  expect(stage.pager.deliveries.length).toBeLessThan(15);
  for (const { messages } of stage.pager.deliveries) expect(JSON.stringify(messages).length).toBeLessThan(300_000);
  expect(new Set(stage.pager.told).size).toBe(1_000);
});
