import type { ChildProcess, StdioOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export const PROGRAM = join(__dirname, '../../../../dist/bin/mta-sts-watch.js');

/** Patience of a test for another process, milliseconds: far more than it takes. */
const PATIENCE = 60_000;

export interface Program {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly out: { stdout: string; stderr: string };
  /** Resolves when it has written the words. */
  says(words: RegExp): Promise<void>;
  /** Its exit code; the name of the signal that killed it. */
  readonly ended: Promise<number | string>;
}

/** Starts the built program. `inject`: modules that it loads first. */
export function startProgram(
  args: readonly string[],
  {
    cwd,
    stdio = ['ignore', 'pipe', 'pipe'],
    inject = [],
    env = {},
    through = [],
  }: {
    readonly cwd: string;
    readonly stdio?: StdioOptions;
    readonly inject?: readonly string[];
    readonly env?: NodeJS.ProcessEnv;
    /** A command that starts it, such as `unshare -n`. */
    readonly through?: readonly string[];
  },
): Program {
  const [command = process.execPath, ...rest] = [
    ...through,
    process.execPath,
    ...inject.flatMap((file) => ['-r', file]),
    PROGRAM,
    ...args,
  ];
  const child = spawn(command, rest, { cwd, stdio, env: { ...process.env, NO_COLOR: '1', ...env } });
  const out = { stdout: '', stderr: '' };
  child.stdout?.on('data', (text: Buffer) => void (out.stdout += text.toString()));
  child.stderr?.on('data', (text: Buffer) => void (out.stderr += text.toString()));
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => (code ?? signal) as number | string);
  return {
    child,
    out,
    ended,
    async says(words) {
      await until(
        `it says ${words}`,
        () => words.test(out.stdout + out.stderr),
        () => JSON.stringify(out),
      );
    },
  };
}

/** Waits until something holds. `found` is asked for the message of the error when it never does. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  found: () => string = () => '',
  patience = PATIENCE,
): Promise<void> {
  for (const end = performance.now() + patience; performance.now() < end; await pause(100)) if (await holds()) return;
  throw new Error(`not within ${patience} ms: ${what}. ${found()}`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** When the last run of a local dashboard's monitor began, milliseconds since the epoch; 0 while none is finished or nobody answers. */
export async function lastRunOf(port: number): Promise<number> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/overview`);
    const { schedules } = (await response.json()) as { schedules: readonly { last?: { startedAt: string } }[] };
    return Math.max(0, ...schedules.map(({ last }) => (last ? Date.parse(last.startedAt) : 0)));
  } catch {
    return 0;
  }
}
