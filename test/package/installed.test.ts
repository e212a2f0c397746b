import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Sandbox, SANDBOX_TABLE, startSandbox } from '../../lib/sandbox';

const run = promisify(execFile);
const root = resolve(__dirname, '../..');

let folder: string;
let sandbox: Sandbox;

/** Runs a command in the folder where the package is installed; its exit code is part of the answer. */
async function there(command: string, ...args: readonly string[]): Promise<{ code: number; stdout: string }> {
  try {
    return { code: 0, ...(await run(command, [...args], { cwd: folder })) };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, stdout };
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mta-sts-watch-package-'));
  sandbox = await startSandbox({ domains: SANDBOX_TABLE.filter(({ name }) => name === 'expired-mx.example') });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  writeFileSync(join(folder, 'ca.pem'), sandbox.caPem);
  const { stdout } = await run('npm', ['pack', root, '--ignore-scripts', '--json'], { cwd: folder });
  const [packed] = JSON.parse(stdout) as [{ filename: string }];
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--omit=optional', '--omit=peer', `./${packed.filename}`], { cwd: folder });
}, 240_000);

afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const place = (): readonly string[] => ['--resolver', sandbox.resolver, '--https-port', String(sandbox.httpsPort), '--smtp-port', String(sandbox.smtpPort), '--ca', 'ca.pem', '--allow-private-addresses'];

test('check judges a domain from the installed package', async () => {
  const { code, stdout } = await there('npx', '--no-install', 'mta-sts-watch', 'check', '--json', ...place(), 'expired-mx.example');
  expect(JSON.parse(stdout)).toMatchObject({ domains: [{ verdict: 'undeliverable', findings: [{ kind: 'mx-host-certificate-expired' }] }] });
  expect(code).toBe(1);
}, 60_000);

test('lint judges a text from the installed package', async () => {
  const { code, stdout } = await there('npx', '--no-install', 'mta-sts-watch', 'lint', 'record', '--json', 'v=STSv1; id=20261123;');
  expect(JSON.parse(stdout)).toEqual({ verdict: 'ok', value: { id: '20261123' }, problems: [] });
  expect(code).toBe(0);
}, 60_000);

test('the judge can be required', async () => {
  const { stdout } = await there(process.execPath, '-p', "require('mta-sts-watch').parsePolicy('version: STSv1\\nmode: enforcer\\nmx: a.example\\nmax_age: 86400\\n').verdict");
  expect(stdout.trim()).toBe('invalid');
}, 60_000);
