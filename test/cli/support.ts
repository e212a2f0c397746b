import { Readable } from 'node:stream';
import { CommanderError } from 'commander';
import type { Command } from 'commander';
import type { CliIo } from '../../lib/cli/io';
import { runCli as runMain } from '../../lib/cli/main';

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
  /** Aborted, it is Ctrl-C. */
  readonly endRequested?: AbortSignal;
  /** Told of each piece that is written. */
  readonly onWrite?: (text: string) => void;
}

/** Runs a command in this process and gives what it wrote and its exit code. */
export async function runCli(
  command: (io: CliIo) => Command,
  args: readonly string[],
  surroundings: CliSurroundings = {},
): Promise<CliRun> {
  return withIo(surroundings, async (io) => {
    try {
      await command(io).parseAsync(args, { from: 'user' });
    } catch (error) {
      // The command line's frame takes these in: all was said, and the code is set.
      if (!(error instanceof CommanderError)) throw error;
    }
  });
}

/** Runs a whole command line, as the bin does. */
export const runProgram = (args: readonly string[], surroundings: CliSurroundings = {}): Promise<CliRun> =>
  withIo(surroundings, (io) => runMain(args, io));

async function withIo(
  { stdin = '', env = {}, columns, endRequested = new AbortController().signal, onWrite }: CliSurroundings,
  run: (io: CliIo) => Promise<void>,
): Promise<CliRun> {
  const written = { stdout: '', stderr: '' };
  let exitCode: number | undefined;
  const output = (name: keyof typeof written): CliIo['stdout'] => ({
    write: (text) => {
      written[name] += text;
      onWrite?.(text);
    },
    ...(columns !== undefined && { isTTY: true, columns }),
  });
  await run({
    stdout: output('stdout'),
    stderr: output('stderr'),
    stdin: Readable.from([Buffer.from(stdin)]),
    env,
    setExitCode: (code) => {
      exitCode = code;
    },
    endRequested: () => endRequested,
  });
  return { ...written, exitCode };
}
