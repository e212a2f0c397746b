import { Command } from 'commander';
import { AGENT_SETTINGS } from '../../config/agent';
import { startAgent } from '../agent/start';
import { throughIo } from '../commander';
import type { CliIo } from '../io';
import type { ConfigFlags } from '../options/config-file';
import { loadConfig, withConfigOption } from '../options/config-file';
import type { CheckSettingFlags } from '../options/check-settings';
import { checkSettings, withMxHostOptions } from '../options/check-settings';
import { settingsGiven, withOptions } from '../options/settings';

interface AgentFlags extends ConfigFlags, CheckSettingFlags {
  readonly stack?: string;
}

/** `agent`: looks at MX hosts for a deployed stack, from a machine with port 25 open. */
export function agentCommand(io: CliIo): Command {
  const command = throughIo(new Command('agent'), io).description(
    'look at MX hosts for a deployed stack, from this machine, until Ctrl-C; docs/agent.md',
  );
  return withConfigOption(withMxHostOptions(withOptions(command, AGENT_SETTINGS))).action(
    async (_flags: AgentFlags, self: Command) => {
      const flags = self.optsWithGlobals<AgentFlags>();
      const config = await loadConfig(flags, io);
      const agent = { ...config.agent, ...settingsGiven(AGENT_SETTINGS, flags) };
      await startAgent({ ...checkSettings(config, flags), ...agent, stack: flags.stack }, io);
    },
  );
}
