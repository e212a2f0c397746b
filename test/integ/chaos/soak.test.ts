import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startSandbox } from '../../../lib/sandbox';
import { writeSandboxConfig } from './support/sandbox-config';
import { PROGRAM } from './support/program';

/** What the process holds after garbage collection, as `support/measured.js` sees it. */
interface Held {
  readonly heapUsed: number;
  readonly files: number;
  readonly iterators: number;
}

const MEASURED = join(__dirname, 'support', 'measured.js');
const MB = 1_000_000;

/** Until the code is compiled and the caches are warm; then as long again, in which nothing may grow. */
const WARM_MS = 40_000;
const SOAK_MS = 60_000;

/** The least of some measurements: a run under way holds what it needs. */
async function least(child: ChildProcess): Promise<Held> {
  const all: Held[] = [];
  for (let n = 0; n < 5; n += 1) {
    const answer = once(child, 'message');
    child.send('measure');
    all.push(((await answer) as [Held])[0]);
    await pause(300);
  }
  const of = (name: keyof Held): number => Math.min(...all.map((held) => held[name]));
  return { heapUsed: of('heapUsed'), files: of('files'), iterators: of('iterators') };
}

test('start holds no more after many runs than after a few', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'soak-'));
  const domains = [0, 1, 2].map((n) => ({ name: `d${n}.example`, says: 'x', hosts: { mx: {} } }));
  const sandbox = await startSandbox({ domains });
  await sandbox.issueAll();
  const own = { domains: domains.map(({ name }) => name), dataDir: join(dir, 'data'), canaries: [] };
  const config = writeSandboxConfig(dir, sandbox, own);
  const args = ['-r', MEASURED, PROGRAM, 'start', '--config', config, '--no-dashboard'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], cwd: dir });
  try {
    await pause(WARM_MS);
    const early = await least(child);
    await pause(SOAK_MS);
    const late = await least(child);
    process.stdout.write(`soak: ${JSON.stringify({ early, late })}\n`);
    expect(late.iterators).toBeLessThanOrEqual(2);
    expect(late.files).toBeLessThanOrEqual(early.files + 10);
    expect(late.heapUsed).toBeLessThanOrEqual(early.heapUsed + 8 * MB);
    child.kill('SIGINT');
    expect((await once(child, 'exit'))[0]).toBe(0);
  } finally {
    child.kill('SIGKILL');
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  }
}, 480_000);
