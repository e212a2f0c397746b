import { Command } from 'commander';
import { parseAgentName, parseQueueUrl } from '../../config/agent';
import { wholeNumber } from '../../config/values';
import { startAgent } from '../agent/start';
import { throughIo } from '../commander';
import type { CliIo } from '../io';
import type { ConfigFlags } from '../options/config-file';
import { loadConfig, withConfigOption } from '../options/config-file';
import type { CheckSettingFlags } from '../options/check-settings';
import { checkSettings, withMxHostOptions } from '../options/check-settings';
import { parsed } from '../options/parsed';

interface AgentFlags extends ConfigFlags, CheckSettingFlags {
  readonly queueUrl?: string;
  readonly resultQueueUrl?: string;
  readonly name?: string;
  readonly sessionsPerSecond?: number;
  readonly stack?: string;
}

/** `agent`: looks at MX hosts for a deployed stack, from a machine with port 25 open. */
export function agentCommand(io: CliIo): Command {
  const command = throughIo(new Command('agent'), io)
    .description('look at MX hosts for a deployed stack, from this machine, until Ctrl-C; docs/agent.md')
    .option('--queue-url <url>', 'the queue to take jobs from (default: found by --stack)', parsed(parseQueueUrl))
    .option(
      '--result-queue-url <url>',
      'the queue to send to what was seen (default: found by --stack)',
      parsed(parseQueueUrl),
    )
    .option('--name <name>', 'what this agent is called (default: the name of this machine)', parsed(parseAgentName))
    .option(
      '--sessions-per-second <number>',
      'with the MX hosts of one operator, at most (default: 5)',
      parsed(wholeNumber(1, 100, 'a number of sessions')),
    );
  return withConfigOption(withMxHostOptions(command)).action(async (_flags: AgentFlags, self: Command) => {
    const flags = self.optsWithGlobals<AgentFlags>();
    const config = await loadConfig(flags, io);
    await startAgent({ ...checkSettings(config, flags), ...config.agent, ...definedOf(flags), stack: flags.stack }, io);
  });
}

const definedOf = ({ queueUrl, resultQueueUrl, name, sessionsPerSecond }: AgentFlags) => ({
  ...(queueUrl !== undefined && { queueUrl }),
  ...(resultQueueUrl !== undefined && { resultQueueUrl }),
  ...(name !== undefined && { name }),
  ...(sessionsPerSecond !== undefined && { sessionsPerSecond }),
});
