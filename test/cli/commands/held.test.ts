import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../../lib/sandbox';
import type { Sandbox } from '../../../lib/sandbox';
import type { CliRun } from '../support';
import { runProgram } from '../support';

const NAMES = Array.from({ length: 12 }, (_, n) => `d${String(n).padStart(2, '0')}.example`);

let folder: string;
let sandbox: Sandbox;
const before = process.cwd();
beforeAll(async () => {
  sandbox = await startSandbox({ domains: [] });
}, 240_000);
afterAll(() => sandbox.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'held-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

function configure(more: Readonly<Record<string, unknown>>): void {
  const { resolver, httpsPort, smtpPort } = sandbox;
  const network = { resolvers: [resolver], httpsPort, smtpPort, allowPrivateAddresses: true, timeout: '5s' };
  writeFileSync('mta-sts-watch.yaml', JSON.stringify({ ...network, ...more }));
}

/** Starts the monitor, and presses Ctrl-C when it has written the words. */
async function start(words: RegExp, ...args: string[]): Promise<CliRun> {
  const end = new AbortController();
  let written = '';
  return runProgram(['start', '--no-dashboard', ...args], {
    endRequested: end.signal,
    onWrite: (text) => {
      written += text;
      if (words.test(written)) end.abort();
    },
  });
}

const SETTLED = /domains?: \d|unprotected|unknown|Continuing/;
const listed = async (...args: string[]): Promise<string[]> =>
  (await runProgram(['domains', 'list', ...args])).stdout.match(/^\S+/gm) ?? [];

test('an emptied list: start says +0 −0 and what is held, and the commands show and confirm it', async () => {
  configure({ domains: NAMES });
  await start(SETTLED);
  configure({ domains: [] });
  const { stdout } = await start(/in the configuration\./);
  const said = stdout.replace(/\s+/g, ' ');
  expect(said).toMatch(/\+0 −0 domains since the last start \(12 more are held\)\./);
  expect(said).toMatch(/12 domains are no longer on .*: d00\.example, .* and 7 more\. They are still checked\./);
  expect(await listed('--held')).toEqual(NAMES);
  expect((await runProgram(['domains', 'list'])).stdout).toMatch(/\(configuration\) {2}held since \d{4}-/);
  expect((await runProgram(['alerts', 'list'])).stdout).toMatch(/12 domains are no longer on/);

  const status = (await runProgram(['status'])).stdout.replace(/\s+/g, ' ');
  const code = /domains remove --held (12-[0-9a-f]{8}), or set confirmRemovals: \1 /.exec(status)?.[1] ?? '';
  expect(code).not.toBe('');
  expect(JSON.parse((await runProgram(['status', '--json'])).stdout)).toMatchObject({ domains: 12, held: 12 });

  for (const wrong of [['--held'], ['--held', '12-00000000']])
    expect(await runProgram(['domains', 'remove', ...wrong])).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining(`mta-sts-watch domains remove --held ${code}`) as string,
      exitCode: 64,
    });
  expect(await listed()).toEqual(NAMES);
  expect(await runProgram(['domains', 'remove', '--held', code])).toMatchObject({
    stdout: '12 domains removed. The alert resolves with the next run or start.\n',
    stderr: '',
  });
  expect(await listed()).toEqual([]);
  expect((await runProgram(['domains', 'remove', '--held', code])).stdout).toBe('No domain is held.\n');
}, 120_000);

test('the code in the configuration confirms it too, and start says −12', async () => {
  configure({ domains: [...NAMES, 'kept.example'] });
  await start(SETTLED);
  configure({ domains: ['kept.example'] });
  const held = await start(/in the configuration\./);
  const code = /12-[0-9a-f]{8}/.exec(held.stdout)?.[0];
  configure({ domains: ['kept.example', 'new.example'], confirmRemovals: code });
  expect((await start(/since the last start/)).stdout).toMatch(/^\+1 −12 domains since the last start\.$/m);
  expect(await listed()).toEqual(['kept.example', 'new.example']);
}, 120_000);

test('names to remove come from a file too, and not with --held', async () => {
  await runProgram(['domains', 'add', ...NAMES]);
  writeFileSync('list.txt', NAMES.slice(2).join('\n'));
  const { stdout } = await runProgram(['domains', 'remove', 'd01.example', '--file', 'list.txt']);
  expect(stdout.match(/is watched no longer/g)).toHaveLength(11);
  expect(await listed()).toEqual(['d00.example']);
  writeFileSync('bad.txt', 'd00.example\nno dots\n');
  for (const [args, words] of [
    [['--file', 'bad.txt'], /bad\.txt:2: [^]*No domain was removed/],
    [[], /Name a domain to remove/],
    [['--file', 'list.txt', '--held'], /cannot be used with/],
    [['d00.example', '--held', '1-00000000'], /not both/],
  ] as const)
    expect(await runProgram(['domains', 'remove', ...args])).toMatchObject({
      stdout: '',
      stderr: expect.stringMatching(words) as string,
      exitCode: 64,
    });
  expect(await listed()).toEqual(['d00.example']);
}, 240_000);

describe('start with a configuration that names nothing', () => {
  const EMPTY =
    /mta-sts-watch\.yaml: domains: this (list is empty|key is missing), no domain was added by hand, and there is no route53, so nothing would be watched\./;

  test.each([
    ['an empty list', { domains: [] }],
    ['no list', {}],
  ])('%s is an error with the place and the fix', async (_, list) => {
    configure(list);
    expect(await runProgram(['start', '--no-dashboard'])).toMatchObject({
      stdout: '',
      stderr: expect.stringMatching(EMPTY) as string,
      exitCode: 64,
    });
  });

  test('few names of the earlier list are not removed by it', async () => {
    configure({ domains: ['d00.example'] });
    await start(SETTLED);
    configure({});
    expect((await runProgram(['start', '--no-dashboard'])).stderr).toMatch(/Nothing was removed: 1 domain of the/);
    expect(await listed()).toEqual(['d00.example']);
  }, 240_000);

  test('many are held by a missing list as by an empty one', async () => {
    configure({ domains: NAMES });
    await start(SETTLED);
    configure({});
    expect((await start(/in the configuration\./)).stdout).toMatch(/12 more are held/);
  }, 240_000);

  test('it is none when domains were added by hand', async () => {
    configure({ domains: [] });
    await runProgram(['domains', 'add', 'd00.example']);
    expect((await start(SETTLED)).exitCode ?? 0).toBe(0);
  }, 240_000);
});
