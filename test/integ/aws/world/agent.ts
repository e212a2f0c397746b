import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { STACK } from './deployment';
import { CREDENTIALS } from './emulator';
import { until } from './wait';

const root = resolve(__dirname, '../../../..');

interface Line {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** An agent as a person starts it: a process of its own. */
export class AgentProcess {
  readonly lines: Line[] = [];
  private readonly child: ChildProcess;

  constructor(name: string, config: string, endpoint: string, home: string) {
    this.child = spawn(
      process.execPath,
      [join(root, 'dist/bin/mta-sts-watch.js'), '--stack', STACK, 'agent', '--config', config, '--name', name],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { PATH: process.env.PATH, HOME: home, AWS_ENDPOINT_URL: endpoint, ...CREDENTIALS },
      },
    );
    if (this.child.stdout !== null)
      createInterface(this.child.stdout).on('line', (line) => this.lines.push(JSON.parse(line) as Line));
  }

  async says(message: string): Promise<Line> {
    return until(
      `the line "${message}" of the agent`,
      async () => this.lines.find((line) => line.message === message),
      60,
    );
  }

  /** @returns the exit code, or the signal that ended it */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    return child.exitCode ?? child.signalCode ?? '';
  }
}
