import { Command } from 'commander';
import { throughIo } from './commander';
import { agentCommand } from './commands/agent';
import { alertsCommand } from './commands/alerts';
import { checkCommand } from './commands/check';
import { dashboardCommand } from './commands/dashboard';
import { domainsCommand } from './commands/domains';
import { eventsCommand } from './commands/events';
import { explainCommand } from './commands/explain';
import { exportCommand } from './commands/export';
import { historyCommand } from './commands/history';
import { importCommand } from './commands/import';
import { lintCommand } from './commands/lint';
import { maintenanceCommand } from './commands/maintenance';
import { repairCommand } from './commands/repair';
import { runCommand } from './commands/run';
import { sandboxCommand } from './commands/sandbox';
import { startCommand } from './commands/start';
import { statusCommand } from './commands/status';
import { tellError } from './errors';
import type { CliIo } from './io';
import { packageVersion } from './package-version';

const EXAMPLES = `
Examples:
  mta-sts-watch check example.com                    look once, and say what is wrong
  mta-sts-watch start                                watch the sandbox, a small Internet on this machine
  mta-sts-watch start --domains example.com          watch your own domains
  mta-sts-watch lint policy mta-sts.txt              check a policy before you publish it`;

/** All commands; what they say goes through `io`. */
export function program(io: CliIo): Command {
  return throughIo(new Command('mta-sts-watch'), io)
    .description('Watches MTA-STS, TLSRPT and the certificates of MX hosts.')
    .version(packageVersion(), '-V, --version')
    .option(
      '--stack <name>',
      'read a deployed stack, with your AWS credentials, in place of the history on this machine',
    )
    .addHelpText('after', EXAMPLES)
    .addCommand(startCommand(io))
    .addCommand(checkCommand(io))
    .addCommand(lintCommand(io))
    .addCommand(explainCommand(io))
    .addCommand(statusCommand(io))
    .addCommand(historyCommand(io))
    .addCommand(eventsCommand(io))
    .addCommand(alertsCommand(io))
    .addCommand(maintenanceCommand(io))
    .addCommand(dashboardCommand(io))
    .addCommand(repairCommand(io))
    .addCommand(runCommand(io))
    .addCommand(domainsCommand(io))
    .addCommand(agentCommand(io))
    .addCommand(exportCommand(io))
    .addCommand(importCommand(io))
    .addCommand(sandboxCommand(io));
}

/** Runs one command line; all that it says and its exit code go through `io`. It never rejects. */
export async function runCli(args: readonly string[], io: CliIo): Promise<void> {
  try {
    await program(io).parseAsync(args, { from: 'user' });
  } catch (error) {
    tellError(error, io);
  }
}
