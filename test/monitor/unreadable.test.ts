import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TargetState } from '../../lib/core/model';
import { domainTarget } from '../../lib/core/model';
import { channelsSeen } from '../../lib/monitor/channels';
import { noteCoverage } from '../../lib/monitor/note-coverage';
import { performPart } from '../../lib/monitor/distributed/part';
import { isUnreadable } from '../../lib/monitor/ports';
import { publishPending } from '../../lib/monitor/publish';
import { refreshAlerts } from '../../lib/monitor/remind';
import { unreadableSight } from '../../lib/monitor/unreadable-sight';
import { unwatchDomain } from '../../lib/monitor/unwatch';
import { openStore } from '../../lib/storage/open';
import type { OpenStore } from '../../lib/storage/store';
import { state } from '../storage/fixtures';
import { DAY, DIFF_OPTIONS, NOON, POLICY, domainCheck, hostCheck, noStartTls, twoRecords } from './stage';
import { takeIn } from '../../lib/monitor/take-in';

const POISONED = domainTarget('a.example');
const KEY = 'TARGET#domain/a.example / STATE';

let dir: string;
let store: OpenStore;
let now: number;
const clock = { now: () => now };
const deps = () => ({ store, clock, policy: POLICY });

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'unreadable-'));
  now = NOON;
  store = await openStore({ embedded: { dir } }, { clock });
  for (const name of ['a.example', 'b.example']) await store.addDomain({ name, source: 'test', addedAt: NOON });
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

/** A state as a damaged disk or a hand leaves it, with events to publish. */
async function poison(): Promise<void> {
  const outbox = [
    { id: 'e', type: 'target-added', target: POISONED, at: NOON - 1, before: null, after: 'a.example' },
  ] as const;
  const broken = { ...state(1), target: POISONED, facts: ['broken'], outbox };
  await store.writeState(broken as unknown as TargetState);
}
const fault = () =>
  takeIn(domainCheck('b.example', NOON, { findings: [twoRecords('b.example')] }), {}, DIFF_OPTIONS, {
    ...deps(),
    publishedElsewhere: true,
  });

test('whoever asks for it gets an error that names it and the fix', async () => {
  await poison();
  const error: unknown = await store.readState(POISONED).catch((thrown: unknown) => thrown);
  expect(isUnreadable(error)).toBe(true);
  expect(String(error)).toContain(KEY);
  expect(await store.readStates([POISONED, domainTarget('b.example')])).toEqual([undefined, undefined]);
});

test('others are published, reminded of and closed', async () => {
  await poison();
  await fault();
  expect(await publishPending(deps())).toBeGreaterThan(0);
  expect((await store.alerts({ status: 'open' })).items).toHaveLength(1);
  now = NOON + 8 * DAY;
  await refreshAlerts(deps());
  const [alert] = (await store.alerts({ status: 'open' })).items;
  expect(alert?.notices.map(({ form }) => form)).toEqual(['opened', 'reminder']);
});

test('an alert about it is reminded of all the same', async () => {
  await takeIn(domainCheck('a.example', NOON, { findings: [twoRecords('a.example')] }), {}, DIFF_OPTIONS, deps());
  const stored = await store.readState(POISONED);
  await store.writeState({
    ...stored,
    version: (stored?.version ?? 0) + 1,
    facts: ['broken'],
  } as unknown as TargetState);
  now = NOON + 8 * DAY;
  await refreshAlerts(deps());
  const [alert] = (await store.alerts({ status: 'open' })).items;
  expect(alert?.notices.map(({ form }) => form)).toEqual(['opened', 'reminder']);
});

test('events of an MX host that it names are published', async () => {
  await store.setMxHosts('a.example', [{ host: 'mx1.example.com', preference: 10 }]);
  await poison();
  await takeIn(hostCheck('mx1.example.com', NOON, { findings: [noStartTls()] }), {}, DIFF_OPTIONS, deps());
  expect(await publishPending(deps())).toBe(0);
  expect((await store.alerts({ status: 'open' })).items).toHaveLength(1);
});

test('it is counted as failed in its run, at once and without a retry', async () => {
  await poison();
  await store.beginRun({ id: 'domains@t', startedAt: NOON, planned: 1, done: 0, unknown: 0, failed: 0 });
  const sent: unknown[] = [];
  const { run } = await performPart({ runId: 'domains@t', part: '0', type: 'domain', targets: ['a.example'] }, false, {
    ...deps(),
    observer: {
      observeDomain: () => store.readState(POISONED).then(() => Promise.reject(new Error('it was read'))),
      observeMxHost: () => Promise.reject(new Error('not asked')),
    },
    queue: { send: async (parts) => void sent.push(...parts) },
    inTurn: (work) => work(),
    judge: { expiry: [] },
    diff: DIFF_OPTIONS,
    onError: () => undefined,
  });
  expect(run).toMatchObject({ done: 1, failed: 1, finishedAt: NOON });
  expect(sent).toEqual([]);
});

test('it is alerted about once, by name, and once when it is gone', async () => {
  await poison();
  const note = async (): Promise<void> =>
    void (await noteCoverage(unreadableSight(await store.unreadable()), { store, at: now, policy: POLICY }));
  await note();
  expect(await store.unreadable()).toEqual([]);
  await publishPending(deps());
  await note();
  await note();
  const found = await store.unreadable();
  expect(found).toMatchObject([{ key: KEY }]);
  const [alert] = (await store.alerts({ status: 'open' })).items;
  expect(alert?.cause).toMatchObject({ coverage: { kind: 'state-unreadable', targets: 1 } });
  expect(JSON.stringify(alert?.cause)).toContain(KEY);
  // How a person gets rid of it on this machine.
  await unwatchDomain('a.example', deps());
  expect(await store.readState(POISONED)).toBeUndefined();
  await note();
  expect((await store.alerts({ status: 'open' })).items).toEqual([]);
});

test('a delivery that cannot be read keeps its own channel waiting, and nothing else', async () => {
  const messages = { broken: true } as unknown as readonly [];
  await store.beginDelivery({ id: 'd', channel: 'webhook', claimedAt: NOON, attempts: 2, messages });
  const seen = await channelsSeen(store, ['webhook', 'slack'], NOON + DAY);
  expect(seen.failing).toEqual([]);
  expect(seen.isOver('channel-failing', 'webhook')).toBe(false);
  expect(seen.isOver('channel-failing', 'slack')).toBe(true);
});
