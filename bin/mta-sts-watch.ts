#!/usr/bin/env node
import { runCli } from '../lib/cli/main';

// The SDK would tell users of Node 20 about its own plans on each start.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// A reader that has seen enough (`| head`) closes the pipe; that is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

const INTERRUPTED = 130;

/** npm passes on the signal of a Ctrl-C that the terminal sent to us as well: so soon, it is the same one. Milliseconds. */
const SAME_KEYSTROKE = 1_000;

function endRequested(): AbortSignal {
  const end = new AbortController();
  let requestedAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (end.signal.aborted && Date.now() - requestedAt > SAME_KEYSTROKE) process.exit(INTERRUPTED);
      if (!end.signal.aborted) requestedAt = Date.now();
      end.abort();
    });
  }
  return end.signal;
}

void runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  setExitCode: (code) => {
    process.exitCode = code;
  },
  endRequested,
});
