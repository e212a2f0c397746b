import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { DEFAULT_ALERT_POLICY } from '../../../lib/core/alerting';
import { DEFAULT_DIFF_OPTIONS } from '../../../lib/core/diff';
import { domainTarget } from '../../../lib/core/model';
import { watchDomains } from '../../../lib/monitor/directory';
import { dispatchRun } from '../../../lib/monitor/distributed/dispatch';
import type { PartDeps } from '../../../lib/monitor/distributed/part';
import { PartFailed, performPart } from '../../../lib/monitor/distributed/part';
import { followConfiguration } from '../../../lib/monitor/follow';
import type { PartQueue, RunPart } from '../../../lib/monitor/ports';
import { publishPending } from '../../../lib/monitor/publish';
import { createObserver } from '../../../lib/probes/observer';
import type { Sandbox } from '../../../lib/sandbox';
import { startSandbox } from '../../../lib/sandbox';
import { openStore } from '../../../lib/storage/open';
import type { OpenStore } from '../../../lib/storage/store';

const clock = { now: () => Date.now() };
const policy = { ...DEFAULT_ALERT_POLICY, channels: ['pager'] };

let sandbox: Sandbox;
let observer: ReturnType<typeof createObserver>;
let folder: string;
let store: OpenStore;

/** A queue that holds what was sent until it is asked for. */
class HeldQueue implements PartQueue {
  readonly parts: RunPart[] = [];
  async send(parts: readonly RunPart[]): Promise<void> {
    this.parts.push(...parts);
  }
  take(): RunPart[] {
    return this.parts.splice(0);
  }
}

beforeAll(async () => {
  sandbox = await startSandbox({
    domains: [
      { name: 'failing.example', says: 'The policy host fails.', policyHost: { answer: { status: 500, body: '' } } },
    ],
    bulk: { domains: 12, mxHosts: 2 },
  });
  const [address = '', port] = sandbox.resolver.split(':');
  observer = createObserver({
    resolvers: [{ address, port: Number(port) }],
    httpsPort: sandbox.httpsPort,
    smtpPort: sandbox.smtpPort,
    ca: [sandbox.caPem],
    allowPrivateAddresses: true,
  });
});
afterAll(async () => {
  observer.close();
  await sandbox.close();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mta-sts-watch-run-'));
  store = await openStore({ embedded: { dir: folder } }, {});
  await watchDomains(sandbox.bulkDomains(), 'test', { store, clock });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const deps = (queue: PartQueue, failing: (name: string) => boolean = () => false): PartDeps => ({
  store: new Proxy(store, {
    get: (target, name, receiver) => {
      const method = Reflect.get(target, name, receiver) as unknown;
      if (name !== 'readState') return method;
      return async (of: Parameters<OpenStore['readState']>[0]) => {
        if (failing(of.name)) throw new Error('the store fails');
        return target.readState(of);
      };
    },
  }),
  queue,
  clock,
  policy,
  observer,
  inTurn: pLimit(8),
  publishedElsewhere: true,
  judge: {},
  diff: DEFAULT_DIFF_OPTIONS,
  onError: () => undefined,
});

const dispatch = (queue: PartQueue, id = 'domains@1') =>
  dispatchRun(id, 'domain', { store, queue, clock, partSize: 5 });
const runOf = async (id: string) => (await store.runs({})).items.find((run) => run.id === id);
const checksOf = async (name: string) => (await store.checks(domainTarget(name), {})).items.length;

test('a run in parts ends with its last part, whatever their order', async () => {
  const queue = new HeldQueue();
  expect(await dispatch(queue)).toMatchObject({ sent: true, finishedNow: false, run: { planned: 12, done: 0 } });
  const parts = queue.take();
  expect(parts.map(({ targets }) => targets.length)).toEqual([5, 5, 2]);
  const ends = [];
  for (const part of parts.reverse()) ends.push((await performPart(part, false, deps(queue))).finishedNow);
  expect(ends).toEqual([false, false, true]);
  expect(await runOf('domains@1')).toMatchObject({
    planned: 12,
    done: 12,
    unknown: 0,
    failed: 0,
    finishedAt: expect.any(Number) as number,
    sight: { dns_seen: 12, https_seen: 12 },
  });
});

test('the same event twice is one run; and what is delivered twice counts once', async () => {
  const queue = new HeldQueue();
  await dispatch(queue);
  const parts = queue.take();
  expect(await dispatch(queue)).toMatchObject({ sent: false });
  expect(queue.take()).toEqual([]);
  for (const part of [...parts, ...parts]) await performPart(part, false, deps(queue));
  expect(await runOf('domains@1')).toMatchObject({ planned: 12, done: 12 });
});

test('one message delivered three times confirms a fault once, and three late runs do not confirm it either', async () => {
  const name = 'failing.example';
  await watchDomains([name], 'test', { store, clock });
  const waiting = async () =>
    Object.values((await store.readState(domainTarget(name)))?.findings ?? {}).map(
      ({ finding, status, checks }) => `${finding.kind} ${status} ${checks}`,
    );
  const hourly = { ...deps(new HeldQueue()), diff: { ...DEFAULT_DIFF_OPTIONS, interval: 3_600_000 } };
  const part = { runId: 'domains@1', part: '0', type: 'domain', targets: [name] } as const;
  for (let run = 1; run <= 6; run += 1)
    await store.beginRun({ id: `domains@${run}`, startedAt: run, planned: 1, done: 0, unknown: 0, failed: 0 });
  for (let delivery = 0; delivery < 3; delivery += 1) await performPart(part, false, hourly);
  expect(await waiting()).toEqual(['policy-http-status pending 1']);
  for (const runId of ['domains@2', 'domains@3', 'domains@4']) await performPart({ ...part, runId }, false, hourly);
  expect(await waiting()).toEqual(['policy-http-status pending 1']);
  // A schedule in which they are not late.
  const often = { ...hourly, diff: { ...DEFAULT_DIFF_OPTIONS, interval: 1 } };
  for (const runId of ['domains@5', 'domains@6']) await performPart({ ...part, runId }, false, often);
  expect(await waiting()).toEqual(['policy-http-status open 0']);
});

test('a dispatcher that dies before it has counted sends all parts again, and the run is whole', async () => {
  const queue = new HeldQueue();
  const dying = new Proxy(store, {
    get: (target, name, receiver) =>
      name === 'addToRun'
        ? () => Promise.reject(new Error('killed'))
        : (Reflect.get(target, name, receiver) as unknown),
  });
  await expect(dispatchRun('domains@1', 'domain', { store: dying, queue, clock, partSize: 5 })).rejects.toThrow(
    'killed',
  );
  const early = queue.take();
  await performPart(early[0] as RunPart, false, deps(queue));
  expect((await runOf('domains@1'))?.finishedAt).toBeUndefined();
  expect(await dispatch(queue)).toMatchObject({ sent: true });
  for (const part of [...early, ...queue.take()]) await performPart(part, false, deps(queue));
  expect(await runOf('domains@1')).toMatchObject({ planned: 12, done: 12, finishedAt: expect.any(Number) as number });
});

test('a run of nothing is finished at once', async () => {
  const queue = new HeldQueue();
  expect(await dispatchRun('mx-hosts@1', 'mx-host', { store, queue, clock, partSize: 5 })).toMatchObject({
    finishedNow: true,
    run: { planned: 0 },
  });
  expect(queue.take()).toEqual([]);
});

test('MX hosts of one operator stand side by side', async () => {
  const queue = new HeldQueue();
  await store.setMxHosts(
    'x.example',
    ['a.big.example', 'z.small.example', 'b.big.example', 'a.small.example'].map((host, preference) => ({
      host,
      preference,
    })),
  );
  await dispatchRun('mx-hosts@1', 'mx-host', { store, queue, clock, partSize: 25 });
  expect(queue.take().flatMap(({ targets }) => targets)).toEqual([
    'a.big.example',
    'b.big.example',
    'a.small.example',
    'z.small.example',
  ]);
});

describe('a target that always fails', () => {
  test('becomes a part of its own, and stops none of the others', async () => {
    const queue = new HeldQueue();
    await dispatch(queue);
    const [victim = ''] = sandbox.bulkDomains();
    const broken = deps(queue, (name) => name === victim);
    for (const part of queue.take()) await performPart(part, false, broken);
    expect(await runOf('domains@1')).toMatchObject({ done: 11 });
    const [alone] = queue.take();
    expect(alone).toEqual({ runId: 'domains@1', part: `0/${victim}`, type: 'domain', targets: [victim] });
    await expect(performPart(alone as RunPart, false, broken)).rejects.toThrow(PartFailed);
    expect((await runOf('domains@1'))?.finishedAt).toBeUndefined();

    // Given up, it counts as failed, so that the run ends; when a person hands it back, it is looked at, and not counted again.
    await expect(performPart(alone as RunPart, true, broken)).rejects.toThrow(PartFailed);
    expect(await runOf('domains@1')).toMatchObject({
      planned: 12,
      done: 12,
      failed: 1,
      finishedAt: expect.any(Number) as number,
    });
    expect(await checksOf(victim)).toBe(0);
    await performPart(alone as RunPart, false, deps(queue));
    expect(await checksOf(victim)).toBe(1);
    expect(await runOf('domains@1')).toMatchObject({ done: 12, failed: 1 });
  });

  test('more than a few that fail are a fault of ours: the whole part is tried again', async () => {
    const queue = new HeldQueue();
    await dispatchRun('domains@1', 'domain', { store, queue, clock, partSize: 12 });
    const [part] = queue.take();
    await expect(
      performPart(
        part as RunPart,
        false,
        deps(queue, () => true),
      ),
    ).rejects.toThrow('12 of 12 looks of part 0');
    expect(queue.take()).toEqual([]);
    await performPart(part as RunPart, false, deps(queue));
    expect(await runOf('domains@1')).toMatchObject({ planned: 12, done: 12, failed: 0 });
  });
});

test('a part knows what other parts of its run could see', async () => {
  const queue = new HeldQueue();
  await dispatch(queue);
  for (const part of queue.take()) await performPart(part, false, deps(queue));
  const before = (await runOf('domains@1'))?.sight;
  await dispatch(queue, 'domains@2');
  const [first, second] = queue.take() as [RunPart, RunPart];
  await performPart(first, false, deps(queue));
  await performPart(second, false, deps(queue));
  expect((await runOf('domains@2'))?.sight).toEqual({ dns_seen: 10, https_seen: 10 });
  expect((await runOf('domains@1'))?.sight).toEqual(before);
});

test('MX hosts that a deployment does not look at are said once not to be seen, and nothing is said about any of them', async () => {
  const queue = new HeldQueue();
  await dispatch(queue);
  for (const part of queue.take()) await performPart(part, false, deps(queue));
  await publishPending({ store, clock, policy });
  const [address = '', port] = sandbox.resolver.split(':');
  const blind = createObserver({
    resolvers: [{ address, port: Number(port) }],
    observeSmtp: false,
    allowPrivateAddresses: true,
  });
  for (const id of ['mx-hosts@1', 'mx-hosts@2']) {
    await dispatchRun(id, 'mx-host', { store, queue, clock, partSize: 25 });
    for (const part of queue.take()) await performPart(part, false, { ...deps(queue), observer: blind });
    expect(await runOf(id)).toMatchObject({ planned: 2, done: 2, unknown: 0, failed: 0 });
  }
  blind.close();
  await publishPending({ store, clock, policy });
  expect((await store.alerts({})).items).toMatchObject([
    { cause: { coverage: { kind: 'mx-not-observed', targets: 2 } } },
  ]);
});

test('the outbox is left to the stream’s consumer, and nothing is lost if that comes late', async () => {
  const queue = new HeldQueue();
  await dispatch(queue);
  for (const part of queue.take()) await performPart(part, false, deps(queue));
  expect((await store.events({})).items).toEqual([]);
  expect(await publishPending({ store, clock, policy })).toBeGreaterThanOrEqual(12);
  expect((await store.events({})).items.filter(({ type }) => type === 'target-added')).toHaveLength(12);
});

test('the directory follows the configuration, and leaves other domains alone', async () => {
  const publishing = { store, clock, policy };
  expect(await followConfiguration(['a.example', 'b.example'], publishing, { withZones: false })).toEqual({
    added: 2,
    removed: 0,
    held: 0,
  });
  expect(await followConfiguration(['b.example', 'c.example'], publishing, { withZones: false })).toEqual({
    added: 1,
    removed: 1,
    held: 0,
  });
  expect(await followConfiguration(['b.example', 'c.example'], publishing, { withZones: false })).toEqual({
    added: 0,
    removed: 0,
    held: 0,
  });
  const names = [];
  for await (const { name } of store.domains()) names.push(name);
  expect(names).toHaveLength(14);
  expect(names).not.toContain('a.example');
});
