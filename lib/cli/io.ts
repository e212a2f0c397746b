/** A stream of the process, as far as the command line needs it. */
export interface CliOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Everything through which a command touches the process, so that a test can run it in its own. */
export interface CliIo {
  readonly stdout: CliOutput;
  readonly stderr: CliOutput;
  readonly stdin: NodeJS.ReadableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  setExitCode(code: number): void;
  /**
   * From this call on Ctrl-C (SIGINT, SIGTERM) and SIGHUP ask the command to end in order, through the signal; a second
   * Ctrl-C ends it at once.
   * @param report makes the command a service, which goes on without its output, and after an exception that nobody
   * caught: it shows a sentence about that
   */
  endRequested(report?: (sentence: string) => void): AbortSignal;
}
