import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');
const PARTS = [
  'package.json',
  'package-lock.json',
  'README.md',
  'LICENSE',
  'tsconfig.json',
  'tsconfig.build.json',
  'bin',
  'lib',
  'lambdas',
  'scripts',
  'deploy',
  'docs',
];
/** Unpacked: some 2.5 MB for each Lambda handler, with its SDK and its source map, and the rest. */
const MOST_BYTES = 30 * 1024 * 1024;

jest.setTimeout(60_000);

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
let home: string;
let files: readonly { readonly path: string; readonly size: number }[];
let sandbox: ChildProcess;
let config: string;

/** The command as it is after an installation, whatever its exit code. */
async function command(args: readonly string[], input = ''): Promise<Ended> {
  const child = run(join(home, 'node_modules/.bin/mta-sts-watch'), [...args], { cwd: home, timeout: 60_000 });
  child.child.stdin?.end(input);
  return child.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  // Packed from a copy, so that what others build or run in the checkout meanwhile does not matter.
  const copy = join(folder, 'copy');
  mkdirSync(copy);
  for (const part of PARTS)
    if (existsSync(join(ROOT, part))) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: copy,
    maxBuffer: 64 * 1024 * 1024,
  });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as { filename: string; files: typeof files }[];
  files = packed?.files ?? [];

  home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "name": "home", "private": true }');
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, packed?.filename ?? '')], {
    cwd: home,
  });

  sandbox = spawn(join(home, 'node_modules/.bin/mta-sts-watch'), ['sandbox', '--json'], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface(sandbox.stdout ?? process.stdin).once('line', resolve);
    sandbox.once('exit', () => reject(new Error('the sandbox ended')));
  });
  ({ config } = JSON.parse(line) as { config: string });
}, 300_000);

afterAll(async () => {
  if (sandbox.exitCode === null) {
    const ended = new Promise((resolve) => sandbox.once('exit', resolve));
    sandbox.kill('SIGINT');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

describe('the tarball', () => {
  test('holds what runs, its types and its documents, and nothing else', () => {
    const strangers = files.filter(
      ({ path }) =>
        !/^(dist\/(bin|dashboard|hosted-dashboard|lib|lambdas)\/|deploy\/|docs\/|package\.json$|README\.md$|LICENSE$)/.test(
          path,
        ) || /\.test\.|tsbuildinfo|(?<!\.d)\.ts$/.test(path),
    );
    expect(strangers).toEqual([]);
    for (const path of [
      'dist/bin/mta-sts-watch.js',
      'dist/dashboard/index.html',
      'dist/dashboard/page.js',
      'dist/hosted-dashboard/page.js',
      'dist/lib/index.js',
      'dist/lib/index.d.ts',
      'docs/findings.md',
      'README.md',
    ])
      expect(files.map((file) => file.path)).toContain(path);
    expect(files.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(MOST_BYTES);
  });

  test('every name in exports and bin is there', () => {
    const manifest = JSON.parse(readFileSync(join(home, 'node_modules/mta-sts-watch/package.json'), 'utf8')) as {
      bin: Record<string, string>;
      exports: Record<string, string | Record<string, string>>;
    };
    const named = [
      ...Object.values(manifest.bin),
      ...Object.values(manifest.exports).flatMap((entry) =>
        typeof entry === 'string' ? [entry] : Object.values(entry),
      ),
    ];
    for (const path of named)
      expect([path, existsSync(join(home, 'node_modules/mta-sts-watch', path))]).toEqual([path, true]);
  });
});

describe('the installed command', () => {
  test('lint', async () => {
    expect(await command(['lint', 'record', 'v=STSv1; id=20261123;'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ok/) as string,
    });
    expect(
      await command(['lint', 'policy', '-'], 'version: STSv1\nmode: enforcer\nmx: mx.example.com\nmax_age: 86400\n'),
    ).toMatchObject({ code: 1, stdout: expect.stringContaining('enforce') as string });
    expect(await command(['lint', 'match', '*.example.com', 'mx.example.com', '--json'])).toMatchObject({
      code: 0,
      stdout: '{"match":true}\n',
    });
  });

  test('check, against a running sandbox', async () => {
    expect(await command(['check', '--config', config, 'healthy.example'])).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^healthy\.example: protected/) as string,
    });
    const wrong = await command(['check', '--config', config, '--json', 'expired-mx.example']);
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.stdout)).toMatchObject({
      schemaVersion: 2,
      domains: [{ domain: 'expired-mx.example', verdict: 'undeliverable' }],
    });
    expect((await command(['check', 'no dots'])).code).toBe(64);
  });

  test('a history that is kept: domains, status', async () => {
    expect(await command(['domains', 'add', 'healthy.example'])).toMatchObject({ code: 0, stderr: '' });
    expect((await command(['status'])).stdout).toMatch(/^1 domain and 0 MX hosts are watched/);
  });

  test('start watches until SIGINT, which ends it in order', async () => {
    const started = spawn(
      join(home, 'node_modules/.bin/mta-sts-watch'),
      ['start', '--config', config, '--domains', 'healthy.example'],
      { cwd: home, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const lines: string[] = [];
    createInterface(started.stdout).on('line', (line) => {
      lines.push(line);
      if (line.endsWith('healthy.example: protected')) started.kill('SIGINT');
    });
    expect(await new Promise((resolve) => started.once('close', resolve))).toBe(0);
    expect(lines.at(-1)).toMatch(/^Stopped\. The history is in /);
  });

  test('a reader that closes the pipe is no error', async () => {
    const bin = join(home, 'node_modules/.bin/mta-sts-watch');
    const { stdout, stderr } = await run(
      'sh',
      [
        '-c',
        `"${bin}" --help | head -n 1; "${bin}" check --config "${config}" --ndjson healthy.example shares-a.example | head -c 10`,
      ],
      { cwd: home },
    );
    expect(stdout).toMatch(/^Usage: mta-sts-watch/);
    expect(stderr).toBe('');
  });
});

describe('the installed library', () => {
  test('for require and for import', async () => {
    const script =
      "const { parsePolicy } = require('mta-sts-watch'); import('mta-sts-watch').then((m) => console.log(parsePolicy('version: STSv1').verdict, typeof m.checkDomains, m.SEVERITIES[0]))";
    expect((await run(process.execPath, ['-e', script], { cwd: home })).stdout).toBe('invalid function critical\n');
  });

  test('with types that hold', async () => {
    cpSync(join(__dirname, 'consumer.ts'), join(home, 'consumer.ts'));
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--lib',
      'es2023,dom',
    ];
    const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
    await expect(
      run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, ...types, 'consumer.ts'], {
        cwd: home,
      }),
    ).resolves.toMatchObject({ stdout: '' });
  });
});
