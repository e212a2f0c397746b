import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_ALERT_POLICY } from '../../../lib/core/alerting';
import { DEFAULT_DIFF_OPTIONS } from '../../../lib/core/diff';
import type { Alert, DomainObservation, MxHostObservation, TargetState } from '../../../lib/core/model';
import { domainTarget, mxHostTarget, targetId } from '../../../lib/core/model';
import { importHistory } from '../../../lib/monitor/archive/import';
import { deliver } from '../../../lib/monitor/deliver';
import type { Observer } from '../../../lib/monitor/ports';
import { runOver } from '../../../lib/monitor/run';
import { openStore } from '../../../lib/storage/open';
import type { OpenStore } from '../../../lib/storage/store';
import { Pager } from '../stage';

/**
 * An upgrade is no storm: the history of an earlier release (how it was recorded: record.mjs), and the first check after
 * it, over what that release's probes observed in the same world an hour later.
 */
type Recorded =
  | { readonly type: 'domain'; readonly observation: DomainObservation }
  | { readonly type: 'mx-host'; readonly observation: MxHostObservation };

const HOUR = 3_600_000;
const linesOf = (name: string): string[] => readFileSync(join(__dirname, name), 'utf8').trimEnd().split('\n');

const recorded = linesOf('observations.ndjson').map((line) => JSON.parse(line) as Recorded);
/** That release fetched a policy from one address; what it observed of it is the fetch from that address. */
function withEndpoints(observation: DomainObservation): DomainObservation {
  const { policyFetch } = observation;
  if (policyFetch === undefined) return observation;
  const { url, addresses, durationMs, address, ...fetched } = policyFetch as typeof policyFetch & { address?: string };
  const endpoints = address === undefined ? [] : [{ ...fetched, address, family: 4 as const, durationMs }];
  return { ...observation, policyFetch: { url, addresses, durationMs, endpoints } };
}
const domains = recorded.flatMap((one) => (one.type === 'domain' ? [withEndpoints(one.observation)] : []));
const hosts = recorded.flatMap((one) => (one.type === 'mx-host' ? [one.observation] : []));
const targets = [...domains.map(({ domain }) => domainTarget(domain)), ...hosts.map(({ host }) => mxHostTarget(host))];
const [first] = domains;
if (first === undefined) throw new Error('nothing was recorded');

let now = first.observedAt;
const clock = { now: () => now };
const pager = new Pager('webhook');
let dir: string;
let store: OpenStore;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'upgrade-'));
  store = await openStore({ embedded: { dir } }, { clock });
  async function* history() {
    for (const [index, text] of linesOf('history.ndjson').entries()) yield { number: index + 1, text };
  }
  const bad: string[] = [];
  const { isWhole } = await importHistory(history(), {
    store,
    now: clock.now(),
    onBadLine: (line, fault) => bad.push(`${line} ${fault}`),
    onFutureLine: (line) => bad.push(`${line} later than now`),
  });
  expect({ isWhole, bad }).toEqual({ isWhole: true, bad: [] });
});
afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

const found = <T>(one: T | undefined, name: string): T => {
  if (one === undefined) throw new Error(`${name} was not recorded`);
  return one;
};
const observer: Observer = {
  observeDomain: async (name) => ({
    ...found(
      domains.find(({ domain }) => domain === name),
      name,
    ),
    observedAt: now,
  }),
  observeMxHost: async (name) => ({
    ...found(
      hosts.find(({ host }) => host === name),
      name,
    ),
    observedAt: now,
  }),
};

async function check(): Promise<void> {
  const policy = { ...DEFAULT_ALERT_POLICY, channels: [pager.name] };
  const deps = { store, clock, policy, observer, concurrency: 4, judge: {}, diff: DEFAULT_DIFF_OPTIONS };
  for (const type of ['domain', 'mx-host'] as const)
    await runOver(type, `${type} ${now}`, {
      ...deps,
      onError: (target, error) => {
        throw new Error(targetId(target), { cause: error });
      },
    });
  await deliver(pager, deps);
}

/** What an upgrade must not touch. */
const kept = ({ id, status, severity, openedAt, cause, acknowledgements, notices }: Alert) => ({
  id,
  status,
  severity,
  openedAt,
  since: 'finding' in cause ? cause.since : undefined,
  acknowledgements,
  notices: notices.map((notice) => notice.id),
});
const alerts = async () =>
  (await store.alerts({ limit: 1_000 })).items.map(kept).sort((a, b) => (a.id < b.id ? -1 : 1));
const events = async () => (await store.events({ limit: 1_000 })).items.map(({ id, type }) => `${id} ${type}`);
const states = async (): Promise<readonly TargetState[]> =>
  (await store.readStates(targets)).flatMap((state) => state ?? []);
const openFindings = async () =>
  (await states()).flatMap(({ findings }) =>
    Object.values(findings)
      .filter(({ status }) => status === 'open')
      .map(({ finding, firstSeen, openedAt }) => `${finding.fingerprint} ${firstSeen} ${openedAt}`),
  );
const waiting = async () =>
  (await states()).flatMap(({ target, findings, unknown }) => [
    ...Object.values(findings).flatMap(({ finding, status, firstSeen }) =>
      status === 'pending' ? [`${targetId(target)} ${finding.kind} ${firstSeen}`] : [],
    ),
    ...unknown.map(({ aspect, since }) => `${targetId(target)} ${aspect} ${since}`),
  ]);
const verdicts = async () =>
  (await states()).map(({ target, verdict }) => [target.name, verdict?.name, verdict?.since]);

test('the history is worth the test: alerts of many kinds, acknowledged, waiting, and two of one kind on one host', async () => {
  const all = await alerts();
  expect(new Set(all.map(({ id }) => id.split('|')[0])).size).toBeGreaterThan(12);
  expect(all.filter(({ acknowledgements = [] }) => acknowledgements.length > 0).length).toBeGreaterThan(5);
  expect(all.filter(({ id }) => id.includes('mx.expired.example')).length).toBe(2);
  expect(await waiting()).toEqual([
    expect.stringContaining('domain/policy-pending.example policy-http-status'),
    expect.stringMatching(/^mx-host\/mx\.closed\.example smtp:/),
    expect.stringMatching(/^mx-host\/mx\.closing\.example smtp:/),
  ]);
});

test('the first checks after the upgrade send nothing; alerts, acknowledgements, events and times stay', async () => {
  const before = {
    alerts: await alerts(),
    events: await events(),
    open: await openFindings(),
    waiting: await waiting(),
    verdicts: await verdicts(),
  };
  await check();
  expect(pager.lines).toEqual([]);
  expect(await alerts()).toEqual(before.alerts);
  expect(await events()).toEqual(before.events);
  expect(await openFindings()).toEqual(before.open);
  expect(await waiting()).toEqual(before.waiting);
  expect(await verdicts()).toEqual(before.verdicts);
  // What had waited for two checks more goes on from there.
  now += HOUR;
  await check();
  expect(pager.lines.filter((line) => line.startsWith('opened')).sort()).toEqual([
    'opened mx-host-unreachable',
    'opened policy-http-status',
  ]);
});
