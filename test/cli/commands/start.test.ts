import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../../lib/sandbox';
import { startSandbox } from '../../../lib/sandbox';
import { startReceiver } from '../../support/receiver';
import type { CliRun, CliSurroundings } from '../support';
import { runProgram } from '../support';

// Each starts the monitor and its world: on a busy machine that takes half a minute.
jest.setTimeout(240_000);

let folder: string;
let sandbox: Sandbox;
const before = process.cwd();

beforeAll(async () => {
  sandbox = await startSandbox({
    domains: [
      { name: 'good.example', says: '' },
      { name: 'bad.example', says: '', hosts: { mx: { certificate: { from: -91, until: -1 } } } },
    ],
  });
}, 240_000);
afterAll(() => sandbox.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

/** Runs a command until it has written the words, and then presses Ctrl-C. */
async function until(words: RegExp, args: readonly string[], surroundings: CliSurroundings = {}): Promise<CliRun> {
  const end = new AbortController();
  let written = '';
  return runProgram(args[0] === 'start' ? [...args, '--dashboard-port', '0'] : args, {
    ...surroundings,
    endRequested: end.signal,
    onWrite: (text) => {
      written += text;
      if (words.test(written)) end.abort();
    },
  });
}

function configure(more: Readonly<Record<string, unknown>> = {}): void {
  const { resolver, httpsPort, smtpPort } = sandbox;
  writeFileSync('ca.pem', sandbox.caPem);
  const config = {
    domains: ['good.example', 'bad.example'],
    resolvers: [resolver],
    httpsPort,
    smtpPort,
    ca: ['ca.pem'],
    allowPrivateAddresses: true,
    timeout: '5s',
    ...more,
  };
  writeFileSync('mta-sts-watch.yaml', JSON.stringify(config));
}

const ALERT = /CRITICAL Mail to bad\.example is being refused/;

describe('with domains', () => {
  test('it looks at once, tells what is wrong, and ends in order; a second start goes on without a repeat', async () => {
    configure();
    const first = await until(/is being refused[^]*?\n/, ['start']);
    expect(first.stderr).toBe('');
    expect(first.exitCode ?? 0).toBe(0);
    expect(first.stdout).toMatch(
      /^mta-sts-watch \S+ watches 2 domains \(mta-sts-watch\.yaml\): domains every 1h, MX hosts every 1h\. History: \.mta-sts-watch\. Alerts: terminal\.$/m,
    );
    expect(first.stdout).toMatch(ALERT);
    expect(first.stdout).toMatch(
      /\nStopped\. The history is in \.mta-sts-watch; the same command goes on from there\.\n$/,
    );

    const second = await until(/good\.example: protected/, ['start']);
    expect(second.stdout).toMatch(
      /^Continuing from 5 checks since \d{4}-\d\d-\d\d \d\d:\d\d UTC, with 1 alert open: mta-sts-watch alerts list shows them\.$/m,
    );
    expect(second.stdout).toMatch(/bad\.example: undeliverable/);
    expect(second.stdout).not.toMatch(ALERT);
  });

  test('its dashboard answers while it watches, and no longer', async () => {
    configure();
    let answer: Promise<Response> | undefined;
    const end = new AbortController();
    const { stdout } = await runProgram(['start', '--dashboard-port', '0'], {
      endRequested: end.signal,
      onWrite: (text) => {
        const [, url] = /Dashboard: (http:\S+)/.exec(text) ?? [];
        if (url === undefined) return;
        answer = fetch(`${url}api/overview`);
        void answer.finally(() => end.abort());
      },
    });
    expect((await answer)?.status).toBe(200);
    const [, url = ''] = /^Dashboard: (http:\/\/127\.0\.0\.1:\d+\/)$/m.exec(stdout) ?? [];
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test.each([
    ['start', ['start', '--dashboard-port', '0']],
    ['dashboard', ['dashboard', '--port', '0']],
  ])('%s prints the token on a terminal, and nowhere else', async (_, args) => {
    configure();
    const token = (await runProgram(['dashboard', 'token'])).stdout.trim();
    const printed = async (surroundings: CliSurroundings): Promise<string> => {
      const end = new AbortController();
      const { stdout } = await runProgram(args, {
        ...surroundings,
        endRequested: end.signal,
        onWrite: (text) => void (/yourself|add the token/.test(text) && setImmediate(() => end.abort())),
      });
      return stdout;
    };
    const onTerminal = await printed({ columns: 200 });
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(onTerminal) ?? [];
    expect(new URL(url).searchParams.get('token')).toBe(token);
    expect(onTerminal).toMatch(/Keep this address to yourself/);
    const inLog = await printed({});
    expect(inLog).toMatch(/http:\/\/127\.0\.0\.1:\d+\/\n/);
    expect(inLog).toMatch(/"mta-sts-watch dashboard token" prints the token/);
    expect(inLog).not.toContain(token);
  });

  test('the dashboard can be left out, and reads a history by itself', async () => {
    configure();
    const end = new AbortController();
    const { stdout } = await runProgram(['start', '--no-dashboard'], {
      endRequested: end.signal,
      onWrite: (text) => void (text.includes('is being refused') && end.abort()),
    });
    expect(stdout).not.toContain('Dashboard:');
    let answer: Promise<unknown> | undefined;
    const closed = new AbortController();
    const read = await runProgram(['dashboard', '--port', '0'], {
      endRequested: closed.signal,
      onWrite: (text) => {
        const [, url] = /(http:\S+)/.exec(text) ?? [];
        if (url === undefined) return;
        answer = fetch(`${url}api/domains`).then((response) => response.json());
        void answer.finally(() => closed.abort());
      },
    });
    expect(read.stdout).toMatch(
      /^The dashboard of \.mta-sts-watch: http:\/\/127\.0\.0\.1:\d+\/\nTo make changes, add the token [^]*\nOnly this machine can open it\. Ctrl-C ends it\.\n$/,
    );
    expect(await answer).toMatchObject({ total: 2, verdicts: { undeliverable: 1, protected: 1 } });
  });

  test('a pipe gets plain lines with their times, and no cursor tricks', async () => {
    configure();
    const { stdout } = await until(/good\.example: protected/, ['start']);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ Looked at 2 domains in /m);
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ bad\.example: undeliverable\. MX host/m);
  });

  test('the other commands read what it left', async () => {
    configure();
    await until(/is being refused/, ['start']);
    expect((await runProgram(['status'])).stdout).toMatch(
      /^2 domains and 3 MX hosts are watched \(\.mta-sts-watch\)\.\n[^]*Verdicts: 1 undeliverable, 1 protected\.\n[^]*Open alerts\n.*Critical: Mail to bad\.example/,
    );
    expect((await runProgram(['history', 'bad.example'])).stdout).toMatch(
      /^bad\.example: undeliverable since [^]*What happened\n[^]*watched from now on\n[^]*Looks\n/,
    );
    expect((await runProgram(['history', 'mx.bad.example'])).stdout).toMatch(
      /^mx\.bad\.example \(MX host\)\n[^]*error: The certificate of mx\.bad\.example has expired/,
    );
    expect((await runProgram(['events'])).stdout).toContain('good.example: watched from now on');
    expect((await runProgram(['alerts', 'list'])).stdout).toMatch(ALERT);
    expect((await runProgram(['domains', 'list'])).stdout).toMatch(
      /^bad\.example {2}undeliverable since .*\ngood\.example {2}protected since /,
    );
    expect(await runProgram(['history', 'other.example'])).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('Nothing is known of other.example here (.mta-sts-watch)') as string,
    });
    for (const [args, key] of [
      [['status'], 'openAlerts'],
      [['history', 'bad.example'], 'checks'],
      [['events'], 'events'],
      [['alerts', 'list'], 'alerts'],
    ] as const) {
      const document = JSON.parse((await runProgram([...args, '--json'])).stdout) as Record<string, unknown[]>;
      expect([args, document.schemaVersion, (document[key]?.length ?? 0) > 0]).toEqual([args, 1, true]);
    }
  });

  test('a channel that is down delays its alerts and loses none', async () => {
    let isDown = true;
    const receiver = await startReceiver((response) =>
      response.writeHead(isDown ? 503 : 200, { 'retry-after': '1' }).end(),
    );
    configure({ alerts: { webhook: { url: '${HOOK}' } } });
    const env = { HOOK: `${receiver.url}/secret-path` };
    const first = await until(/Alerts wait: .*\n/, ['start'], { env });
    expect(first.stdout).toMatch(
      /Alerts wait: the webhook \(127\.0\.0\.1:\d+\) answered 503\. The next try is at \d\d:\d\d:\d\d\./,
    );
    expect(first.stdout).not.toContain('secret-path');
    isDown = false;
    const end = new AbortController();
    const told = new Promise<void>((resolve) => {
      const seen = setInterval(() => receiver.received.length >= 2 && (clearInterval(seen), resolve()), 20);
    });
    const second = runProgram(['start'], { env, endRequested: end.signal });
    await told;
    end.abort();
    await second;
    await receiver.close();
    const ids = receiver.received.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(ids).size).toBe(1);
    expect(JSON.parse(receiver.received.at(-1)?.body ?? '{}')).toMatchObject({
      alerts: [{ severity: 'critical', kind: 'mx-host-certificate-expired' }],
    });
  });

  test('on a terminal there is a progress bar, a table, and a line that says what comes next', async () => {
    configure();
    const { stdout } = await until(/Next look at/, ['start'], { columns: 100 });
    expect(stdout).toMatch(/[█░]+ \d\/2 domains/);
    expect(stdout).toMatch(/│ bad\.example +│ .*undeliverable/);
    expect(stdout).toMatch(/Next look at \d\d:\d\d:\d\d · 1 undeliverable, 1 protected · 1 alert open · Ctrl-C ends/);
  });
});

describe('the list of domains', () => {
  test('what was added is watched without a configuration, and what was imported with it', async () => {
    expect((await runProgram(['domains', 'add', 'good.example', 'bücher.example', 'good.example'])).stdout).toBe(
      '2 domains added. The next run looks at them.\n',
    );
    expect((await runProgram(['domains', 'add', 'good.example'])).stdout).toBe(
      '0 domains added, 1 watched already. The next run looks at them.\n',
    );
    writeFileSync('list', '# ours\nbad.example\n');
    expect((await runProgram(['domains', 'import', 'list'])).stdout).toMatch(/^1 domain added/);
    writeFileSync('mistaken', 'new.example\nno dots\n\n*.example.com\n');
    expect(await runProgram(['domains', 'import', 'mistaken'])).toMatchObject({
      exitCode: 64,
      stdout: '',
      stderr: expect.stringMatching(/^mistaken:2: .*\nmistaken:4: .*\nNo domain was added/) as string,
    });
    expect((await runProgram(['domains', 'list'])).stdout.match(/^\S+/gm)).toEqual([
      'bad.example',
      'good.example',
      'xn--bcher-kva.example',
    ]);
    expect((await runProgram(['domains', 'remove', 'bad.example', 'never.example'])).stdout).toBe(
      'bad.example is watched no longer.\nnever.example was not watched.\n',
    );

    configure({ domains: undefined });
    const { stdout } = await until(/good\.example: protected/, ['start']);
    expect(stdout).toMatch(/watches the domains that were added to its list/);
    expect(stdout).not.toContain('bad.example');
  });

  test('domains of the configuration that it names no more are not watched any more; those that were added stay', async () => {
    configure({ domains: ['good.example'] });
    await runProgram(['domains', 'add', 'bad.example']);
    await until(/good\.example: protected/, ['start']);
    configure({ domains: ['other.example'] });
    await until(/other\.example: /, ['start']);
    expect((await runProgram(['domains', 'list'])).stdout.match(/^\S+/gm)).toEqual(['bad.example', 'other.example']);
  });
});

describe('with nothing configured', () => {
  test('it watches the sandbox, says so, and how to watch one’s own; the other commands read that', async () => {
    const { stdout } = await until(/workshop\.example: unprotected/, ['start']);
    expect(stdout).toMatch(/no domains are configured, so it watches its sandbox/);
    expect(stdout).toMatch(/To watch your own: npx mta-sts-watch start --domains example\.com,example\.net/);
    expect(stdout).toMatch(/bank\.example: protected/);
    expect((await runProgram(['status'])).stdout).toMatch(/are watched \(the sandbox, \.mta-sts-watch\/sandbox\)/);
    const again = await until(/workshop\.example: unprotected/, ['start']);
    expect(again.stdout).toMatch(/^Continuing from \d+ checks since/m);
    expect(again.stdout).not.toMatch(/CHANGED|CRITICAL|ERROR/);
  }, 240_000);
});
