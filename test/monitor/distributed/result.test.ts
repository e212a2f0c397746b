import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { DEFAULT_ALERT_POLICY } from '../../../lib/core/alerting';
import { DEFAULT_DIFF_OPTIONS } from '../../../lib/core/diff';
import type { MxHostObservation } from '../../../lib/core/model';
import { mxHostTarget } from '../../../lib/core/model';
import { watchDomains } from '../../../lib/monitor/directory';
import { dispatchRun } from '../../../lib/monitor/distributed/dispatch';
import type { JobResult, ResultDeps } from '../../../lib/monitor/distributed/result';
import { NotAsked, takeInResult } from '../../../lib/monitor/distributed/result';
import type { RunPart } from '../../../lib/monitor/ports';
import { publishPending } from '../../../lib/monitor/publish';
import { openStore } from '../../../lib/storage/open';
import type { OpenStore } from '../../../lib/storage/store';
import { mxHostObservation } from '../../support/observations';

const HOSTS = ['mx1.example.com', 'mx2.example.com', 'mx3.example.com'];
const policy = { ...DEFAULT_ALERT_POLICY, channels: ['pager'] };

let folder: string;
let store: OpenStore;
let now: number;
let sent: RunPart[];
const clock = { now: () => now };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mta-sts-watch-result-'));
  now = Date.UTC(2026, 10, 23, 12);
  store = await openStore({ embedded: { dir: folder } }, { clock });
  await watchDomains(['example.com'], 'test', { store, clock });
  await store.setMxHosts(
    'example.com',
    HOSTS.map((host) => ({ host, preference: 10 })),
  );
  sent = [];
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const queue = { send: async (parts: readonly RunPart[]) => void sent.push(...parts) };
const deps = (over: Partial<ResultDeps> = {}): ResultDeps => ({
  store,
  queue,
  clock,
  policy,
  inTurn: pLimit(4),
  publishedElsewhere: true,
  judge: {},
  diff: DEFAULT_DIFF_OPTIONS,
  onError: () => undefined,
  ...over,
});
const dispatch = (id = 'mx-hosts@1') =>
  dispatchRun(id, 'mx-host', { store, queue, clock, partSize: 10, toAgents: true });
const seen = (host: string): MxHostObservation => mxHostObservation({ host, observedAt: (now += 1_000) });
const noTls = (host: string): MxHostObservation => {
  const observation = seen(host);
  return {
    ...observation,
    certificates: {},
    endpoints: observation.endpoints.map(({ address, family, port, durationMs }) => ({
      address,
      family,
      port,
      durationMs,
      greeting: '220 hello',
      ehloKeywords: [],
      startTlsOffered: false,
    })),
  };
};
const result = (job: RunPart, check = seen): JobResult => ({
  job,
  port25: 'open',
  observations: job.targets.map(check),
});
const runOf = async (id = 'mx-hosts@1') => (await store.runs({})).items.find((run) => run.id === id);
const opened = async () =>
  (await store.events({ limit: 500 })).items.filter(({ type }) => type === 'finding-opened').length;

test('what an agent saw is judged, counted, and ends the run', async () => {
  await dispatch();
  const [job] = sent as [RunPart];
  expect(job.targets).toEqual(HOSTS);
  expect(await takeInResult(result(job), false, deps())).toMatchObject({
    finishedNow: true,
    run: { planned: 3, done: 3, failed: 0, sight: { smtp_seen: 3, smtp_open: 3 } },
  });
  expect((await store.readState(mxHostTarget('mx1.example.com')))?.certificates).toMatchObject({
    '192.0.2.25': [expect.anything()],
  });
});

test('two agents did the same job: it counts once, and a fault is told once', async () => {
  await dispatch();
  const [job] = sent as [RunPart];
  await takeInResult(result(job, noTls), false, deps());
  const states = await store.readStates(HOSTS.map(mxHostTarget));
  expect(await takeInResult(result(job, noTls), false, deps())).toMatchObject({ run: { done: 3 } });
  expect(await store.readStates(HOSTS.map(mxHostTarget))).toEqual(states);
  await publishPending({ store, clock, policy });
  expect(await opened()).toBe(3);
  expect((await store.alerts({})).items.filter(({ cause }) => 'finding' in cause)).toHaveLength(3);
});

test('a crash between the count and the end of the run is made up for by the next delivery', async () => {
  await dispatch();
  const [job] = sent as [RunPart];
  const dying = new Proxy(store, {
    get: (target, name, receiver) =>
      name === 'finishRun'
        ? () => Promise.reject(new Error('killed'))
        : (Reflect.get(target, name, receiver) as unknown),
  });
  const told = result(job);
  await expect(takeInResult(told, false, deps({ store: dying }))).rejects.toThrow('killed');
  expect((await runOf())?.finishedAt).toBeUndefined();
  expect(await takeInResult(told, false, deps())).toMatchObject({ finishedNow: true });
});

describe('what nobody asked for is refused, and leaves no trace', () => {
  const altered: [string, (job: RunPart) => JobResult][] = [
    ['another run', (job) => result({ ...job, runId: 'mx-hosts@2' })],
    ['another part', (job) => result({ ...job, part: '7' })],
    ['a host more', (job) => result({ ...job, targets: [...job.targets, 'mx.evil.example'] })],
    ['a host less', (job) => result({ ...job, targets: job.targets.slice(1) })],
    [
      'another host’s observation',
      (job) => ({ ...result(job), observations: [...HOSTS.slice(1), 'mx.evil.example'].map(seen) }),
    ],
    ['an observation missing', (job) => ({ ...result(job), observations: HOSTS.slice(1).map(seen) })],
    ['an observation twice', (job) => ({ ...result(job), observations: [...HOSTS, 'mx1.example.com'].map(seen) })],
    [
      'one host alone, of another job',
      (job) => ({ ...result(job), only: 'mx.evil.example', observations: [seen('mx.evil.example')] }),
    ],
  ];
  test.each(altered)('%s', async (_, change) => {
    await dispatch();
    const [job] = sent as [RunPart];
    await expect(takeInResult(change(job), false, deps())).rejects.toThrow(NotAsked);
    expect(await store.readStates([...HOSTS, 'mx.evil.example'].map(mxHostTarget))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(await runOf()).toMatchObject({ done: 0 });
  });
});

test('a host that cannot be taken in is tried by itself, with what was seen of it', async () => {
  await dispatch();
  const [job] = sent.splice(0) as [RunPart];
  const told = result(job);
  const broken = new Proxy(store, {
    get: (target, name, receiver) => {
      if (name !== 'readState') return Reflect.get(target, name, receiver) as unknown;
      return async (of: Parameters<OpenStore['readState']>[0]) =>
        of.name === 'mx2.example.com' ? Promise.reject(new Error('the store fails')) : target.readState(of);
    },
  });
  expect(await takeInResult(told, false, deps({ store: broken }))).toMatchObject({ run: { done: 2 } });
  expect(sent).toEqual([{ ...job, part: '0/mx2.example.com', targets: ['mx2.example.com'] }]);
  const alone = {
    ...told,
    only: 'mx2.example.com',
    observations: told.observations.filter(({ host }) => host === 'mx2.example.com'),
  };
  expect(await takeInResult(alone, false, deps())).toMatchObject({ finishedNow: true, run: { done: 3, failed: 0 } });
});

test('an agent whose port 25 is closed gives one notice, and nothing about any host', async () => {
  for (const id of ['mx-hosts@1', 'mx-hosts@2', 'mx-hosts@3', 'mx-hosts@4']) {
    await dispatch(id);
    const [job] = sent.splice(0) as [RunPart];
    const closed = (host: string): MxHostObservation => ({
      ...seen(host),
      certificates: {},
      endpoints: [
        {
          address: '192.0.2.25',
          family: 4,
          port: 25,
          durationMs: 0,
          failure: { step: 'connect', cause: 'vantage-blocked', detail: '' },
        },
      ],
    });
    expect(await takeInResult({ ...result(job, closed), port25: 'closed' }, false, deps())).toMatchObject({
      finishedNow: true,
    });
  }
  await publishPending({ store, clock, policy });
  expect((await store.alerts({})).items).toMatchObject([
    { cause: { coverage: { kind: 'vantage-blocked', targets: 3 } } },
  ]);
});
