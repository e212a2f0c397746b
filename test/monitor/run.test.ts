import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_ALERT_POLICY } from '../../lib/core/alerting';
import { DEFAULT_DIFF_OPTIONS } from '../../lib/core/diff';
import type { DomainObservation, MxHostObservation, RunRecord } from '../../lib/core/model';
import { domainTarget, mxHostTarget, present } from '../../lib/core/model';
import type { Observer, RunListener } from '../../lib/monitor/ports';
import type { RunDeps } from '../../lib/monitor/run';
import { runOver } from '../../lib/monitor/run';
import { openStore } from '../../lib/storage/open';
import type { OpenStore } from '../../lib/storage/store';

const CONCURRENCY = 5;
const absent = { state: 'absent', reason: 'no-data' } as const;

let dir: string;
let store: OpenStore;
let now = 0;
const clock = { now: () => (now += 1) };

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'run-'));
  store = await openStore({ embedded: { dir } });
  now = Date.now();
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

const watch = async (count: number): Promise<void> => {
  for (let number = 1; number <= count; number += 1)
    await store.addDomain({ name: `d${number}.example`, source: 'test', addedAt: 1 });
};

/** A network without MTA-STS in which two MX hosts serve all domains, and that counts the looks under way. */
function network(over: Partial<Observer> = {}) {
  const seen = { domains: [] as string[], hosts: [] as string[], atOnce: 0 };
  let under = 0;
  const observer: Observer = {
    async observeDomain(domain): Promise<DomainObservation> {
      seen.domains.push(domain);
      seen.atOnce = Math.max(seen.atOnce, ++under);
      await new Promise((resolve) => setImmediate(resolve));
      under -= 1;
      return {
        domain,
        observedAt: clock.now(),
        stsRecord: absent,
        tlsRptRecord: absent,
        mx: present({
          records: [
            { preference: 10, exchange: 'mx1.example' },
            { preference: 20, exchange: 'mx2.example' },
          ],
          cnameChain: [],
          ttl: 60,
        }),
        certificates: {},
      };
    },
    async observeMxHost(host): Promise<MxHostObservation> {
      seen.hosts.push(host);
      return { host, observedAt: clock.now(), addresses: absent, endpoints: [], certificates: {} };
    },
    ...over,
  };
  return { seen, observer };
}

const deps = (observer: Observer, more: Partial<RunDeps> = {}): RunDeps => ({
  store,
  clock,
  observer,
  concurrency: CONCURRENCY,
  policy: { ...DEFAULT_ALERT_POLICY, channels: ['test'] },
  judge: {},
  diff: DEFAULT_DIFF_OPTIONS,
  ...more,
});

test('each domain is looked at once, so many at a time, and then each MX host that they name', async () => {
  await watch(23);
  const { seen, observer } = network();
  const finished = await runOver('domain', 'domains@1', deps(observer));
  expect(finished).toMatchObject({ id: 'domains@1', planned: 23, done: 23, unknown: 0, failed: 0 });
  expect(finished?.finishedAt).toBeGreaterThan(finished?.startedAt ?? Infinity);
  expect(new Set(seen.domains).size).toBe(23);
  expect([seen.domains.length, seen.atOnce]).toEqual([23, CONCURRENCY]);

  expect(await runOver('mx-host', 'mx-hosts@1', deps(observer))).toMatchObject({ planned: 2, done: 2 });
  expect(seen.hosts.sort()).toEqual(['mx1.example', 'mx2.example']);
  const { items } = await store.runs({});
  expect(items.map(({ id, done }) => [id, done]).sort()).toEqual([
    ['domains@1', 23],
    ['mx-hosts@1', 2],
  ]);
});

test('what was seen is in the history: a check, a state, and the baseline of each target', async () => {
  await watch(3);
  const { observer } = network();
  await runOver('domain', 'domains@1', deps(observer));
  await runOver('mx-host', 'mx-hosts@1', deps(observer));
  for (const target of [domainTarget('d2.example'), mxHostTarget('mx1.example')]) {
    expect((await store.latestCheck(target))?.runId).toMatch(/@1$/);
    expect((await store.eventsOf(target, {})).items.map(({ type }) => type)).toContain('target-added');
  }
  expect((await store.domain('d2.example'))?.verdict).toBe('unprotected');
});

test('the same run again does nothing', async () => {
  await watch(2);
  const { seen, observer } = network();
  await runOver('domain', 'domains@1', deps(observer));
  expect(await runOver('domain', 'domains@1', deps(observer))).toBeUndefined();
  expect(seen.domains).toHaveLength(2);
});

test('a look that fails by our own fault is told and counted, and the others go on', async () => {
  await watch(4);
  const { observer } = network();
  const failing: Observer = {
    ...observer,
    observeDomain: async (domain) =>
      domain === 'd2.example' ? Promise.reject(new Error('broken')) : observer.observeDomain(domain),
  };
  const told: string[] = [];
  const finished = await runOver(
    'domain',
    'domains@1',
    deps(failing, { onError: ({ name }, error) => told.push(`${name}: ${(error as Error).message}`) }),
  );
  expect(finished).toMatchObject({ done: 4, failed: 1 });
  expect(told).toEqual(['d2.example: broken']);
  expect(await store.latestCheck(domainTarget('d3.example'))).toBeDefined();
});

test('an abort ends the run soon, and leaves it unfinished', async () => {
  await watch(40);
  const abort = new AbortController();
  const { seen, observer } = network();
  const listener: RunListener = { targetDone: (_, { done }) => (done === 3 ? abort.abort() : undefined) };
  expect(await runOver('domain', 'domains@1', deps(observer, { signal: abort.signal, listener }))).toBeUndefined();
  expect(seen.domains.length).toBeLessThan(3 + 3 * CONCURRENCY);
  const [run] = (await store.runs({})).items;
  expect(run?.finishedAt).toBeUndefined();
  expect(run?.done).toBeGreaterThanOrEqual(3);
});

test('a listener is told how far the run is', async () => {
  await watch(3);
  const { observer } = network();
  const told: string[] = [];
  const listener: RunListener = {
    runBegan: ({ planned }: RunRecord) => told.push(`began ${planned}`),
    targetDone: (_, { done, planned }) => told.push(`${done}/${planned}`),
    runFinished: ({ done }) => told.push(`finished ${done}`),
  };
  await runOver('domain', 'domains@1', deps(observer, { listener }));
  expect(told).toEqual(['began 3', '1/3', '2/3', '3/3', 'finished 3']);
});
