import type { CoverageNotice } from '../../lib/core/model';
import { DirectAlerts } from '../../lib/monitor/direct-alerts';
import { RetryLater } from '../../lib/monitor/ports';
import { DAY, HOUR, MINUTE, NOON, Pager } from './stage';

const STORE: CoverageNotice = { kind: 'store-failing', detail: 'ENOSPC: no space left on device', targets: 1 };
const MEMORY: CoverageNotice = { kind: 'memory-short', detail: '', targets: 1 };

let now: number;
let slack: Pager;
let terminal: Pager;
let alerts: DirectAlerts;

beforeEach(() => {
  now = 0;
  [terminal, slack] = [new Pager('terminal'), new Pager('slack')];
  alerts = new DirectAlerts({
    channels: [terminal, slack],
    clock: { now: () => NOON + now },
    elapsed: () => now,
  });
});

/** The monitor notes the same each half minute. */
async function lasts(ms: number, ...notices: readonly CoverageNotice[]): Promise<void> {
  for (const end = now + ms; now < end; now += MINUTE / 2) await alerts.note(notices);
}

test('a fault is alerted at once, once a day while it lasts, and once when it is over', async () => {
  await lasts(2 * DAY + HOUR, STORE);
  await lasts(HOUR);
  expect(terminal.lines).toEqual([
    'coverage store-failing',
    'reminder store-failing',
    'reminder store-failing',
    'resolved store-failing',
  ]);
  expect(slack.lines).toEqual(terminal.lines);
  expect(terminal.received[0]?.headline).toBe(
    'This monitor cannot read or write its history: ENOSPC: no space left on device.',
  );
  expect(new Set(terminal.deliveries.map(({ id }) => id)).size).toBe(4);
  expect(alerts.kinds).toEqual([]);
});

test('a fault that comes back is a new alert', async () => {
  await lasts(MINUTE, STORE);
  await lasts(MINUTE);
  await lasts(MINUTE, STORE);
  expect(terminal.lines).toEqual(['coverage store-failing', 'resolved store-failing', 'coverage store-failing']);
});

test('a channel that was down while a fault ended and came back hears both ends', async () => {
  await lasts(MINUTE, STORE);
  slack.failure = new Error('down');
  await lasts(MINUTE);
  await lasts(MINUTE, STORE);
  slack.failure = undefined;
  await lasts(10 * MINUTE, STORE);
  await lasts(MINUTE);
  expect(slack.lines).toEqual([
    'coverage store-failing',
    'resolved store-failing',
    'coverage store-failing',
    'resolved store-failing',
  ]);
  const ended = slack.received.filter(({ form }) => form === 'resolved').map(({ alertId }) => alertId);
  const opened = slack.received.filter(({ form }) => form === 'coverage').map(({ alertId }) => alertId);
  expect(ended).toEqual(opened);
});

test('two at a time are told together, and end on their own', async () => {
  await lasts(MINUTE, STORE, MEMORY);
  expect(terminal.deliveries).toHaveLength(1);
  await lasts(MINUTE, MEMORY);
  expect(terminal.lines).toEqual(['coverage store-failing', 'coverage memory-short', 'resolved store-failing']);
  expect(alerts.kinds).toEqual(['memory-short']);
});

test('a channel that fails is tried again every five minutes, and keeps the others from nothing', async () => {
  let tries = 0;
  const send = slack.send.bind(slack);
  slack.send = (delivery) => {
    tries++;
    return send(delivery);
  };
  slack.failure = new Error('no_service');
  await lasts(30 * MINUTE, STORE);
  expect([tries, terminal.lines]).toEqual([6, ['coverage store-failing']]);
  slack.failure = undefined;
  await lasts(10 * MINUTE, STORE);
  expect(slack.lines).toEqual(['coverage store-failing']);
});

test('a channel that asks for patience is left alone for as long', async () => {
  slack.failure = new RetryLater('429', HOUR);
  await lasts(MINUTE, STORE);
  slack.failure = undefined;
  await lasts(58 * MINUTE, STORE);
  expect(slack.lines).toEqual([]);
  await lasts(5 * MINUTE, STORE);
  expect(slack.lines).toEqual(['coverage store-failing']);
});

test('who never heard of a fault does not hear that it is over', async () => {
  slack.failure = new Error('no_service');
  await lasts(MINUTE, STORE);
  slack.failure = undefined;
  await lasts(HOUR);
  expect(terminal.lines).toEqual(['coverage store-failing', 'resolved store-failing']);
  expect(slack.lines).toEqual([]);
});

test('the wall clock may jump: nothing is sent for it', async () => {
  const jumping = new DirectAlerts({
    channels: [terminal],
    clock: { now: () => NOON + (now % 2 === 0 ? 0 : 400 * DAY) },
    elapsed: () => now,
  });
  for (now = 0; now < 100; now++) await jumping.note([STORE]);
  expect(terminal.lines).toEqual(['coverage store-failing']);
});
