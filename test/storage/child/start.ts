import { spawn, type ChildProcessWithoutNullStreams, type SpawnOptionsWithoutStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A process over a folder, as `main.ts` tells. */
export interface Child {
  readonly process: ChildProcessWithoutNullStreams;
  /** What it has said so far, line by line. */
  readonly said: readonly string[];
  /** Waits until it has said so many lines, or has ended. */
  lines(count: number): Promise<void>;
  /** Ends it at once, as the kernel does: nothing in it runs any more. */
  kill(): Promise<void>;
  /** Its exit code, when it has ended by itself and all that it said is there. */
  ended(): Promise<number | null>;
}

const script = ['-r', require.resolve('./typescript.js'), join(__dirname, 'main.ts')] as const;

/** `limit` is a command of the shell that runs before it, such as `ulimit -f 100`. */
export function startChild(
  job: string,
  dir: string,
  argument = '',
  { limit, ...options }: SpawnOptionsWithoutStdio & { readonly limit?: string } = {},
): Child {
  const command = [process.execPath, ...script, job, dir, argument];
  const [file = '', ...args] =
    limit === undefined ? command : ['/bin/sh', '-c', `${limit}; exec "$@"`, 'sh', ...command];
  const child = spawn(file, args, {
    stdio: 'pipe',
    ...options,
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  const said: string[] = [];
  const output = createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  child.stderr.pipe(process.stderr);
  const ended = Promise.all([once(child, 'exit') as Promise<[number | null]>, once(output, 'close')]);
  return {
    process: child,
    said,
    async lines(count) {
      await new Promise<void>((resolve) => {
        const check = () => said.length >= count && resolve();
        output.on('line', check);
        void ended.then(() => resolve());
        check();
      });
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async ended() {
      return (await ended)[0][0];
    },
  };
}
