import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serveLocally } from '../../../lib/cli/dashboard/serve';
import { dashboardToken } from '../../../lib/cli/dashboard/token';
import { openStore } from '../../../lib/storage/open';
import { runProgram } from '../support';

const run = promisify(execFile);
/** `nobody` of most systems; a user without a name will do. */
const OTHER = 65_534;
const asRoot = process.getuid?.() === 0 ? test : test.skip;

let root: string;
let dir: string;
let file: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'token-'));
  dir = join(root, 'data');
  file = join(dir, 'dashboard-token');
});
afterEach(() => rmSync(root, { recursive: true }));

test('the first start makes it for this user alone, and every other reads the same', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => dashboardToken(dir)));
  expect(new Set(made).size).toBe(1);
  expect(made[0]).toMatch(/^[\w-]{43}$/);
  expect(await dashboardToken(dir)).toBe(made[0]);
  expect([statSync(file).mode & 0o777, statSync(dir).mode & 0o777]).toEqual([0o600, 0o700]);
  expect(readdirSync(dir)).toEqual(['dashboard-token']);
  rmSync(file);
  expect(await dashboardToken(dir)).not.toBe(made[0]);
});

describe('a file that is not safe is not used, and the error says why and what to do', () => {
  const TOKEN = 'a'.repeat(43);
  const unsafe: readonly (readonly [string, () => void, RegExp])[] = [
    ['that its group can read', () => chmodSync(file, 0o640), /is open to other users \(mode 640\)/],
    ['that everybody can write', () => chmodSync(file, 0o602), /is open to other users \(mode 602\)/],
    ['that was cut', () => writeFileSync(file, TOKEN.slice(0, 20)), /contains no token/],
    ['that is empty', () => writeFileSync(file, ''), /contains no token/],
    ['with more in it', () => writeFileSync(file, `${TOKEN}\nmore\n`), /contains no token/],
    ['that is a link', () => (rmSync(file), symlinkSync('/etc/hostname', file)), /is a symbolic link/],
    ['that is a folder', () => (rmSync(file), mkdirSync(file)), /is not a file/],
  ];
  beforeEach(() => {
    mkdirSync(dir);
    writeFileSync(file, `${TOKEN}\n`, { mode: 0o600 });
  });

  test.each(unsafe)('%s', async (_, spoil, why) => {
    expect(await dashboardToken(dir)).toBe(TOKEN);
    spoil();
    const said = await dashboardToken(dir).catch((error: unknown) => error as Error);
    expect(said).toMatchObject({ name: 'UserError', message: expect.stringMatching(why) as string });
    expect(said).toMatchObject({ message: expect.stringMatching(/delete it: .*--data-dir\.$/) as string });
    expect(String(said)).not.toContain(TOKEN);
  });

  asRoot('of another user', async () => {
    chownSync(file, OTHER, OTHER);
    await expect(dashboardToken(dir)).rejects.toThrow(/belongs to another user/);
  });
});

test('a folder that cannot be one is named', async () => {
  writeFileSync(dir, '');
  await expect(dashboardToken(dir)).rejects.toThrow(
    /cannot be stored in .*dashboard-token \(ENOTDIR|EEXIST\)\. .*--data-dir/,
  );
});

test('dashboard token prints it for scripts', async () => {
  const { stdout, stderr, exitCode } = await runProgram(['dashboard', 'token', '--data-dir', dir]);
  expect([stdout, stderr, exitCode ?? 0]).toEqual([readFileSync(file, 'utf8'), '', 0]);
  expect((await runProgram(['dashboard', '--data-dir', dir, 'token'])).stdout).toBe(stdout);
});

/** What a process of another user does on the same machine; it prints status, body and what it could read. */
const STRANGER = `
const [url, file] = process.argv.slice(1);
(async () => {
  const write = await fetch(url + 'api/silences', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ purpose: 'mute', subject: 'example.com', reason: 'quiet' }),
  });
  let token = 'refused';
  try { token = require('node:fs').readFileSync(file, 'utf8'); } catch {}
  const page = await (await fetch(url)).text();
  const read = await fetch(url + 'api/overview');
  console.log(JSON.stringify({ write: write.status, detail: (await write.json()).detail, token, page, read: read.status, uid: process.getuid() }));
})();`;

asRoot(
  'another user of the machine cannot mute anything, nor read the token',
  async () => {
    // The folder above is open, as a home often is; the file is not.
    chmodSync(root, 0o755);
    const store = await openStore({ embedded: { dir } });
    const token = await dashboardToken(dir);
    chmodSync(dir, 0o755);
    const faults: unknown[] = [];
    const dashboard = await serveLocally({
      port: 0,
      tries: 1,
      store,
      every: { domains: 1, mxHosts: 1 },
      place: 'a test',
      caller: 'ada',
      token,
      readsNeedToken: false,
      onError: (error) => faults.push(error),
    });
    try {
      const { stdout } = await run(process.execPath, ['-e', STRANGER, dashboard.url, file], {
        uid: OTHER,
        gid: OTHER,
        cwd: '/',
        env: {},
      });
      expect(stdout).not.toContain(token);
      expect(JSON.parse(stdout)).toMatchObject({
        write: 403,
        detail: expect.stringContaining('mta-sts-watch dashboard token') as string,
        token: 'refused',
        read: 200,
        uid: OTHER,
      });
      expect((await store.silences({})).items).toEqual([]);

      const authorization = `Bearer ${token}`;
      const own = await fetch(`${dashboard.url}api/silences`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ purpose: 'mute', subject: 'example.com', reason: 'quiet' }),
      });
      expect([own.status, await own.json()]).toMatchObject([201, { by: 'ada' }]);
      const caller = async (headers: Record<string, string>) =>
        (await fetch(`${dashboard.url}api/caller`, { headers })).json();
      expect([await caller({}), await caller({ authorization })]).toEqual([
        { name: 'ada', mayChange: false },
        { name: 'ada', mayChange: true },
      ]);
      expect(faults).toEqual([]);
    } finally {
      await dashboard.close();
      await store.close();
    }
  },
  60_000,
);
