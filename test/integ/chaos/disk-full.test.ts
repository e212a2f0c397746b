import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../lib/storage/open';
import { whenAlone } from './support/alone';
import type { Program } from './support/program';
import { freePort, lastRunOf, startProgram, until } from './support/program';

/** The disk of the history is full while `start` runs: it goes on, and once there is room its runs are complete again. */
describe('start whose data disk is full', () => {
  let folder: string;
  let data: string;
  let program: Program | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'disk-full-'));
    data = join(folder, 'data');
    mkdirSync(data);
  });
  afterEach(async () => {
    program?.child.kill('SIGKILL');
    await program?.ended;
    try {
      execFileSync('umount', ['-l', data], { stdio: 'ignore' });
    } catch {
      // Nothing is mounted there.
    }
    rmSync(folder, { recursive: true });
  });

  whenAlone(
    'goes on, says so, and needs no restart',
    async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', data]);
      const port = await freePort();
      program = startProgram(['start', '--data-dir', data, '--dashboard-port', String(port)], { cwd: folder });
      const running = program;
      const anotherRun = async () => {
        const now = Date.now();
        await until(
          'another run',
          async () => (await lastRunOf(port)) > now,
          () => JSON.stringify(running.out),
        );
      };
      await anotherRun();
      const { bavail, bsize } = statfsSync(data);
      const filler = join(data, 'filler');
      writeFileSync(filler, Buffer.alloc(bavail * bsize - bsize));
      try {
        writeFileSync(join(data, 'rest'), Buffer.alloc(bsize * 4));
      } catch {
        // It is full to the last block.
      }
      await running.says(/There is no room left for /);
      expect(running.child.exitCode).toBeNull();
      // The history is still shown.
      expect(await lastRunOf(port)).toBeGreaterThan(0);
      rmSync(filler);
      await anotherRun();
      await anotherRun();
      running.child.kill('SIGINT');
      expect(await running.ended).toBe(0);
      const store = await openStore({ embedded: { dir: join(data, 'sandbox') } });
      expect(await store.damage?.found()).toEqual([]);
      const { items } = await store.runs({ limit: 2 });
      expect(items.map(({ planned, done }) => done === planned)).toEqual([true, true]);
      await store.close();
    },
    240_000,
  );
});
