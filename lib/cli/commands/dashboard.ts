import { Command } from 'commander';
import { throughIo } from '../commander';
import { addressFor } from '../dashboard/address';
import { portOf, withPortOption } from '../dashboard/options';
import { serveLocally } from '../dashboard/serve';
import { dashboardToken } from '../dashboard/token';
import { inHistory, withHistoryOptions } from '../history/open';
import type { CliIo } from '../io';
import { loadConfig } from '../options/config-file';
import type { ConfigFlags } from '../options/config-file';
import { withStackUse } from '../stack-use';
import { reason } from '../start/failure';
import { block } from '../terminal/layout';

interface DashboardFlags extends ConfigFlags {
  readonly port?: number;
}

/** `dashboard`: serves the page over a history until Ctrl-C, on this machine alone. */
export function dashboardCommand(io: CliIo): Command {
  const dashboard = withPortOption(withHistoryOptions(throughIo(new Command('dashboard'), io)), '--port')
    .description('serve the dashboard on this machine, over its history or (--stack) that of a deployed monitor')
    .action((_flags: DashboardFlags, command: Command) =>
      inHistory(command, io, async ({ store, place, by }) => {
        const flags = command.optsWithGlobals<DashboardFlags>();
        const { schedule, dataDir, dashboard: configured } = await loadConfig(flags, io);
        const ended = io.endRequested((sentence) => io.stderr.write(`${block(sentence, 0, io.stderr)}\n`));
        const dashboard = await serveLocally({
          ...portOf(flags.port ?? configured.port),
          store,
          every: schedule,
          place: `the monitor of ${place}`,
          caller: await by(),
          token: await dashboardToken(dataDir),
          readsNeedToken: configured.readsNeedToken,
          onError: (error) => io.stderr.write(`${block(`A request failed: ${reason(error)}.`, 0, io.stderr)}\n`),
        });
        const { address, note } = addressFor(dashboard, io.stdout);
        io.stdout.write(
          `${block(`The dashboard of ${place}: ${address}`, 0, io.stdout)}\n${block(note, 0, io.stdout)}\n${block('Only this machine can open it. Ctrl-C ends it.', 0, io.stdout)}\n`,
        );
        void dashboard.warm();
        await until(ended);
        await dashboard.close();
      }),
    );
  const token = withHistoryOptions(dashboard.command('token'))
    .description('print the token of the dashboard and its API')
    .action(async (_flags: ConfigFlags, command: Command) => {
      const { dataDir } = await loadConfig(command.optsWithGlobals<ConfigFlags>(), io);
      io.stdout.write(`${await dashboardToken(dataDir)}\n`);
    });
  withStackUse(token, {
    instead:
      'The token belongs to the data folder on this machine, whatever history the dashboard shows. Leave --stack out.',
  });
  return dashboard;
}

const until = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) =>
    signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
  );
