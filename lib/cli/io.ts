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
  /** From this call on Ctrl-C (SIGINT, SIGTERM) asks the command to end in order, through the signal; a second one ends it at once. */
  endRequested(): AbortSignal;
}
