import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_DIFF_OPTIONS } from '../../../lib/core/diff';
import type { Dispatched } from '../../../lib/monitor/distributed/dispatch';
import { dispatchRun } from '../../../lib/monitor/distributed/dispatch';
import { performPart } from '../../../lib/monitor/distributed/part';
import { noteCoverage } from '../../../lib/monitor/note-coverage';
import { closeOverdue, overdueSight } from '../../../lib/monitor/overdue';
import type { RunPart } from '../../../lib/monitor/ports';
import { selfCheck } from '../../../lib/monitor/self-check';
import { openStore } from '../../../lib/storage/open';
import type { OpenStore } from '../../../lib/storage/store';
import { HOUR, MINUTE, NOON, POLICY } from '../stage';

const SCHEDULES = [{ name: 'domains', every: HOUR }] as const;

let dir: string;
let store: OpenStore;
let now: number;
let sent: RunPart[];
const clock = { now: () => now };

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'overtaken-'));
  [now, sent] = [NOON, []];
  store = await openStore({ embedded: { dir } }, { clock });
  for (const name of ['a.example', 'b.example']) await store.addDomain({ name, source: 'test', addedAt: NOON });
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

const idOf = (at: number): string => `domains@${new Date(at).toISOString()}`;
/** The event of a schedule, whenever it comes. */
const event = (at: number, turn = true): Promise<Dispatched> =>
  dispatchRun(turn ? idOf(at) : `domains-by-hand@${at}`, 'domain', {
    store,
    clock,
    queue: { send: async (parts) => void sent.push(...parts) },
    partSize: 1,
    ...(turn && { turn: { schedule: 'domains', at, every: HOUR } }),
  });

/** Does a part; what it checks is out of sight. @returns whether it was skipped */
async function work(part: RunPart | undefined): Promise<boolean> {
  if (part === undefined) throw new Error('there is no such part');
  const observed: string[] = [];
  const { isSkipped = false } = await performPart(part, true, {
    store,
    clock,
    policy: POLICY,
    observer: {
      observeDomain: (domain) => Promise.reject(new Error(`checked: ${observed.push(domain)}`)),
      observeMxHost: () => Promise.reject(new Error('not asked')),
    },
    queue: { send: async () => undefined },
    inTurn: (job) => job(),
    judge: { expiry: [] },
    diff: DEFAULT_DIFF_OPTIONS,
    onError: () => undefined,
  }).catch(() => ({ isSkipped: false as const }));
  expect(observed).toHaveLength(isSkipped ? 0 : 1);
  return isSkipped;
}

async function check() {
  const { schedules } = await selfCheck({ store, clock, schedules: SCHEDULES, scheduleOf: () => 'domains' as const });
  const closed = await closeOverdue(schedules, SCHEDULES, { store, clock });
  await noteCoverage(overdueSight(schedules, SCHEDULES), { store, at: now, policy: POLICY });
  const open = (await store.alerts({ status: 'open' })).items;
  return { closed, unfinished: schedules.get('domains')?.unfinished.length, alerts: open.map(({ cause }) => cause) };
}

test.each([
  ['in order', [1, 2, 3]],
  ['the latest first', [3, 1, 2]],
])('events that waited for hours and come at once (%s) make one run', async (_, hours) => {
  now = NOON + 3 * HOUR + MINUTE;
  const outcomes = [];
  for (const hour of hours) outcomes.push(await event(NOON + hour * HOUR));
  expect(outcomes.filter(({ sent: isSent }) => isSent)).toHaveLength(1);
  expect(outcomes[0]).toMatchObject({ sent: true });
  expect(outcomes[1]).toMatchObject({ sent: false, run: { closed: { as: 'skipped' } } });
  expect(sent).toHaveLength(2);
  expect((await store.runs({})).items.map(({ closed }) => closed?.as ?? 'open').sort()).toEqual([
    'open',
    'skipped',
    'skipped',
  ]);
});

test('events at the same moment make one run', async () => {
  now = NOON + 3 * HOUR;
  const outcomes = await Promise.all([1, 2, 3].map((hour) => event(NOON + hour * HOUR)));
  expect(outcomes.filter(({ skipped }) => skipped === undefined).length).toBeGreaterThanOrEqual(1);
  expect(new Set(sent.map(({ runId }) => runId)).size).toBe(1);
});

test('the same event again changes nothing, also when its run was skipped', async () => {
  const first = await event(NOON);
  expect(await event(NOON)).toMatchObject({ run: { id: first.run.id }, sent: false });
  now = NOON + HOUR;
  const skipped = await event(NOON + HOUR);
  expect(skipped).toMatchObject({ skipped: `the run ${idOf(NOON)} is open` });
  expect(await event(NOON + HOUR)).toMatchObject({ skipped: skipped.skipped });
  expect(await event(NOON)).toMatchObject({ sent: false });
  expect((await store.runs({})).items).toHaveLength(2);
  expect(sent).toHaveLength(2);
});

test('a run that is finished makes room for the next, and is not begun again by a late event', async () => {
  await event(NOON);
  for (const part of sent.splice(0)) await work(part);
  expect((await store.run(idOf(NOON)))?.finishedAt).toBe(NOON);
  now = NOON + HOUR;
  expect(await event(NOON + HOUR)).toMatchObject({ sent: true });
  expect(await event(NOON)).toMatchObject({ skipped: `the later run ${idOf(NOON + HOUR)} has begun` });
  expect((await store.run(idOf(NOON)))?.closed).toBeUndefined();
});

test('a part that nobody does silences the monitor for two intervals, and no longer', async () => {
  await event(NOON);
  const [lost, late] = sent.splice(0);
  expect(lost).toBeDefined();
  now = NOON + HOUR;
  expect(await event(now)).toMatchObject({ sent: false });
  expect(await check()).toMatchObject({ closed: 0, unfinished: 1, alerts: [{ coverage: { kind: 'run-overdue' } }] });
  now = NOON + 2 * HOUR;
  expect(await event(now)).toMatchObject({ sent: true });
  expect((await store.run(idOf(NOON)))?.closed).toEqual({ as: 'incomplete', at: now });
  // The alarm rings until a later run is finished.
  expect(await check()).toMatchObject({ closed: 0, unfinished: 1, alerts: [{}] });
  // What comes of the closed run now is dropped, once for each delivery of it.
  expect(await work(late)).toBe(true);
  expect(await work(late)).toBe(true);
  expect(await store.run(idOf(NOON))).toMatchObject({ done: 0, skipped: 1 });
  for (const part of sent.splice(0)) expect(await work(part)).toBe(false);
  expect(await check()).toMatchObject({ unfinished: 0, alerts: [] });
});

test('a run that began late after its time is closed by the second event after it all the same', async () => {
  now = NOON + MINUTE;
  await event(NOON);
  now = NOON + HOUR;
  expect(await event(now)).toMatchObject({ sent: false });
  now = NOON + 2 * HOUR;
  expect(await event(now)).toMatchObject({ sent: true });
  expect((await store.run(idOf(NOON)))?.closed?.as).toBe('incomplete');
});

test('the self-check closes a run when no further event comes', async () => {
  await event(NOON);
  now = NOON + 2 * HOUR;
  expect(await check()).toMatchObject({ closed: 1, unfinished: 1 });
  expect(await check()).toMatchObject({ closed: 0, unfinished: 1, alerts: [{}] });
});

test('a run by hand needs no turn, and takes none', async () => {
  await event(NOON);
  expect(await event(NOON + 1, false)).toMatchObject({ sent: true });
  expect(await event(NOON)).toMatchObject({ sent: false });
  expect((await store.turn('domains'))?.runId).toBe(idOf(NOON));
});

test('a turn from a clock that was ahead holds up nothing', async () => {
  await store.setTurn('domains', { runId: 'domains@2099', at: NOON + 365 * 24 * HOUR }, undefined);
  expect(await event(NOON)).toMatchObject({ sent: true });
});

test('a run whose record cannot be read keeps no later one from beginning, and is noted', async () => {
  const first = idOf(NOON);
  await store.beginRun({ id: first, startedAt: NOON, planned: 'broken' as never, done: 0, unknown: 0, failed: 0 });
  await store.setTurn('domains', { runId: first, at: NOON }, undefined);
  now = NOON + HOUR;
  const { run, sent: isSent, skipped } = await event(NOON + HOUR);
  expect({ planned: run.planned, isSent, skipped }).toEqual({ planned: 2, isSent: true, skipped: undefined });
  expect(await store.unreadable()).toHaveLength(1);
});
