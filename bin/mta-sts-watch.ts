#!/usr/bin/env node
import { tellError } from '../lib/cli/errors';
import type { CliIo } from '../lib/cli/io';
import { runCli } from '../lib/cli/main';
import { ProcessEdge } from '../lib/cli/process/process-edge';

// The SDK would tell users of Node 20 about its own plans on each start.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const io: CliIo = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  setExitCode: (code) => {
    process.exitCode = code;
  },
  endRequested: (report) => edge.endRequested(report),
};

const edge = new ProcessEdge(process, (error) => tellError(error, io));

void runCli(process.argv.slice(2), io);
