import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scheduleOfRun } from '../../lib/contract/schedule';
import { selfCheck } from '../../lib/monitor/self-check';
import { openStore } from '../../lib/storage/open';
import type { OpenStore } from '../../lib/storage/store';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 23, 12, 30);
const at = (hours: number): number => NOW - hours * HOUR;

let folder: string;
let store: OpenStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mta-sts-watch-self-'));
  store = await openStore({ embedded: { dir: folder } }, { clock: { now: () => NOW } });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const check = () =>
  selfCheck({
    store,
    clock: { now: () => NOW },
    schedules: [{ name: 'domains', every: HOUR }],
    scheduleOf: scheduleOfRun,
  });
const run = async (id: string, startedAt: number, { finished = true, unknown = 0 } = {}) => {
  await store.beginRun({ id, startedAt, planned: 10, done: finished ? 10 : 4, unknown, failed: 0 });
  if (finished) await store.finishRun(id, startedAt + 60_000);
};

test('without domains and runs there is nothing to complain about, and nothing to be proud of', async () => {
  expect((await check()).schedules.get('domains')).toEqual({ unfinished: [] });
});

test('domains that no run ever finished over wait since they were added', async () => {
  await store.addDomain({ name: 'a.example', source: 'test', addedAt: at(5) });
  await store.addDomain({ name: 'b.example', source: 'test', addedAt: at(2) });
  const found = await check();
  expect(found.schedules.get('domains')).toEqual({ oldestUnchecked: 5 * HOUR, unfinished: [] });
  expect(found.verdicts).toMatchObject({ unknown: 2, protected: 0 });
});

test('with runs they wait since the last finished one began', async () => {
  await run('domains@1', at(2));
  await run('domains@2', at(1), { unknown: 3 });
  await run('mx-hosts@1', at(0.5));
  expect((await check()).schedules.get('domains')).toEqual({
    oldestUnchecked: HOUR,
    unfinished: [],
    unknownShare: 0.3,
  });
});

test('a run that had its interval and did not finish is found, until a later one makes up for it', async () => {
  await run('domains@1', at(2), { finished: false });
  expect((await check()).schedules.get('domains')?.unfinished).toMatchObject([{ id: 'domains@1' }]);
  await run('domains@2', at(0.5), { finished: false });
  expect((await check()).schedules.get('domains')?.unfinished).toMatchObject([{ id: 'domains@1' }]);
  await run('domains@3', at(0.2));
  expect((await check()).schedules.get('domains')?.unfinished).toEqual([]);
});

test('a run by hand counts as one of its schedule', async () => {
  await run('domains-by-hand@1', at(1));
  expect((await check()).schedules.get('domains')?.oldestUnchecked).toBe(HOUR);
});
