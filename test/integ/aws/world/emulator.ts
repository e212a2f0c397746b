import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

/** Credentials that the emulator takes; they open nothing anywhere else. */
export const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
} as const;

export interface Emulator {
  readonly endpoint: string;
  /** Kills the processes that run a function, as the loss of a machine would. @returns how many there were */
  killFunction(name: string): number;
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  /** The folder that run.mjs installed into. */
  readonly cache: string;
  /** A folder for its files and its log. */
  readonly folder: string;
  readonly port: number;
  /** Where functions find AWS. */
  readonly functionsEndpoint: string;
}

/** Starts MiniStack, on 127.0.0.1 alone. */
export async function startEmulator({ cache, folder, port, functionsEndpoint }: EmulatorOptions): Promise<Emulator> {
  const bin = join(cache, 'venv', 'bin');
  const node = join(cache, 'node', 'node_modules', 'node', 'bin');
  const endpoint = `http://127.0.0.1:${port}`;
  // An environment of its own: the emulator hands its environment on to the functions.
  const child = spawn(join(bin, 'ministack'), [], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: `${node}:${bin}:${dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: folder,
      TMPDIR: folder,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      AWS_ENDPOINT_URL: functionsEndpoint,
    },
  });
  const log = createWriteStream(join(folder, 'emulator.log'));
  child.stdout.pipe(log);
  child.stderr.pipe(log, { end: false });
  await answers(endpoint, child);
  return {
    endpoint,
    killFunction(name) {
      const workers = childrenOf(child.pid ?? 0).filter((pid) =>
        environmentOf(pid).includes(`AWS_LAMBDA_FUNCTION_NAME=${name}`),
      );
      for (const pid of workers) process.kill(pid, 'SIGKILL');
      return workers.length;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(patience);
    },
  };
}

async function answers(endpoint: string, child: ChildProcess): Promise<void> {
  for (const patience = Date.now() + 60_000; Date.now() < patience;) {
    if (child.exitCode !== null)
      throw new Error(`MiniStack ended with code ${child.exitCode} before it answered; see emulator.log.`);
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('MiniStack did not answer within a minute; see emulator.log.');
}

const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => new RegExp(`^\\d+ \\(.*\\) \\S ${parent} `).test(read(`/proc/${pid}/stat`)));

const environmentOf = (pid: number): string[] => read(`/proc/${pid}/environ`).split('\0');

/** Empty for a process that has gone meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** A port of 127.0.0.1 that nothing listens on; MiniStack takes no port 0. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
