import { alertPeople } from '../../../lib/cli/start/alert-people';
import { SelfNotes } from '../../../lib/cli/start/self-notes';
import { SelfWatch } from '../../../lib/cli/start/self-watch';
import type { Screen } from '../../../lib/cli/terminal/screen';
import { systemClock } from '../../../lib/cli/terminal/time';
import { LeaseWatch } from '../../../lib/monitor/lease-watch';
import { monotonic } from '../../../lib/monitor/monotonic';
import type { Job } from '../../../lib/monitor/schedule';
import type { OpenStore } from '../../../lib/storage/store';
import { memoryStore } from '../../support/memory-store';
import { DAY, HOUR, MINUTE, POLICY, Pager } from '../../monitor/stage';

const RUN: Job = { name: 'domains', every: HOUR, run: () => Promise.resolve() };
const screen = { event: () => undefined } as unknown as Screen;

const full = (): never => {
  throw new Error('ENOSPC: no space left on device');
};

/** Which calls of the store fail: those that write, or all. */
let broken: 'no' | 'writes' | 'all';
let now: number;
let pager: Pager;
let slack: Pager;
let watch: SelfWatch;
let selfNotes: SelfNotes;
let settle: () => Promise<void>;

beforeEach(() => {
  [broken, now] = ['no', 0];
  [pager, slack] = [new Pager(), new Pager('slack')];
  const whole = { ...memoryStore(), unreadable: () => Promise.resolve([]), setClockMark: () => Promise.resolve() };
  const store = new Proxy(whole as unknown as OpenStore, {
    get(target, name: keyof OpenStore): unknown {
      const isHit = broken === 'all' || (broken === 'writes' && /^(write|begin|finish|defer|set)/.test(name));
      return isHit ? full : (Reflect.get(target, name) as unknown);
    },
  });
  const signal = new AbortController().signal;
  const policy = { ...POLICY, channels: ['pager', 'slack'] };
  watch = new SelfWatch({
    channels: [pager, slack],
    every: { domains: HOUR, mxHosts: HOUR },
    heartbeat: undefined,
    screen,
    signal,
    inUse: () => 0,
    elapsed: () => now,
  });
  const deps = { store, channels: watch.channels, policy, screen, selfWatch: watch, signal };
  selfNotes = new SelfNotes(deps);
  const leases = new LeaseWatch(monotonic);
  settle = async () => {
    await selfNotes.noteBefore(() => alertPeople({ ...deps, leases })).catch(() => undefined);
    now += 10 * MINUTE;
    await watch.check();
  };
});
afterEach(() => watch.close());

const about = (kind: string, { lines }: Pager): readonly string[] => lines.filter((line) => line.endsWith(` ${kind}`));
const both = (kind: string) => [about(kind, pager), about(kind, slack)];
const twice = (...lines: readonly string[]) => [lines, lines];

/** The run over domains begins to be late; resolves when the alert about it is settled. */
async function late(): Promise<void> {
  selfNotes.isLate(RUN);
  await settle();
}

describe('a late run', () => {
  test.each(['writes', 'all'] as const)(
    'is alerted where %s of the store fail, once, and restored once',
    async (which) => {
      broken = which;
      await late();
      await settle();
      expect(both('run-overdue')).toEqual(twice('coverage run-overdue'));
      selfNotes.isDone(RUN, false);
      await settle();
      expect(both('run-overdue')).toEqual(twice('coverage run-overdue', 'resolved run-overdue'));
      broken = 'no';
      await settle();
      await settle();
      expect(both('run-overdue')).toEqual(twice('coverage run-overdue', 'resolved run-overdue'));
      expect(both('store-failing')).toEqual(twice('coverage store-failing', 'resolved store-failing'));
    },
  );

  test('is handed over to the store when that works again', async () => {
    broken = 'all';
    await late();
    broken = 'no';
    await settle();
    await settle();
    expect(both('run-overdue')).toEqual(twice('coverage run-overdue'));
    selfNotes.isDone(RUN, false);
    await settle();
    await settle();
    expect(both('run-overdue')).toEqual(twice('coverage run-overdue', 'resolved run-overdue'));
  });

  test('that was alerted from the store is restored although the store fails by then', async () => {
    await late();
    expect(both('run-overdue')).toEqual(twice('coverage run-overdue'));
    broken = 'writes';
    await settle();
    await settle();
    expect(both('run-overdue')).toEqual(twice('coverage run-overdue'));
    selfNotes.isDone(RUN, false);
    await settle();
    broken = 'no';
    await settle();
    await settle();
    expect(both('run-overdue')).toEqual(twice('coverage run-overdue', 'resolved run-overdue'));
  });

  test('reaches a channel that was down meanwhile from the store', async () => {
    slack.failure = new Error('no_service');
    broken = 'all';
    await late();
    broken = 'no';
    slack.failure = undefined;
    await settle();
    await settle();
    expect(both('run-overdue')).toEqual(twice('coverage run-overdue'));
  });

  test('that is late anew is a new alert, by either way', async () => {
    for (const which of ['all', 'no', 'writes', 'no'] as const) {
      broken = which;
      await late();
      selfNotes.isDone(RUN, false);
      await settle();
    }
    broken = 'no';
    await settle();
    const pair = ['coverage run-overdue', 'resolved run-overdue'];
    expect(both('run-overdue')).toEqual(twice(...pair, ...pair, ...pair, ...pair));
  });
});

test('a channel that fails for an hour is alerted about on the others, also while the store fails', async () => {
  slack.failure = new Error('no_service');
  broken = 'all';
  for (let n = 0; n < 6; n++) await settle();
  expect(about('channel-failing', pager)).toEqual([]);
  for (let n = 0; n < 3; n++) await settle();
  expect(about('channel-failing', pager)).toEqual(['coverage channel-failing']);
  expect(pager.received.at(-1)?.headline).toBe('Alerts cannot be delivered to slack.');
  slack.failure = undefined;
  await settle();
  broken = 'no';
  for (let n = 0; n < 3; n++) await settle();
  expect(both('channel-failing')).toEqual([['coverage channel-failing', 'resolved channel-failing'], []]);
});

test('a clock that is wrong is alerted where the store fails, and not again when it works', async () => {
  broken = 'all';
  systemClock.begin({ at: Date.now() + 2 * DAY });
  await settle();
  expect(both('clock-wrong')).toEqual(twice('coverage clock-wrong'));
  broken = 'no';
  await settle();
  await settle();
  expect(both('clock-wrong')).toEqual(twice('coverage clock-wrong'));
});
