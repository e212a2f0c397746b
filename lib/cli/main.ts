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
import type { StackUse } from './stack-use';
import { refusingStack, withStackUse } from './stack-use';

const EXAMPLES = `
Examples:
  mta-sts-watch check example.com                    look once, and say what is wrong
  mta-sts-watch start                                watch the sandbox, a small Internet on this machine
  mta-sts-watch start --domains example.com          watch your own domains
  mta-sts-watch lint policy mta-sts.txt              check a policy before you publish it`;

/** Every command, in the order of the help, with what `--stack` does for it. */
const COMMANDS: readonly (readonly [make: (io: CliIo) => Command, stack: StackUse])[] = [
  [
    startCommand,
    {
      instead:
        'A deployed stack runs on its schedule: "mta-sts-watch --stack NAME run" starts a run now, and "mta-sts-watch --stack NAME dashboard" serves its dashboard here.',
    },
  ],
  [
    checkCommand,
    {
      instead:
        '"check" runs on this machine. "mta-sts-watch --stack NAME run" checks from the stack, and "mta-sts-watch --stack NAME status" shows what it found.',
    },
  ],
  [lintCommand, { instead: '"lint" reads the record or file that you give it. Leave --stack out.' }],
  [explainCommand, { instead: '"explain" prints what a finding means. Leave --stack out.' }],
  [statusCommand, 'applies'],
  [historyCommand, 'applies'],
  [eventsCommand, 'applies'],
  [alertsCommand, 'applies'],
  [maintenanceCommand, 'applies'],
  [dashboardCommand, 'applies'],
  [repairCommand, 'applies'],
  [runCommand, 'applies'],
  [domainsCommand, 'applies'],
  [agentCommand, 'applies'],
  [exportCommand, 'applies'],
  [importCommand, 'applies'],
  [sandboxCommand, { instead: 'The sandbox runs on this machine. Leave --stack out.' }],
];

/** All commands; what they say goes through `io`. */
export function program(io: CliIo): Command {
  const root = refusingStack(throughIo(new Command('mta-sts-watch'), io))
    .description('Watches MTA-STS, TLSRPT and the certificates of MX hosts.')
    .version(packageVersion(), '-V, --version')
    .option(
      '--stack <name>',
      'read a deployed stack, with your AWS credentials, in place of the history on this machine',
    )
    .addHelpText('after', EXAMPLES);
  for (const [make, stack] of COMMANDS) root.addCommand(withStackUse(make(io), stack));
  return root;
}

/** Runs one command line; all that it says and its exit code go through `io`. It never rejects. */
export async function runCli(args: readonly string[], io: CliIo): Promise<void> {
  try {
    await program(io).parseAsync(args, { from: 'user' });
  } catch (error) {
    tellError(error, io);
  }
}
