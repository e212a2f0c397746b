import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { domainTarget } from '../../lib/core/model';
import { openStore } from '../../lib/storage/open';
import type { OpenStore } from '../../lib/storage/store';
import { startChild, type Child } from './child/start';
import { all, event, NOON } from './fixtures';

/** Several processes over one folder. */
describe('the local engine', () => {
  let dir: string;
  const children: Child[] = [];
  const stores: OpenStore[] = [];
  const start = (...args: Parameters<typeof startChild>): Child => {
    const child = startChild(...args);
    children.push(child);
    return child;
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'engine-'));
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    for (const child of children.splice(0))
      if (child.process.exitCode === null && child.process.signalCode === null) await child.kill();
    rmSync(dir, { recursive: true });
  });

  const open = async () => {
    const store = await openStore({ embedded: { dir } });
    stores.push(store);
    return store;
  };
  const entry = (name: string) => ({ name, source: 'test', addedAt: NOON });

  test('a second process works with the engine of the first', async () => {
    const holder = start('hold', dir);
    await holder.lines(1);
    const store = await open();
    await store.addDomain(entry('a.example'));
    const third = start('add', dir, 'b');
    expect(await third.ended()).toBe(0);
    expect(await all(store.domains())).toHaveLength(51);
  });

  test('when the first process ends in good order, the second takes over, and nothing fails in between', async () => {
    const holder = start('hold', dir);
    await holder.lines(1);
    const store = await open();
    let ending = false;
    const work = (async () => {
      for (let n = 0; n < 200 || !ending; n += 1) expect(await store.addDomain(entry(`d${n}.example`))).toBe(true);
    })();
    await store.domain('x');
    holder.process.stdin.write('end\n');
    expect(await holder.ended()).toBe(0);
    ending = true;
    await work;
    expect((await all(store.domains())).length).toBeGreaterThanOrEqual(200);
  });

  test('when the first process is killed, the second takes over, and has what was acknowledged', async () => {
    const holder = start('hold', dir);
    await holder.lines(1);
    const store = await open();
    for (let n = 0; n < 20; n += 1) await store.addDomain(entry(`d${n}.example`));
    await holder.kill();
    expect(await all(store.domains())).toHaveLength(20);
    expect(await store.addDomain(entry('d19.example'))).toBe(false);
    expect(await store.addDomain(entry('new.example'))).toBe(true);
  });

  test('several processes that start at the same moment share one engine', async () => {
    const starters = ['a', 'b', 'c', 'd'].map((name) => start('add', dir, name));
    expect(await Promise.all(starters.map((child) => child.ended()))).toEqual([0, 0, 0, 0]);
    const store = await open();
    expect(await all(store.domains())).toHaveLength(200);
  }, 240_000);

  test('a writer that is killed in the middle leaves all that was acknowledged, and the queue as it should be', async () => {
    for (const lines of [20, 101, 202]) {
      const writer = start('write', dir);
      await writer.lines(lines);
      await writer.kill();
      const store = await open();
      const targets = Array.from({ length: lines }, (_, n) => domainTarget(`d${n}.example`));
      const states = await store.readStates(targets);
      for (const [kind, number] of writer.said.map((line) => line.split(' '))) {
        const n = Number(number);
        const target = targets[n] ?? domainTarget('');
        expect(states[n]).toBeDefined();
        if (kind === 'check') expect(await store.latestCheck(target)).toBeDefined();
        if (kind === 'outbox')
          expect(states[n]?.outbox).toEqual(n % 3 === 0 ? [] : [event(NOON, 1, target), event(NOON + 1, 0, target)]);
      }
      const waiting = targets.filter((_, n) => (states[n]?.outbox.length ?? 0) > 0);
      expect(new Set(await all(store.targetsWithOutbox()))).toEqual(new Set(waiting));
      for (const target of targets) await store.deleteState(target);
      await store.close();
    }
  }, 240_000);

  test('a process that is stopped and has the folder is named, and may go on', async () => {
    const holder = start('hold', dir);
    await holder.lines(1);
    holder.process.kill('SIGSTOP');
    await expect(open()).rejects.toThrow(
      new RegExp(`is held by another process \\(${holder.process.pid}\\), which does not answer`),
    );
    holder.process.kill('SIGCONT');
    expect(await (await open()).addDomain(entry('a.example'))).toBe(true);
  }, 120_000);

  test('where there is no room left, the error says so, the process goes on, and what was stored is there', async () => {
    const filler = start('fill', dir, '', { limit: 'ulimit -f 4000' });
    expect(await filler.ended()).toBe(0);
    expect(filler.said[0]).toMatch(/^StorageError: No space is left for .*engine-/);
    const store = await open();
    expect(await store.policyBody('body 0')).toHaveLength(40_000);
  });

  test('a folder that the user may not write is named', async () => {
    const root = process.getuid?.() === 0;
    const child = start('hold', join(root ? dir : '/', 'sub'), '', root ? { uid: 65_534, gid: 65_534 } : {});
    expect(await child.ended()).toBe(1);
    expect(child.said[0]).toMatch(/^StorageError: The folder .*sub cannot be written by this user/);
  });
});
