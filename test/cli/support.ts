import { Readable } from 'node:stream';
import { CommanderError } from 'commander';
import type { Command } from 'commander';
import type { CliIo } from '../../lib/cli/io';

export interface CliRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined when the command set none. */
  readonly exitCode: number | undefined;
}

export interface CliSurroundings {
  readonly stdin?: string | Buffer;
  readonly env?: CliIo['env'];
  /** Given, the outputs are a terminal of that width. */
  readonly columns?: number;
}

/** Runs a command in this process and gives what it wrote and its exit code. */
export async function runCli(command: (io: CliIo) => Command, args: readonly string[], { stdin = '', env = {}, columns }: CliSurroundings = {}): Promise<CliRun> {
  const written = { stdout: '', stderr: '' };
  let exitCode: number | undefined;
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  const io: CliIo = {
    stdout: { write: (text) => (written.stdout += text), ...terminal },
    stderr: { write: (text) => (written.stderr += text), ...terminal },
    stdin: Readable.from([Buffer.from(stdin)]),
    env,
    setExitCode: (code) => {
      exitCode = code;
    },
    endRequested: () => new AbortController().signal,
  };
  try {
    await command(io).parseAsync(args, { from: 'user' });
  } catch (error) {
    // The command line's frame takes these in: all was said, and the code is set.
    if (!(error instanceof CommanderError)) throw error;
  }
  return { ...written, exitCode };
}
