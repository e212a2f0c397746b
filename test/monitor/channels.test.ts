import { channelsSeen } from '../../lib/monitor/channels';
import { deliverToAll } from '../../lib/monitor/deliver-all';
import { noteCoverage } from '../../lib/monitor/note-coverage';
import { memoryStore } from '../support/memory-store';
import { HOUR, MINUTE, NOON, POLICY, Pager, Stage, domainCheck, twoRecords } from './stage';

let stage: Stage;
let slack: Pager;
let webhook: Pager;
const all = (): readonly Pager[] => [stage.pager, slack, webhook];

beforeEach(async () => {
  [slack, webhook] = [new Pager('slack'), new Pager('webhook')];
  stage = new Stage(memoryStore(), new Pager('terminal'), { ...POLICY, channels: ['terminal', 'slack', 'webhook'] });
  await stage.watch('a.example');
  await stage.take(domainCheck('a.example', NOON, { findings: [twoRecords('a.example')] }));
});

/** A monitor that sends each minute, as at the end of runs and when a channel's next try is due. */
async function minutes(count: number, channels = all()): Promise<void> {
  for (let n = 0; n < count; n++, stage.now += MINUTE) {
    await deliverToAll(channels, stage.deps);
    const seen = await channelsSeen(stage.store, stage.policy.channels, stage.now);
    const others = stage.policy.channels.filter((name) => !seen.failing.includes(name));
    await noteCoverage(seen, { store: stage.store, at: stage.now, policy: { ...stage.policy, channels: others } });
    await deliverToAll(channels, stage.deps);
  }
}

const about = ({ received }: Pager): readonly string[] =>
  received.filter(({ kind }) => kind === 'channel-failing').map(({ form, headline }) => `${form} ${headline}`);

test('a slow channel keeps no other waiting', async () => {
  let release = (): void => undefined;
  const slow = { name: 'slack', send: () => new Promise<void>((resolve) => (release = resolve)) };
  const sent = deliverToAll([slow, stage.pager, webhook], stage.deps);
  while (stage.pager.deliveries.length === 0 || webhook.deliveries.length === 0)
    await new Promise((resolve) => setImmediate(resolve));
  release();
  expect((await sent).map(({ messages }) => messages)).toEqual([1, 1, 1]);
});

test('a channel that fails for an hour is alerted through the others, once, and once that it works again', async () => {
  slack.failure = new Error('no_service');
  await minutes(59);
  expect(all().map(about)).toEqual([[], [], []]);
  await minutes(10);
  const opened = 'coverage Alerts cannot be delivered to slack.';
  expect(all().map(about)).toEqual([[opened], [], [opened]]);
  await minutes(300);
  expect(all().map(about)).toEqual([[opened], [], [opened]]);
  slack.failure = undefined;
  await minutes(70);
  const over = 'resolved Alerts are delivered to slack again.';
  expect(all().map(about)).toEqual([[opened, over], [], [opened, over]]);
  expect(slack.lines).toEqual(['opened sts-record-multiple']);
});

test('a second channel that fails is an alert of its own', async () => {
  slack.failure = new Error('no_service');
  await minutes(90);
  webhook.failure = new Error('refused');
  await stage.watch('b.example');
  await stage.take(domainCheck('b.example', stage.now, { findings: [twoRecords('b.example')] }));
  await minutes(90);
  expect(about(stage.pager)).toEqual([
    'coverage Alerts cannot be delivered to slack.',
    'coverage Alerts cannot be delivered to webhook.',
  ]);
  webhook.failure = undefined;
  await minutes(70);
  expect(about(stage.pager).slice(2)).toEqual(['resolved Alerts are delivered to webhook again.']);
});

test('both that fail from the same time on are two alerts', async () => {
  slack.failure = webhook.failure = new Error('no network');
  await minutes(90);
  expect(about(stage.pager)).toHaveLength(2);
});

test('after a standstill of the monitor a channel has its chance before it counts as failing', async () => {
  slack.failure = new Error('no_service');
  await minutes(1);
  stage.now += 48 * HOUR;
  slack.failure = undefined;
  await minutes(3);
  expect(about(stage.pager)).toEqual([]);
});

test('a channel that was taken out of the configuration is not missed', async () => {
  slack.failure = new Error('no_service');
  await minutes(90);
  const seen = await channelsSeen(stage.store, ['terminal', 'webhook'], stage.now);
  expect([seen.failing, seen.isOver('channel-failing', 'slack')]).toEqual([[], true]);
});
