import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../../lib/sandbox';
import { writeSandboxConfig } from './support/sandbox-config';
import { openStore } from '../../../lib/storage/open';
import { startReceiver } from '../../support/receiver';
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

  const mount = () => execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', data]);
  /** The monitor writes meanwhile, so what is free is found out by writing. */
  const fill = (): void => {
    for (const bytes of [1 << 20, 1 << 14, 1 << 9]) {
      const file = openSync(join(data, 'filler'), 'a');
      try {
        for (let n = 0; n < 1_000; n++) writeSync(file, Buffer.alloc(bytes));
      } catch {
        // Nothing of this size fits any more.
      }
      closeSync(file);
    }
  };

  const makeRoom = (): void => rmSync(join(data, 'filler'));

  whenAlone(
    'goes on, says so, and needs no restart',
    async () => {
      mount();
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
      fill();
      await running.says(/No space is left for /);
      expect(running.child.exitCode).toBeNull();
      // The history is still shown.
      expect(await lastRunOf(port)).toBeGreaterThan(0);
      makeRoom();
      await anotherRun();
      await anotherRun();
      running.child.kill('SIGINT');
      expect(await running.ended).toBe(0);
      const store = await openStore({ embedded: { dir: join(data, 'sandbox') } });
      expect(await store.damage?.found()).toEqual([]);
      // One that the signal ended is not finished.
      const { items } = await store.runs({ limit: 3 });
      const finished = items.filter(({ finishedAt }) => finishedAt !== undefined);
      expect(finished.map(({ planned, done }) => done === planned)).toEqual(finished.map(() => true));
      expect(finished).not.toEqual([]);
      await store.close();
    },
    240_000,
  );

  whenAlone(
    'alerts its channels once, and once when there is room',
    async () => {
      mount();
      const names = ['a.example', 'b.example'];
      const sandbox = await startSandbox({ domains: names.map((name) => ({ name, says: '', hosts: { mx: {} } })) });
      const receiver = await startReceiver();
      try {
        await sandbox.issueAll();
        writeSandboxConfig(folder, sandbox, { domains: names, alerts: { webhook: { url: receiver.url } } });
        const port = await freePort();
        program = startProgram(
          ['start', '--config', 'mta-sts-watch.json', '--data-dir', data, '--dashboard-port', String(port)],
          { cwd: folder, inject: [join(__dirname, 'support/fast-schedule.js')] },
        );
        const running = program;
        const health = async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).status;
        const alerts = () =>
          receiver.received.flatMap(({ body }) =>
            (JSON.parse(body) as { alerts: { form: string; kind: string }[] }).alerts.map(
              ({ form, kind }) => `${form} ${kind}`,
            ),
          );
        const received = (line: string) =>
          until(
            line,
            () => alerts().includes(line),
            () => JSON.stringify([alerts(), running.out]),
          );
        await until('a first run', async () => (await lastRunOf(port)) > 0);
        expect([alerts(), await health()]).toEqual([[], 200]);
        fill();
        await received('coverage store-failing');
        expect(await health()).toBe(503);
        // It fails again and again meanwhile, and alerts no more.
        const failures = () => running.out.stdout.split('failed: ').length;
        const before = failures();
        await until('more failures', () => failures() >= before + 4);
        makeRoom();
        await received('resolved store-failing');
        const now = Date.now();
        await until('another run', async () => (await lastRunOf(port)) > now);
        expect([alerts(), await health()]).toEqual([['coverage store-failing', 'resolved store-failing'], 200]);
        running.child.kill('SIGINT');
        expect(await running.ended).toBe(0);
        expect(alerts()).toEqual(['coverage store-failing', 'resolved store-failing']);
      } finally {
        program?.child.kill('SIGKILL');
        await receiver.close();
        await sandbox.close();
      }
    },
    240_000,
  );
});
