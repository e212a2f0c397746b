import { SelfWatch } from '../../../lib/cli/start/self-watch';
import { DAY, HOUR, MINUTE, Pager } from '../../monitor/stage';

const EVERY = { domains: HOUR, mxHosts: 24 * HOUR };
const RUN = { planned: 10, failed: 0 };
const FULL = new Error('ENOSPC: no space left on device, write');

let now: number;
let inUse: number;
let pager: Pager;
let watch: SelfWatch;

beforeEach(() => {
  [now, inUse] = [0, 0.5];
  pager = new Pager();
  watch = new SelfWatch({
    channels: [pager],
    every: EVERY,
    heartbeat: undefined,
    screen: { event: () => undefined },
    signal: new AbortController().signal,
    inUse: () => inUse,
    elapsed: () => now,
  });
});
afterEach(() => watch.close());

/** Some checks, a half minute apart. */
async function checks(count: number): Promise<void> {
  for (let n = 0; n < count; n++, now += MINUTE / 2) await watch.check();
}

describe('the store', () => {
  test('fails when two runs in a row failed, and works again with the next one that is stored', async () => {
    watch.failed('runs', FULL);
    await checks(3);
    expect([pager.lines, watch.faults()]).toEqual([[], []]);
    watch.finished('domains', RUN);
    watch.failed('runs', FULL);
    await checks(3);
    expect([pager.lines, watch.faults()]).toEqual([[], []]);
    watch.failed('runs', FULL);
    await checks(3);
    expect([pager.lines, watch.faults()]).toEqual([['coverage store-failing'], ['the store fails']]);
    expect(pager.received[0]?.headline).toContain('ENOSPC: no space left on device');
    watch.failed('runs', FULL);
    await checks(3);
    watch.finished('mx-hosts', RUN);
    await checks(3);
    expect([pager.lines, watch.faults()]).toEqual([['coverage store-failing', 'resolved store-failing'], []]);
  });

  test('fails where alerts cannot be sent twice in a row, although the runs between are stored', async () => {
    watch.failed('alerts', FULL);
    watch.finished('domains', RUN);
    await checks(1);
    expect(pager.lines).toEqual([]);
    watch.failed('alerts', FULL);
    watch.finished('domains', RUN);
    await checks(1);
    expect(pager.lines).toEqual(['coverage store-failing']);
    watch.noted();
    await checks(1);
    expect(pager.lines).toEqual(['coverage store-failing', 'resolved store-failing']);
  });

  test('that fails for runs and for alerts is one alert, until both work', async () => {
    for (const work of ['runs', 'alerts', 'runs', 'alerts'] as const) watch.failed(work, FULL);
    await checks(1);
    watch.noted();
    await checks(1);
    expect(pager.lines).toEqual(['coverage store-failing']);
    watch.finished('domains', RUN);
    await checks(1);
    expect(pager.lines).toEqual(['coverage store-failing', 'resolved store-failing']);
  });

  test('shows no control characters and no secret of its error', async () => {
    const error = new Error('write to https://hooks.slack.com/services/T0/B0/sEcReT\u001b[2J failed');
    for (let n = 0; n < 2; n++) watch.failed('runs', error);
    await checks(1);
    expect(pager.received[0]?.headline).toMatch(/^[^\p{Cc}]+$/u);
    expect(pager.received[0]?.headline).not.toContain('sEcReT');
  });
});

describe('the memory', () => {
  test('is short after six checks above nine tenths in a row, and no longer with the first below', async () => {
    inUse = 0.95;
    await checks(5);
    inUse = 0.9;
    await checks(1);
    inUse = 0.95;
    await checks(5);
    expect([pager.lines, watch.faults()]).toEqual([[], []]);
    await checks(1);
    expect([pager.lines, watch.faults()]).toEqual([['coverage memory-short'], ['memory is short']]);
    inUse = 0.6;
    await checks(6);
    expect([pager.lines, watch.faults()]).toEqual([['coverage memory-short', 'resolved memory-short'], []]);
  });
});

test('a run is missing five minutes after twice its interval', () => {
  now = 2 * HOUR + 5 * MINUTE;
  expect(watch.faults()).toEqual([]);
  now += 1;
  expect(watch.faults()).toEqual(['no run over domains finished in time']);
  watch.finished('domains', RUN);
  expect(watch.faults()).toEqual([]);
  now += 2 * DAY + HOUR;
  expect(watch.faults()).toEqual(['no run over domains finished in time', 'no run over mx-hosts finished in time']);
});
