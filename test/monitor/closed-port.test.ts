/** Real sockets: a thousand MX hosts behind a port that is closed to the place that looks. */
import { mxHostTarget } from '../../lib/core/model';
import type { RunRecord } from '../../lib/core/model';
import { DEFAULT_DIFF_OPTIONS } from '../../lib/core/diff';
import type { RunDeps } from '../../lib/monitor/run';
import { runOver } from '../../lib/monitor/run';
import { listen } from '../../lib/sandbox/net/listener';
import type { Sandbox } from '../../lib/sandbox';
import { startSandbox } from '../../lib/sandbox';
import { memoryStore } from '../support/memory-store';
import { observerOf } from '../support/sandbox-check';
import { domainCheck, HOUR, NOON, Stage } from './stage';

const HOSTS = 1_000;
const CANARIES = ['google', 'microsoft', 'yahoo'].map((name) => `mx.${name}.example`);
const label = (n: number): string => `mx${n}`;
const host = (n: number): string => `${label(n)}.many.example`;
/** Nothing of the sandbox listens there. */
const nowhere = (n: number): string => `127.1.${n >> 8}.${n & 255}`;

let sandbox: Sandbox;
let closedPort: number;
let stage: Stage;
beforeAll(async () => {
  sandbox = await startSandbox({
    domains: [
      ...['google', 'microsoft', 'yahoo'].map((name) => ({
        name: `${name}.example`,
        says: 'A canary.',
        hosts: { mx: {} },
      })),
      {
        name: 'many.example',
        says: 'Names a thousand MX hosts.',
        zone: Object.fromEntries(Array.from({ length: HOSTS }, (_, n) => [label(n), { A: [nowhere(n)] }])),
      },
    ],
  });
  const bound = await listen('127.0.0.1', 0, () => undefined);
  closedPort = bound.port;
  await bound.close();
});
afterAll(async () => sandbox.close());

beforeEach(async () => {
  stage = new Stage(memoryStore());
  await stage.watch('many.example');
  await stage.take(domainCheck('many.example', NOON, { mx: [host(0)] }));
  await stage.finish();
  await stage.store.setMxHosts(
    'many.example',
    Array.from({ length: HOSTS }, (_, n) => ({ host: host(n), preference: 10 })),
  );
});

/** What a run needs of its own record; nobody reads it here. */
const runs = {
  beginRun: async () => true,
  addToRun: async (id: string): Promise<RunRecord> => ({
    id,
    startedAt: 0,
    planned: 0,
    done: 0,
    unknown: 0,
    failed: 0,
  }),
  finishRun: async () => undefined,
};

async function run(smtpPort: number, canaries: readonly string[]): Promise<RunRecord | undefined> {
  stage.now += HOUR;
  const observer = observerOf(sandbox, { smtpPort, clock: stage.clock });
  try {
    const deps: RunDeps = {
      ...stage.deps,
      store: { ...stage.store, ...runs } as unknown as RunDeps['store'],
      observer,
      concurrency: 64,
      judge: {},
      diff: DEFAULT_DIFF_OPTIONS,
      canaries,
    };
    return await runOver('mx-host', `mx-hosts@${stage.now}`, deps);
  } finally {
    observer.close();
    await stage.finish();
  }
}

const alerts = async () =>
  (await stage.store.alerts({ limit: 5_000 })).items.map(
    ({ cause, status }) => `${'coverage' in cause ? cause.coverage.kind : 'something else'} ${status}`,
  );

test('port 25 closed over 1,000 MX hosts: no alert about any of them, nobody is contacted, one notice; and it ends when the port is open', async () => {
  for (let n = 0; n < 4; n++)
    expect(await run(closedPort, CANARIES)).toMatchObject({ planned: HOSTS, done: HOSTS, unknown: HOSTS, failed: 0 });
  expect(stage.pager.lines).toEqual(['coverage vantage-blocked']);
  expect(await alerts()).toEqual(['vantage-blocked open']);
  const state = await stage.state(mxHostTarget(host(7)));
  expect(state.findings).toEqual({});
  expect(state.unknown).toMatchObject([{ aspect: `smtp:${nowhere(7)}`, cause: 'vantage-blocked', checks: 0 }]);

  // The port opens, and the hosts, all of them, go on refusing: the breaker holds.
  for (let n = 0; n < 4; n++) await run(sandbox.smtpPort, CANARIES);
  expect(stage.pager.lines.slice(1).sort()).toEqual(['coverage mx-mostly-silent', 'resolved vantage-blocked']);
  expect((await alerts()).sort()).toEqual(['mx-mostly-silent open', 'vantage-blocked resolved']);
  for (const name of CANARIES) expect([...sandbox.mxStatistics(name).values()][0]?.connections).toBeLessThanOrEqual(4);
}, 240_000);

test('the same without canaries: by the share of those that do not answer', async () => {
  for (let n = 0; n < 4; n++) await run(closedPort, []);
  expect(stage.pager.lines).toEqual(['coverage vantage-blocked']);
  expect(await alerts()).toEqual(['vantage-blocked open']);
}, 240_000);

test('with the port proven open, few hosts that are down are told as that', async () => {
  await stage.store.setMxHosts(
    'many.example',
    [host(1), host(2), host(3)].map((name) => ({ host: name, preference: 10 })),
  );
  for (let n = 0; n < 3; n++) await run(sandbox.smtpPort, CANARIES);
  expect(stage.pager.lines).toEqual([
    'opened mx-host-unreachable',
    'opened mx-host-unreachable',
    'opened mx-host-unreachable',
  ]);
});
