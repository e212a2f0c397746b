import { Command, InvalidArgumentError } from 'commander';
import { parseDomainName } from '../../config/domain-name';
import { throughIo } from '../commander';
import { portOf, withPortOption } from '../dashboard/options';
import type { CliIo } from '../io';
import type { ConfigFlags } from '../options/config-file';
import { loadConfig, withConfigOption, withDataDirOption } from '../options/config-file';
import type { CheckSettingFlags } from '../options/check-settings';
import { withCheckOptions } from '../options/check-settings';
import { parsed } from '../options/parsed';
import { start } from '../start/start';

interface StartFlags extends ConfigFlags, CheckSettingFlags {
  readonly domains?: readonly string[];
  readonly dashboardPort?: number;
  /** False with `--no-dashboard`. */
  readonly dashboard: boolean;
}

/** `start`: watches by schedule until Ctrl-C. */
export function startCommand(io: CliIo): Command {
  const command = throughIo(new Command('start'), io)
    .description('watch domains by schedule, and tell what changes; with none configured, watch the sandbox')
    .option('--domains <names>', 'the domains to watch, with commas between them', names);
  withPortOption(command, '--dashboard-port').option('--no-dashboard', 'serve no dashboard');
  return withDataDirOption(withConfigOption(withCheckOptions(command))).action(
    async ({ domains, dashboard, dashboardPort, ...flags }: StartFlags) => {
      const config = await loadConfig(flags, io);
      await start(
        { ...config, ...(domains !== undefined && { domains: [...domains] }) },
        flags,
        dashboard ? portOf(dashboardPort ?? config.dashboard.port) : undefined,
        io,
      );
    },
  );
}

function names(text: string, before: readonly string[] | undefined): readonly string[] {
  const given = text.split(',').filter((name) => name.trim() !== '');
  if (given.length === 0) throw new InvalidArgumentError('Name at least one domain, such as example.com.');
  return [...new Set([...(before ?? []), ...given.map(parsed(parseDomainName))])];
}
