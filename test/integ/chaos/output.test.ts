import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whenAlone } from './support/alone';
import type { Program } from './support/program';
import { PROGRAM, freePort, lastRunOf, startProgram, until } from './support/program';

let folder: string;
let port: number;
const begun: Program[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'output-'));
  port = await freePort();
});
afterEach(async () => {
  for (const { child, ended } of begun.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true });
});

/** The sandbox, in which a run begins every five seconds. */
function start(options: Partial<Parameters<typeof startProgram>[1]> = {}): Program {
  const program = startProgram(['start', '--dashboard-port', String(port)], { cwd: folder, ...options });
  begun.push(program);
  return program;
}

/** Waits for a finished run that began after this call. */
async function anotherRun(): Promise<void> {
  const now = Date.now();
  await until('another run', async () => (await lastRunOf(port)) > now);
}

async function endsWith({ child, ended }: Program, signal: NodeJS.Signals, code: number): Promise<void> {
  child.kill(signal);
  expect(await ended).toBe(code);
}

describe('start goes on', () => {
  test('when the readers of its output and of its errors are gone, and SIGHUP ends it with 129', async () => {
    const program = start();
    await program.says(/\n/);
    program.child.stdout?.destroy();
    program.child.stderr?.destroy();
    await anotherRun();
    await anotherRun();
    await endsWith(program, 'SIGHUP', 129);
  });

  test('when its disk has no room for the log', async () => {
    const full = openSync('/dev/full', 'w');
    const program = start({ stdio: ['ignore', full, full] });
    closeSync(full);
    await anotherRun();
    await anotherRun();
    await endsWith(program, 'SIGTERM', 0);
  });

  whenAlone('and writes its log again when the disk has room again', async () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', disk]);
    try {
      const file = join(disk, 'log');
      writeFileSync(file, '-'.repeat(4_000));
      const log = openSync(file, 'a');
      const program = start({ stdio: ['ignore', log, log] });
      closeSync(log);
      await anotherRun();
      await anotherRun();
      expect(statSync(file).size).toBe(4_096);
      execFileSync('mount', ['-o', 'remount,size=64k', disk]);
      await endsWith(program, 'SIGINT', 0);
      expect(readFileSync(file, 'utf8')).toMatch(/Stopped\. .*\n$/);
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });

  test('when nobody reads its output, in bounded memory', async () => {
    const program = start();
    await program.says(/Dashboard/);
    program.child.stdout?.pause();
    await anotherRun();
    await endsWith(program, 'SIGTERM', 0);
  });

  test('when its terminal is gone', async () => {
    const terminal = spawn('script', ['-qfc', 'tty > name; sleep 600', '/dev/null'], {
      cwd: folder,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const closed = once(terminal, 'exit');
    const name = join(folder, 'name');
    await until('a terminal', () => existsSync(name) && readFileSync(name, 'utf8').endsWith('\n'));
    const tty = openSync(readFileSync(name, 'utf8').trim(), 'r+');
    const program = start({ stdio: ['ignore', tty, tty] });
    closeSync(tty);
    await anotherRun();
    terminal.kill('SIGKILL');
    await closed;
    await anotherRun();
    await anotherRun();
    await endsWith(program, 'SIGHUP', 129);
  });
});

describe('dashboard goes on', () => {
  test('when the readers of its output are gone, and SIGHUP ends it with 129', async () => {
    const first = start();
    await anotherRun();
    await endsWith(first, 'SIGTERM', 0);
    const program = startProgram(
      ['dashboard', '--data-dir', join('.mta-sts-watch', 'sandbox'), '--port', String(port)],
      { cwd: folder },
    );
    begun.push(program);
    await program.says(/Ctrl-C ends it/);
    program.child.stdout?.destroy();
    program.child.stderr?.destroy();
    expect(await lastRunOf(port)).toBeGreaterThan(0);
    await endsWith(program, 'SIGHUP', 129);
  });
});

describe('a command that ends by itself', () => {
  test('ends quietly on a closed pipe', () => {
    const command = `"${process.execPath}" "${PROGRAM}" explain; echo "$?" >&2`;
    const said = execFileSync('sh', ['-c', `(${command}) 2>&1 >/dev/null | cat; (${command}) 2> errors | head -1`], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(said.split('\n')).toHaveLength(3);
    expect(readFileSync(join(folder, 'errors'), 'utf8')).toBe('0\n');
  });

  test('says that its output cannot be written, and exits 74', async () => {
    const full = openSync('/dev/full', 'w');
    const program = startProgram(['explain'], { cwd: folder, stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect(await program.ended).toBe(74);
    expect(program.out.stderr).toBe('The output cannot be written: ENOSPC: no space left on device, write.\n');
  });
});

describe('an exception that nobody caught', () => {
  const inject = [join(__dirname, 'support', 'escape.js')];

  test('is reported once for each kind, and start goes on', async () => {
    const program = start({ inject });
    await program.says(/the same fault/);
    await anotherRun();
    await endsWith(program, 'SIGTERM', 0);
    const said = program.out.stdout.split('\n').filter((line) => line.includes('The monitor continues'));
    expect(said.map((line) => line.replace(/^\S+ | [\d.]+(?=\. The)/g, ''))).toEqual([
      'Unexpected error: a timer threw. The monitor continues.',
      'Unexpected error: nobody waits for this. The monitor continues.',
      'Unexpected error: an error that nobody listens to. The monitor continues.',
      'Unexpected error: the same fault. The monitor continues.',
    ]);
    expect(program.out.stdout + program.out.stderr).not.toMatch(/\n\s+at /);
  });

  test.each(['assertion', 'flood'])('%s: start cannot go on, and ends in order with 1', async (FAULTS) => {
    const program = start({ inject, env: { FAULTS } });
    expect(await program.ended).toBe(1);
    expect(program.out.stdout).toMatch(/The monitor cannot continue and exits with code 1\.\n/);
    expect(program.out.stdout.split('cannot continue')).toHaveLength(2);
    expect(program.out.stdout).toMatch(/\nStopped\. .*\n$/);
  });

  test('ends another command with a clear error', async () => {
    const program = startProgram(['lint', 'policy', '-'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      inject,
      env: { FAULTS: 'timer', FAULTS_AFTER_MS: '500' },
    });
    expect(await program.ended).toBe(70);
    expect(program.out.stderr).toBe(
      'This should not have happened: a timer threw\nMTA_STS_WATCH_DEBUG=1 shows where. Please report it.\n',
    );
  });
});
