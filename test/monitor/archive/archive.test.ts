import { mkdtempSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Alert, MonitorEvent } from '../../../lib/core/model';
import { domainTarget } from '../../../lib/core/model';
import { exportHistory } from '../../../lib/monitor/archive/export';
import type { Imported } from '../../../lib/monitor/archive/import';
import { importHistory, NotAnExport } from '../../../lib/monitor/archive/import';
import { acknowledgeAlert } from '../../../lib/monitor/acknowledge';
import { addSilence, liftSilence } from '../../../lib/monitor/silence';
import { openStore } from '../../../lib/storage/open';
import type { OpenStore } from '../../../lib/storage/store';
import {
  alert,
  all,
  certificate,
  check,
  DAY,
  delivery,
  event,
  finding,
  HOUR,
  mx1,
  NOON,
  notice,
  state,
} from '../../storage/fixtures';

const POLICY = 'version: STSv1\nmode: enforce\nmx: *.example.com\nmax_age: 604800\n';
const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

let now = NOON;
const clock = { now: () => now };
const opened: { store: OpenStore; dir: string }[] = [];

async function open(): Promise<OpenStore> {
  const dir = mkdtempSync(join(tmpdir(), 'archive-'));
  const store = await openStore({ embedded: { dir } }, { clock });
  opened.push({ store, dir });
  return store;
}
beforeEach(() => {
  now = NOON;
});
afterEach(async () => {
  for (const { store, dir } of opened.splice(0)) {
    await store.close();
    rmSync(dir, { recursive: true });
  }
});

/** A history with one of everything that there is. */
async function filled(): Promise<OpenStore> {
  const store = await open();
  await store.addDomain({
    name: 'example.com',
    source: 'test',
    addedAt: NOON - DAY,
    verdict: 'undeliverable',
    verdictSince: NOON - HOUR,
    reasons: ['MX host mx1.example.com is refused.'],
  });
  await store.setMxHosts('example.com', [
    { host: 'mx1.example.com', preference: 10 },
    { host: 'mx2.example.com', preference: 20 },
  ]);
  await store.writeState(state(1, { outbox: [event(NOON - 1)] }));
  await store.writeState(
    state(1, {
      target: mx1,
      findings: {
        [finding.fingerprint]: {
          finding,
          status: 'open',
          firstSeen: NOON - HOUR,
          openedAt: NOON - HOUR,
          checks: 0,
          cleanChecks: 0,
        },
      },
    }),
  );
  await store.putChecks([check(NOON - HOUR), check(NOON - 2 * DAY), check(NOON, { target: mx1 })]);
  await store.putEvents([
    event(NOON - HOUR),
    event(NOON - 2 * DAY),
    { id: 'opened', type: 'finding-opened', target: mx1, at: NOON - HOUR, finding, since: NOON - HOUR },
  ]);
  await store.putPolicyBody(sha256(POLICY), POLICY);
  const { der } = certificate('');
  await store.putCertificates([certificate(sha256(Buffer.from(der, 'base64')))].map((one) => ({ ...one, der })));
  await store.beginRun({
    id: 'domains@1',
    startedAt: NOON - HOUR,
    finishedAt: NOON,
    planned: 1,
    done: 1,
    unknown: 0,
    failed: 0,
    sight: { dns_seen: 1 },
  });
  await store.writeAlert(
    alert('open', 1, { openedAt: NOON - HOUR, notices: [notice('n', ['slack', 'sns'], ['sns'])] }),
  );
  await store.writeAlert(
    alert('over', 1, { openedAt: NOON - 3 * DAY, status: 'resolved', resolvedAt: NOON - 2 * DAY }),
  );
  await acknowledgeAlert('open', { by: 'alice', reason: 'line\nbreak \u202e and "quotes"' }, { store, clock });
  await addSilence(
    { purpose: 'maintenance', subject: '*', from: NOON, until: NOON + DAY, weekly: true, reason: 'disks', by: 'alice' },
    { store, clock },
  );
  await store.beginDelivery(delivery('x'));
  return store;
}

const exported = async (store: OpenStore, since?: number): Promise<string[]> =>
  (await all(exportHistory({ store, clock }, { release: '1.2.3', ...(since !== undefined && { since }) }))).map(
    (value) => JSON.stringify(value),
  );
const sorted = async (store: OpenStore): Promise<string[]> => (await exported(store)).sort();

interface Run extends Imported {
  readonly named: readonly string[];
}
async function imported(lines: readonly (string | undefined)[], store: OpenStore): Promise<Run> {
  const named: string[] = [];
  async function* numbered() {
    for (const [index, text] of lines.entries()) yield { number: index + 1, ...(text !== undefined && { text }) };
  }
  const outcome = await importHistory(numbered(), {
    store,
    now: clock.now(),
    onBadLine: (number, fault) => named.push(`${number}: ${fault}`),
    onFutureLine: (number, latest) => named.push(`${number}: later than now, ${new Date(latest).toISOString()}`),
  });
  return { ...outcome, named };
}

test('exported, imported into an empty store and exported again, it is the same; a second import changes nothing', async () => {
  const [from, to] = [await filled(), await open()];
  const lines = await exported(from);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    type: 'header',
    format: 'mta-sts-watch-export',
    schemaVersion: 1,
    exportedAt: '2026-11-23T12:00:00.000Z',
    release: '1.2.3',
  });
  const run = await imported(lines, to);
  expect(run).toMatchObject({
    named: [],
    bad: 0,
    isWhole: true,
    read: {
      domain: 1,
      'mx-set': 1,
      state: 2,
      check: 3,
      event: 3,
      policy: 1,
      certificate: 1,
      run: 1,
      alert: 2,
      silence: 1,
    },
  });
  const after = await sorted(to);
  expect(after).toEqual([...lines].sort());
  expect(await imported(lines, to)).toEqual(run);
  expect(await sorted(to)).toEqual(after);
  // What works over it works here: edges, lists, the queue of what is to be told.
  expect(await all(to.domainsOf('mx2.example.com'))).toEqual(['example.com']);
  expect((await all(to.alertsToTell(['slack']))).map(({ id }) => id)).toEqual(['open']);
  expect(await all(to.targetsWithOutbox())).toEqual([domainTarget('example.com')]);
  expect((await to.events({ since: NOON - HOUR })).items).toHaveLength(2);
  expect(await to.policyBody(sha256(POLICY))).toBe(POLICY);
});

test('an export holds no verdict that an earlier release does not know, and an import has the exact one', async () => {
  const [from, to] = [await open(), await open()];
  const changed: MonitorEvent = {
    id: 'changed',
    type: 'verdict-changed',
    target: domainTarget('example.com'),
    at: NOON,
    before: null,
    after: 'mx-not-checked',
    reasons: ['why'],
  };
  const verdict = { name: 'mx-not-checked', since: NOON, reasons: ['why'] } as const;
  await from.addDomain({
    name: 'example.com',
    source: 'test',
    addedAt: NOON,
    verdict: 'mx-not-checked',
    verdictSince: NOON,
    reasons: ['why'],
  });
  await from.writeState(state(1, { verdict, outbox: [changed] }));
  await from.putEvents([changed]);
  await from.putChecks([check(NOON, { verdict: 'mx-not-checked' })]);
  const lines = await exported(from);
  const values = lines.map((line) => JSON.parse(line) as { type: string; value: Record<string, unknown> });
  const valueOf = (type: string) => values.find((one) => one.type === type)?.value;
  expect(valueOf('domain')).toMatchObject({ verdict: 'unknown' });
  expect(valueOf('check')).toMatchObject({ verdict: 'unknown' });
  expect(valueOf('event')).toMatchObject({ before: null, after: 'unknown' });
  expect(valueOf('state')).toMatchObject({ verdict: { name: 'unknown' }, outbox: [{ after: 'unknown' }] });
  expect(await imported(lines, to)).toMatchObject({ bad: 0, isWhole: true });
  expect(await to.domain('example.com')).toMatchObject({ verdict: 'mx-not-checked' });
  expect(await to.readState(domainTarget('example.com'))).toMatchObject({ verdict, outbox: [changed] });
  expect((await to.events({})).items).toEqual([changed]);
  expect((await to.checks(domainTarget('example.com'), {})).items).toMatchObject([{ verdict: 'mx-not-checked' }]);
  expect(await sorted(to)).toEqual([...lines].sort());
});

test('in any order of its lines', async () => {
  const lines = await exported(await filled());
  const [header = '', ...rest] = lines;
  const to = await open();
  expect(await imported([header, ...rest.reverse()], to)).toMatchObject({ bad: 0, isWhole: true });
  expect(await sorted(to)).toEqual([...lines].sort());
});

test('what is newer in the store stays, what is older gives way, and its own things stay beside', async () => {
  const lines = await exported(await filled());
  const to = await open();
  await to.addDomain({ name: 'example.com', source: 'configuration', addedAt: NOON - 9 * DAY });
  await to.addDomain({ name: 'own.example', source: 'configuration', addedAt: NOON });
  await to.setMxHosts('example.com', [{ host: 'mx9.example.com', preference: 10 }]);
  await to.writeState(state(1, { observedAt: NOON + 1 }));
  await to.writeState(state(1, { target: mx1, observedAt: NOON - 1 }));
  await to.writeState(state(2, { target: mx1, observedAt: NOON - 1 }));
  await to.writeAlert(alert('open', 1, { openedAt: NOON - HOUR }));
  await to.writeAlert(alert('over', 1, { openedAt: NOON - 3 * DAY, status: 'resolved', resolvedAt: NOON - DAY }));
  expect(await imported(lines, to)).toMatchObject({ bad: 0, isWhole: true });
  expect(await to.domain('example.com')).toMatchObject({
    source: 'configuration',
    verdict: 'undeliverable',
    verdictSince: NOON - HOUR,
  });
  expect(await to.domain('own.example')).toBeDefined();
  expect(await to.mxHostsOf('example.com')).toEqual([{ host: 'mx9.example.com', preference: 10 }]);
  expect(await to.readState(domainTarget('example.com'))).toMatchObject({
    observedAt: NOON + 1,
    version: 1,
    outbox: [],
  });
  expect(await to.readState(mx1)).toMatchObject({
    observedAt: NOON,
    version: 3,
    findings: { [finding.fingerprint]: { status: 'open' } },
  });
  expect(await to.alert('open')).toMatchObject({ acknowledgements: [{ by: 'alice' }], version: 2 });
  expect(await to.alert('over')).toMatchObject({ resolvedAt: NOON - DAY });
  const before = await sorted(to);
  await imported(lines, to);
  expect(await sorted(to)).toEqual(before);
});

test('a silence that was lifted here stays lifted, and one lifted there is lifted here', async () => {
  const [from, to] = [await filled(), await open()];
  const lines = await exported(from);
  await imported(lines, to);
  const [silence] = (await to.silences({})).items;
  now += HOUR;
  await liftSilence(silence?.id ?? '', 'bob', { store: to, clock });
  await imported(lines, to);
  expect((await to.silences({})).items).toMatchObject([{ lifted: { by: 'bob' } }]);
  await imported(await exported(to), from);
  expect((await from.silences({})).items).toMatchObject([{ lifted: { by: 'bob' } }]);
});

test('with --since, what is older and over is left out; what stands stays', async () => {
  const lines = (await exported(await filled(), NOON - DAY)).map(
    (line) => JSON.parse(line) as { type: string; since?: string; items?: number },
  );
  const countOf = (type: string): number => lines.filter((line) => line.type === type).length;
  expect(lines[0]?.since).toBe('2026-11-22T12:00:00.000Z');
  expect(['check', 'event', 'alert', 'run', 'state', 'domain', 'policy', 'silence'].map(countOf)).toEqual([
    2, 2, 1, 1, 2, 1, 1, 1,
  ]);
  expect(lines.at(-1)).toEqual({ type: 'end', items: lines.length - 2 });
});

describe('lines that cannot be taken', () => {
  const value = (type: string, given: object): string => JSON.stringify({ type, value: given });
  const good: Alert = alert('a', 1);

  test.each<[string, string | undefined, RegExp]>([
    ['no JSON', '{"type":"check",', /^2: it is not JSON$/],
    ['no object', '42', /^2: it has no type$/],
    [
      'a type of a newer release',
      value('report', {}),
      /^2: its type is "report", one that this release does not know \(upgrade mta-sts-watch\)$/,
    ],
    ['a name of the prototype', value('constructor', {}), /^2: its type is "constructor"/],
    ['too long', undefined, /^2: it is too long$/],
    ['a time that is none', value('check', { ...check(NOON), at: 1e15 }), /^2: at: /],
    [
      'a type of event of a newer release',
      value('event', { ...event(NOON), type: 'moon-rose' }),
      /^2: type: a type of event that this release does not know \(upgrade mta-sts-watch\)$/,
    ],
    [
      'a kind of finding of a newer release',
      value('event', {
        id: 'x',
        type: 'finding-opened',
        target: mx1,
        at: NOON,
        since: NOON,
        finding: { ...finding, kind: 'moon' },
      }),
      /^2: finding\.kind: a kind of finding that this release does not know \(upgrade mta-sts-watch\)$/,
    ],
    [
      'an alert about a kind of finding of a newer release',
      value('alert', { ...good, cause: { finding: { ...finding, kind: 'moon' }, since: NOON } }),
      /^2: cause: a kind of finding that this release does not know \(upgrade mta-sts-watch\)$/,
    ],
    [
      'an alert about the monitor of a kind of a newer release',
      value('alert', { ...good, cause: { coverage: { kind: 'moon', detail: '', targets: 1 } } }),
      /^2: cause: a kind of notice that this release does not know \(upgrade mta-sts-watch\)$/,
    ],
    [
      'a policy that is not that of its hash',
      value('policy', { sha256: sha256('x'), body: 'y' }),
      /^2: the body is not the one of this hash$/,
    ],
    [
      'a certificate that is not that of its fingerprint',
      value('certificate', certificate('ab'.repeat(32))),
      /^2: the certificate is not the one of this fingerprint$/,
    ],
    [
      'a name that is none',
      value('domain', { name: '../x', source: 'x', addedAt: NOON }),
      /^2: name: not a domain name$/,
    ],
    ['a status that is none', value('alert', { ...good, status: 'moon' }), /^2: status: /],
    ['no value', '{"type":"state"}', /^2: /],
  ])('%s: is named by its number, and all others are taken', async (_name, line, says) => {
    const [from, to] = [await filled(), await open()];
    const [header = '', ...rest] = await exported(from);
    const { named, bad, isWhole } = await imported([header, line, ...rest], to);
    expect(named).toEqual([expect.stringMatching(says) as string]);
    expect([bad, isWhole]).toEqual([1, false]);
    expect(await sorted(to)).toEqual(await sorted(from));
  });

  test('a file that was cut short says so, and what is in it is taken', async () => {
    const [from, to] = [await filled(), await open()];
    const lines = await exported(from);
    expect(await imported([...lines.slice(0, -1), ''], to)).toMatchObject({ bad: 0, isWhole: false });
    expect(await sorted(to)).toEqual([...lines].sort());
  });

  test('a file that is no export, or of a newer format, changes nothing', async () => {
    const to = await open();
    const [, ...rest] = await exported(await filled());
    for (const lines of [
      [],
      ['{}'],
      rest,
      ['{"type":"header","format":"mta-sts-watch-export","schemaVersion":2}', ...rest],
    ])
      await expect(imported(lines, to)).rejects.toThrow(NotAnExport);
    expect(await exported(to)).toHaveLength(2);
  });
});

test('what has outlived its retention here is passed over', async () => {
  const [from, to] = [await filled(), await open()];
  const lines = await exported(from);
  await imported(lines, to);
  now = NOON + 800 * DAY;
  expect(await imported(lines, to)).toMatchObject({ bad: 0, isWhole: true });
});

test('what is later than now is named, and remembered as of now', async () => {
  const lines = await exported(await filled());
  now = NOON - DAY;
  const to = await open();
  const run = await imported(lines, to);
  expect(run.bad).toBe(0);
  expect(run.future).toBe(run.named.length);
  expect(run.named).toContainEqual(expect.stringMatching(/^\d+: later than now, 2026-11-23T/));
  const [left] = await to.readStates([mx1]);
  expect(left?.observedAt).toBe(now);
  expect(Object.values(left?.findings ?? {}).map(({ firstSeen }) => firstSeen)).toEqual([now]);
  // Checks, events and runs keep their times: nothing is compared with one that is later than now.
  expect((await to.checks(mx1, {})).items.map(({ at }) => at)).toEqual([NOON]);
});
