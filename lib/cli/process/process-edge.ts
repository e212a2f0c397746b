import { closeSync } from 'node:fs';
import { EXIT } from '../exit-code';
import { UserError } from '../errors';
import { reason } from '../start/failure';
import { Faults } from '../../monitor/faults';
import { boundBacklog } from './output';

const INTERRUPTED = 130;

/** npm passes on the signal of a Ctrl-C that the terminal sent to us as well: so soon, it is the same one. Milliseconds. */
const SAME_KEYSTROKE = 1_000;

/** How long an orderly end may take that nobody waits for, milliseconds. */
const LONGEST_END = 60_000;

/**
 * What the process does at its edges: when its output goes away, a signal comes, or an exception escapes.
 *
 * A command that ends by itself says what was wrong and ends. A service goes on: without its
 * log, and after an exception that escaped, which it reports. Where it cannot go on it ends in order with exit code 1,
 * and after SIGHUP with 129, so that a supervisor starts it anew.
 */
export class ProcessEdge {
  private readonly end = new AbortController();
  private readonly faults = new Faults();
  private hasLetGo = false;
  private report: ((sentence: string) => void) | undefined;

  /** @param tellError says what ended a command, and sets the exit code */
  constructor(
    private readonly process: NodeJS.Process,
    private readonly tellError: (error: unknown) => void,
  ) {
    for (const stream of [process.stdout, process.stderr])
      stream.on('error', (error: NodeJS.ErrnoException) => this.lostOutput(error));
    // Rejections that nobody handles come here too.
    process.on('uncaughtException', (error) => this.escaped(error));
  }

  /** From now on signals end the process in order. @param report makes it a service: shows a sentence about a fault */
  endRequested(report?: (sentence: string) => void): AbortSignal {
    const { process } = this;
    let requestedAt = -Infinity;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (this.end.signal.aborted && performance.now() - requestedAt > SAME_KEYSTROKE) process.exit(INTERRUPTED);
        if (!this.end.signal.aborted) requestedAt = performance.now();
        this.end.abort();
      });
    }
    process.on('SIGHUP', () => {
      this.letGoOfTerminal();
      this.endWith(EXIT.hangup);
    });
    if (report !== undefined) {
      boundBacklog(process.stdout);
      boundBacklog(process.stderr);
      this.report = report;
    }
    return this.end.signal;
  }

  private lostOutput(error: NodeJS.ErrnoException): void {
    if (error.code === 'EIO') this.letGoOfTerminal();
    if (this.report !== undefined) return;
    // A reader that has seen enough (`| head`) closes the pipe; that is no error of ours.
    if (error.code !== 'EPIPE') {
      this.tellError(new UserError(`The output cannot be written: ${reason(error)}.`, { cause: error }));
      this.process.exitCode = EXIT.output;
    }
    this.process.exit();
  }

  /** At its exit Node sets the terminal back as it was, and aborts where that is gone (SIGABRT in place of the exit code). */
  private letGoOfTerminal(): void {
    if (this.hasLetGo) return;
    this.hasLetGo = true;
    this.process.on('exit', () => {
      for (const descriptor of [0, 1, 2]) {
        try {
          closeSync(descriptor);
        } catch {
          // It is closed already.
        }
      }
    });
  }

  private escaped(error: unknown): void {
    const { report } = this;
    if (report === undefined) {
      this.tellError(error);
      this.process.exit();
    }
    const said = this.faults.note(error);
    const isLast = this.faults.isLast(error);
    // It has said that it ends, and what fails on the way out says the same.
    if (isLast && this.end.signal.aborted) return;
    try {
      if (isLast) report(`Unexpected error: ${reason(error)}. The monitor cannot continue and exits with code 1.`);
      else if (said !== undefined) report(`Unexpected error: ${said}. The monitor continues.`);
    } catch {
      // Whoever shows it is at fault as well; the monitor is worth more than its log.
    }
    if (isLast) this.endWith(EXIT.fault);
  }

  private endWith(code: number): void {
    if (this.end.signal.aborted) return;
    this.process.exitCode = code;
    this.end.abort();
    setTimeout(() => this.process.exit(code), LONGEST_END).unref();
  }
}
