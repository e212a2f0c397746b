import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { handleOf } from '../../../lib/cli/alerts/find';
import { EXIT } from '../../../lib/cli/exit-code';
import { findingOf } from '../../../lib/core/findings';
import { domainTarget } from '../../../lib/core/model';
import { openStore } from '../../../lib/storage/open';
import { alert, check, DAY, event, HOUR } from '../../storage/fixtures';
import type { CliRun } from '../support';
import { runProgram } from '../support';

let folder: string;
const cwd = process.cwd();
const NOW = Date.now();
const { username } = userInfo();

const missing = findingOf({
  kind: 'sts-record-multiple',
  subject: domainTarget('a.example'),
  evidence: { records: ['v=STSv1; id=1;', '=HYPERLINK("https://evil.example")'] },
  aspects: ['sts-record'],
});
const ALERT = alert('mx-host-certificate-expired|mx-host/mx1.example.com@1', 1, { openedAt: NOW - HOUR });
const OTHER = alert('sts-record-multiple|domain/a.example@1', 1, {
  openedAt: NOW - 2 * HOUR,
  severity: 'error',
  subject: domainTarget('a.example'),
  cause: { finding: missing, since: NOW - 2 * HOUR },
});
const OVER = alert('over', 1, {
  openedAt: NOW - 3 * DAY,
  status: 'resolved',
  resolvedAt: NOW - DAY,
  severity: 'warning',
});

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alerts-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(cwd);
  rmSync(folder, { recursive: true });
});
/** A history in a folder of its own, with two open alerts, one that is over, and some events. */
beforeEach(async () => {
  rmSync('.mta-sts-watch', { recursive: true, force: true });
  const store = await openStore({ embedded: { dir: '.mta-sts-watch' } });
  await store.addDomain({
    name: 'a.example',
    source: 'test',
    addedAt: NOW - DAY,
    verdict: 'protected',
    verdictSince: NOW - DAY,
    reasons: [],
  });
  await store.addDomain({
    name: 'b.example',
    source: 'test',
    addedAt: NOW - DAY,
    verdict: 'degraded',
    verdictSince: NOW - 3 * DAY,
    reasons: ['=1+1 is no reason'],
  });
  for (const one of [ALERT, OTHER, OVER]) await store.writeAlert(one);
  await store.putChecks([
    check(NOW - HOUR, { target: domainTarget('a.example'), verdict: 'protected', kinds: [] }),
    check(NOW - 2 * HOUR, { target: domainTarget('a.example') }),
  ]);
  await store.putEvents([
    event(NOW - HOUR, 0, domainTarget('a.example')),
    {
      id: 'opened',
      type: 'finding-opened',
      target: domainTarget('a.example'),
      at: NOW - 2 * HOUR,
      finding: missing,
      since: NOW - 2 * HOUR,
    },
    {
      id: 'verdict',
      type: 'verdict-changed',
      target: domainTarget('b.example'),
      at: NOW - 3 * DAY,
      before: 'protected',
      after: 'degraded',
      reasons: ['\r\n@SUM(A1)', '"quoted", with a comma'],
    },
  ]);
  await store.close();
});

async function ok(...args: readonly string[]): Promise<CliRun> {
  const run = await runProgram(args);
  expect([run.stderr, run.exitCode ?? 0]).toEqual(['', 0]);
  return run;
}
const refused = async (...args: readonly string[]): Promise<string> => {
  const { exitCode, stderr, stdout } = await runProgram(args);
  expect([exitCode, stdout]).toEqual([EXIT.usage, '']);
  return stderr;
};
const json = async <T>(...args: readonly string[]): Promise<T> => JSON.parse((await ok(...args, '--json')).stdout) as T;
interface Listed {
  readonly alerts: readonly {
    readonly id: string;
    readonly handle: string;
    readonly acknowledgement?: unknown;
    readonly silences: readonly string[];
  }[];
}

describe('alerts', () => {
  test('are acknowledged by handle, id or name, with a reason and an end, and that is taken back', async () => {
    const handle = handleOf(ALERT.id);
    expect((await ok('alerts', 'list')).stdout).toContain(handle);
    expect((await ok('alerts', 'ack', handle, '--reason', 'ordered', '--until', '3d')).stdout).toMatch(
      new RegExp(`^${handle} is acknowledged until `),
    );
    const { alerts } = await json<Listed>('alerts', 'list');
    expect(alerts.find(({ id }) => id === ALERT.id)).toMatchObject({
      handle,
      acknowledgement: { by: username, reason: 'ordered' },
    });
    expect((await ok('alerts', 'list')).stdout).toMatch(new RegExp(`acknowledged until .* by ${username}: ordered`));
    expect((await ok('status')).stdout).toContain('ordered');
    await ok('alerts', 'ack', 'mx1.example.com', OTHER.id, '--reason', 'mine');
    await ok('alerts', 'unack', handle);
    const { alert: shown } = await json<{ alert: { acknowledgements: unknown } }>('alerts', 'show', handle);
    expect(shown.acknowledgements).toMatchObject([
      { reason: 'ordered', ended: { why: 'replaced', by: username } },
      { reason: 'mine', ended: { why: 'withdrawn' } },
    ]);
    expect((await ok('alerts', 'show', 'a.example')).stdout).toMatch(
      /acknowledged by .*: mine[^]*\nTold\n {2}[^]*\nAcknowledged\n {2}/,
    );
  });

  test('that are over are shown, and not acknowledged', async () => {
    expect((await ok('alerts', 'show', handleOf(OVER.id))).stdout).toMatch(/Resolved: /);
    expect(await refused('alerts', 'ack', handleOf(OVER.id), '--reason', 'x')).toMatch(
      /is over: there is nothing to acknowledge/,
    );
  });

  test('that are not there, or could be several, are asked about', async () => {
    expect(await refused('alerts', 'ack', 'nobody.example', '--reason', 'x')).toMatch(/no alert nobody\.example/);
    const store = await openStore({ embedded: { dir: '.mta-sts-watch' } });
    await store.writeAlert(alert('second', 1));
    await store.close();
    expect(await refused('alerts', 'ack', 'mx1.example.com', '--reason', 'x')).toMatch(
      new RegExp(
        `^2 alerts about mx1\\.example\\.com are open\\. Which one\\?\n {2}${handleOf(ALERT.id)}|${handleOf('second')} `,
      ),
    );
    expect(await refused('alerts', 'ack', handleOf(ALERT.id), '--reason', ' ', '--until', '2020-01-01')).toMatch(
      /reason is missing[^]*passed already/,
    );
    expect(await refused('alerts', 'ack', handleOf(ALERT.id))).toMatch(/--reason/);
  });

  test('are filtered by severity and kind', async () => {
    const ids = async (...args: readonly string[]) =>
      (await json<Listed>('alerts', 'list', ...args)).alerts.map(({ id }) => id).sort();
    expect(await ids()).toEqual([ALERT.id, OTHER.id]);
    expect(await ids('--severity', 'critical')).toEqual([ALERT.id]);
    expect(await ids('--kind', 'sts-record-multiple,tlsrpt-missing')).toEqual([OTHER.id]);
    expect(await ids('--all')).toHaveLength(3);
    expect(await ids('--all', '--until', '2h')).not.toContain(ALERT.id);
    expect(await ids('--all', '--since', '1d')).not.toContain(OVER.id);
    expect(await refused('alerts', 'list', '--kind', 'sts-record-multipel')).toMatch(
      /Did you mean sts-record-multiple\?/,
    );
  });
});

describe('mutes', () => {
  test('of a kind, a domain, or both: made, listed, shown with the alert, and lifted', async () => {
    const { stdout } = await ok(
      'alerts',
      'mute',
      'a.example',
      '--kind',
      'sts-record-multiple',
      '--reason',
      'being moved',
      '--until',
      '30d',
    );
    const id = /unmute ([0-9a-f]{8})\n$/.exec(stdout)?.[1] ?? '';
    expect(stdout).toMatch(/^sts-record-multiple of a\.example is muted until /);
    expect((await json<Listed>('alerts', 'list')).alerts.map(({ silences }) => silences.join())).toEqual(
      expect.arrayContaining([id, '']),
    );
    expect((await ok('alerts', 'list')).stdout).toMatch(
      new RegExp(`muted until .* by ${username}: being moved \\(${id}\\)`),
    );
    await ok('alerts', 'mute', '--kind', 'vantage-blocked', '--reason', 'known');
    expect((await json<{ silences: unknown[] }>('alerts', 'mutes')).silences).toMatchObject([
      { kind: 'vantage-blocked', subject: '*' },
      { id, by: username, reason: 'being moved', state: 'in-force' },
    ]);
    await ok('alerts', 'unmute', id);
    expect((await ok('alerts', 'mutes')).stdout).not.toContain(id);
    expect((await ok('alerts', 'mutes', '--all')).stdout).toMatch(
      new RegExp(`^${id} {2}.*: lifted .* by ${username}\n {4}.*being moved$`, 'm'),
    );
    expect((await ok('alerts', 'mutes', '--all', '--csv')).stdout).toContain(
      `\r\n${id},mute,over,sts-record-multiple,a.example,`,
    );
    await ok('alerts', 'unmute', id);
  });

  test('a name that nobody has looked at may be a slip; a pattern is none', async () => {
    const { stderr, exitCode } = await runProgram(['alerts', 'mute', 'c.example', '--reason', 'x']);
    expect([stderr, exitCode ?? 0]).toEqual(['Nothing is known of c.example here yet: is it spelt right?\n', 0]);
    await ok('alerts', 'mute', '*.c.example', '--reason', 'x');
    await ok('alerts', 'mute', 'B.Example.', '--reason', 'x');
  });

  test('that say nothing, or too much, are refused', async () => {
    expect(await refused('alerts', 'mute', '--reason', 'x')).toMatch(/Say what to mute/);
    expect(await refused('alerts', 'mute', '*', '--reason', 'x')).toMatch(/That would mute everything/);
    expect(await refused('alerts', 'mute', 'https://a.example', '--reason', '')).toMatch(
      /reason is missing[^]*is no name/,
    );
    expect(await refused('alerts', 'mute', '--kind', 'sts-record-multipel', '--reason', 'x')).toMatch(
      /Did you mean sts-record-multiple\?/,
    );
    expect(await refused('alerts', 'unmute', 'nobody')).toMatch(
      /There is no mute nobody\. mta-sts-watch alerts mutes shows them/,
    );
  });
});

describe('maintenance', () => {
  test('is planned, listed and ended', async () => {
    const { stdout } = await ok(
      'maintenance',
      'add',
      'mx-host/*.example.com',
      '--from',
      '1h',
      '--until',
      '3h',
      '--weekly',
      '--reason',
      'patches',
    );
    const id = /remove ([0-9a-f]{8})\n$/.exec(stdout)?.[1] ?? '';
    expect((await ok('maintenance', 'list')).stdout).toMatch(
      new RegExp(`^${id} {2}mx-host/\\*\\.example\\.com, each week from .* to .* UTC: to come\n`),
    );
    expect(await refused('alerts', 'unmute', id)).toMatch(/There is no mute/);
    await ok('maintenance', 'remove', id);
    expect((await runProgram(['maintenance', 'list'])).stderr).toMatch(/^No maintenance is planned \(/);
    expect((await json<{ silences: unknown[] }>('maintenance', 'list', '--all')).silences).toMatchObject([
      { id, purpose: 'maintenance', weekly: true, lifted: { by: username }, state: 'over' },
    ]);
  });

  test('holds back from now on, until its end', async () => {
    await ok('maintenance', 'add', '*', '--until', '2h', '--reason', 'the network');
    expect((await ok('alerts', 'list')).stdout).toMatch(/in maintenance until .*: the network/);
    expect(await refused('maintenance', 'add', 'a.example', '--from', '3h', '--until', '2h', '--reason', 'x')).toMatch(
      /not after the beginning/,
    );
    expect(await refused('maintenance', 'add', 'a.example', '--reason', 'x')).toMatch(/--until/);
  });
});

describe('tables', () => {
  test('are RFC 4180, a row a line, and no cell is a formula', async () => {
    const { stdout } = await ok('events', '--csv');
    const rows = stdout.split('\r\n');
    expect(rows).toHaveLength(5);
    expect(rows[0]).toBe('at,type,name,event,kind,severity,finding,before,after,place,reasons,id');
    expect(rows[3]).toContain('"\\r\\n@SUM(A1) ""quoted"", with a comma"');
    expect(stdout).not.toMatch(/(^|,|")[=+@-]/m);
    expect((await ok('domains', 'list', '--csv')).stdout).toContain(",'=1+1 is no reason,");
    expect((await ok('status', '--csv', '--verdict', 'degraded')).stdout.split('\r\n')[1]).toMatch(
      /^b\.example,degraded,/,
    );
    expect((await ok('history', 'a.example', '--csv', '--verdict', 'protected')).stdout.split('\r\n')).toHaveLength(3);
    expect((await ok('alerts', 'list', '--csv')).stdout.split('\r\n')).toHaveLength(4);
    expect(await refused('events', '--csv', '--json')).toMatch(/cannot be used with/);
  });

  test('events are filtered', async () => {
    const types = async (...args: readonly string[]) =>
      (await json<{ events: { type: string }[] }>('events', ...args)).events.map(({ type }) => type);
    expect(await types('--kind', 'sts-record-multiple')).toEqual(['finding-opened']);
    expect(await types('--kind', 'tlsrpt-changed,verdict-changed')).toEqual(['tlsrpt-changed', 'verdict-changed']);
    expect(await types('--severity', 'error')).toEqual(['finding-opened', 'verdict-changed']);
    expect(await types('--severity', 'warning')).toEqual(['tlsrpt-changed', 'finding-opened', 'verdict-changed']);
    expect(await types('--verdict', 'degraded')).toEqual(['verdict-changed']);
    expect(await types('--until', '1d')).toEqual(['verdict-changed']);
    expect(await types('--since', '90m')).toEqual(['tlsrpt-changed']);
  });

  test('status and history are filtered', async () => {
    const status = await json<{ domains: number; openAlerts: unknown[] }>(
      'status',
      '--verdict',
      'degraded',
      '--severity',
      'critical',
    );
    expect(status).toMatchObject({ domains: 1, openAlerts: [{ id: ALERT.id }] });
    expect(await json('status', '--since', '2d', '--kind', 'tlsrpt-missing')).toMatchObject({
      domains: 1,
      openAlerts: [],
    });
    expect((await ok('status', '--verdict', 'degraded')).stdout).toMatch(
      /^2 domains and 0 MX hosts are watched[^]*1 domain asked for[^]*b\.example/,
    );
    expect(await json('history', 'a.example', '--kind', 'tlsrpt-missing')).toMatchObject({
      events: [],
      checks: [{ kinds: ['mta-sts-not-used', 'tlsrpt-missing'] }],
    });
  });
});
