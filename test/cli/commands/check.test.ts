import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { checkDocumentSchema, domainReportSchema } from '../../../lib/core/report';
import { SANDBOX_TABLE, startSandbox } from '../../../lib/sandbox';
import type { Sandbox } from '../../../lib/sandbox';
import { listen } from '../../../lib/sandbox/net/listener';
import type { CliSurroundings } from '../support';
import { runProgram } from '../support';

/** Its record and its policy hold what would colour, turn round and clear a terminal. */
const STEERS = {
  name: 'steers.example',
  says: '',
  record: ['v=STSv1; id=\u001b[31m\u202e1;'],
  policy: 'version: STSv1\r\nmode: \u001b[31menforce\u001b[2J\u0007\r\nmx: *.mail.example\r\nmax_age: 604800\r\n',
};

let sandbox: Sandbox;
let folder: string;
let options: string[];

beforeAll(async () => {
  sandbox = await startSandbox({ domains: [...SANDBOX_TABLE, STEERS] });
  folder = mkdtempSync(join(tmpdir(), 'check-'));
  writeFileSync(join(folder, 'ca.pem'), sandbox.caPem);
  options = [
    '--resolver',
    sandbox.resolver,
    '--https-port',
    String(sandbox.httpsPort),
    '--smtp-port',
    String(sandbox.smtpPort),
    '--ca',
    join(folder, 'ca.pem'),
    '--allow-private-addresses',
    '--timeout',
    '5s',
  ];
}, 240_000);
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const check = (args: readonly string[], surroundings?: CliSurroundings) =>
  runProgram(['check', ...options, ...args], surroundings);

describe('exit codes', () => {
  test.each([
    ['nothing wrong', ['healthy.example'], 0],
    ['an error', ['expired-mx.example'], 1],
    ['something wrong among several', ['healthy.example', 'expired-mx.example'], 1],
    ['it could not be told', ['record-servfail.example'], 2],
    ['a finding outweighs what could not be told', ['record-servfail.example', 'expired-mx.example'], 1],
  ])('%s', async (_, domains, code) => {
    const { exitCode, stdout } = await check(domains);
    expect([exitCode, domains.every((domain) => stdout.includes(domain))]).toEqual([code, true]);
  });

  test('--no-smtp: MX hosts are not to be checked, which is no failure of the check', async () => {
    const sound = await check(['--no-smtp', 'healthy.example']);
    expect(sound.exitCode).toBe(0);
    expect(sound.stdout).toMatch(
      /^healthy\.example: mx-not-checked \(policy published and valid; MX hosts not checked\)$/m,
    );
    expect(sound.stdout).toMatch(/^ {2}The policy is published and valid; neither MX host was checked\.$/m);
    expect((await check(['--no-smtp', 'record-servfail.example'])).exitCode).toBe(2);
    const { exitCode, stdout } = await check(['--no-smtp', '--json', 'healthy.example', 'expired-mx.example']);
    const { schemaVersion, domains } = checkDocumentSchema.parse(JSON.parse(stdout));
    expect([exitCode, schemaVersion]).toEqual([0, 2]);
    expect(domains.map(({ verdict, mxHosts }) => [verdict, mxHosts.flatMap(({ addresses }) => addresses)])).toEqual([
      ['mx-not-checked', []],
      ['mx-not-checked', []],
    ]);
  });

  test('port 25 is closed: the verdict is the same, and the exit code says that MX hosts could not be checked', async () => {
    const bound = await listen('127.0.0.1', 0, () => undefined);
    await bound.close();
    const where = ['--smtp-port', String(bound.port), '--canary', 'mx1.mail.example'];
    const { exitCode, stdout } = await check([...where, 'healthy.example']);
    expect([exitCode, stdout.split(' ')[1]]).toEqual([2, 'mx-not-checked']);
    expect(stdout).toContain('could not be checked: port 25 is closed here.');
  });

  test('--fail-on draws the line', async () => {
    const soft =
      SANDBOX_TABLE.find(({ expect: { kinds } }) => kinds.length === 1 && kinds[0] === 'policy-mode-testing')?.name ??
      '';
    expect((await check([soft])).exitCode).toBe(0);
    expect((await check(['--fail-on', 'info', soft])).exitCode).toBe(1);
    expect((await check(['--fail-on', 'critical', 'one-expired-of-two.example'])).exitCode).toBe(0);
  });
});

describe('human output', () => {
  test('says verdict, findings with evidence, what senders do, and how to fix it', async () => {
    const { stdout } = await check(['expired-mx.example']);
    expect(stdout).toMatch(
      /^expired-mx\.example: undeliverable \(senders that enforce the policy have no MX host left\)$/m,
    );
    expect(stdout).toMatch(/^ {2}CRITICAL The certificate of mx\.expired-mx\.example has expired$/m);
    expect(stdout).toContain('  Exchange Online defers the mail, then bounces it.\n');
    for (const label of ['Evidence', 'Why', 'Senders', 'Fix', 'More'])
      expect(stdout).toMatch(new RegExp(`^ {4}${label} `, 'm'));
    expect(stdout).toContain('Exchange Online: ');
    expect(stdout).toContain('Reported as: certificate-expired (RFC 8460).');
    expect(stdout).toContain('docs/findings.md#mx-host-certificate-expired');
    expect(stdout).toMatch(/^ {2}MX 10 mx\.expired-mx\.example: rejected$/m);
    expect(stdout).not.toContain('\u001b');
  });

  test('groups by domain, in the order given, and counts the verdicts', async () => {
    const { stdout } = await check(['healthy.example', 'record-servfail.example', 'expired-mx.example']);
    expect(stdout.match(/^\S+\.example: \w+/gm)).toEqual([
      'healthy.example: protected',
      'record-servfail.example: unknown',
      'expired-mx.example: undeliverable',
    ]);
    expect(stdout).toMatch(/\n3 domains: 1 undeliverable, 1 unknown, 1 protected\.\n$/);
  });

  test('says what could not be seen, as that', async () => {
    const { stdout } = await check(['record-servfail.example']);
    expect(stdout).toContain('Could not be checked from here, which says nothing about the domain:');
    expect(stdout).toMatch(/record-servfail\.example, sts-record: servfail/);
  });

  test.each([40, 80, 120, 200])('keeps to %d columns', async (columns) => {
    const hostile = SANDBOX_TABLE.filter(({ name }) => /long|web-page|bom|markup/.test(name)).map(({ name }) => name);
    const { stdout } = await check(['expired-mx.example', 'policy-enforcer.example', STEERS.name, ...hostile], {
      columns,
    });
    // The bar is drawn over again and again, each time from the first column.
    expect(
      stdout
        .replaceAll('\u001b[1G', '\n')
        .split('\n')
        .filter((line) => stringWidth(line) > columns),
    ).toEqual([]);
  });

  test('colours on a terminal only, unless NO_COLOR or FORCE_COLOR say otherwise', async () => {
    const isColoured = async (surroundings: CliSurroundings): Promise<boolean> =>
      (await check(['expired-mx.example'], surroundings)).stdout.includes('\u001b[31m');
    expect(await isColoured({})).toBe(false);
    expect(await isColoured({ columns: 80 })).toBe(true);
    expect(await isColoured({ columns: 80, env: { NO_COLOR: '1' } })).toBe(false);
    expect(await isColoured({ env: { FORCE_COLOR: '1' } })).toBe(true);
  });

  test.each([[[]], [['--json']]])('shows nothing from the network that steers a terminal %j', async (format) => {
    const { stdout } = await check([...format, STEERS.name]);
    expect(stdout).toContain('\\u001b[31m');
    expect([...stdout].filter((character) => character !== '\n' && /[\p{Cc}\p{Cf}]/u.test(character))).toEqual([]);
  });
});

describe('JSON', () => {
  test('is one document of the documented schema', async () => {
    const { stdout, exitCode } = await check(['--json', 'healthy.example', 'expired-mx.example']);
    const document = checkDocumentSchema.parse(JSON.parse(stdout));
    expect(document.domains.map(({ domain, verdict }) => [domain, verdict])).toEqual([
      ['healthy.example', 'protected'],
      ['expired-mx.example', 'undeliverable'],
    ]);
    expect(exitCode).toBe(1);
  });

  test('with --ndjson, each domain is a line', async () => {
    const { stdout } = await check(['--ndjson', 'healthy.example', 'expired-mx.example']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => domainReportSchema.parse(JSON.parse(line)).domain)).toEqual([
      'healthy.example',
      'expired-mx.example',
    ]);
  });
});

describe('what to check', () => {
  test('a list from a file or from standard input, with the names given; each once', async () => {
    const list = join(folder, 'list');
    writeFileSync(list, '\uFEFF# ours\r\nhealthy.example\r\n\r\nexpired-mx.example # theirs\r\n');
    const verdicts = (stdout: string) => stdout.match(/^\S+\.example(?=: \w+ \()/gm);
    expect(verdicts((await check(['--file', list, 'healthy.example'])).stdout)).toEqual([
      'healthy.example',
      'expired-mx.example',
    ]);
    expect(verdicts((await check(['--file', '-'], { stdin: readFileSync(list) })).stdout)).toEqual([
      'healthy.example',
      'expired-mx.example',
    ]);
  });

  test('the configuration can say all that options say, and options override it', async () => {
    const config = join(folder, 'watch.json');
    const { resolver, httpsPort, smtpPort } = sandbox;
    writeFileSync(
      config,
      JSON.stringify({
        domains: ['healthy.example'],
        resolvers: [resolver],
        httpsPort,
        smtpPort,
        ca: ['ca.pem'],
        allowPrivateAddresses: true,
        timeout: '5s',
        ehlo: 'monitor.example',
      }),
    );
    expect(await runProgram(['check', '--config', config])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('healthy.example: protected') as string,
    });
    const closed = await runProgram(['check', '--config', config, '--https-port', '1', '--timeout', '2s']);
    expect(closed.stdout).toContain('healthy.example: unprotected');
    expect(closed.stdout).toMatch(/Tried: +at three tries in \d+ s\n/);
  });
});
