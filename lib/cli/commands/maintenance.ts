import { Command } from 'commander';
import { addMaintenance, liftFor, listSilences } from '../alerts/silences';
import { throughIo } from '../commander';
import type { FormatFlags } from '../csv';
import { withFormats } from '../csv';
import { inHistory, withHistoryOptions } from '../history/open';
import type { CliIo } from '../io';
import { futureOption } from '../options/time';
import { systemClock } from '../terminal/time';

interface AddFlags {
  readonly from?: number;
  readonly until: number;
  readonly weekly?: true;
  readonly reason: string;
}

/** `maintenance`: times in which faults are expected, and told only if they outlast them. */
export function maintenanceCommand(io: CliIo): Command {
  const maintenance = throughIo(new Command('maintenance'), io).description(
    'plan times in which faults are expected, and told only if they outlast them',
  );
  withHistoryOptions(maintenance.command('add'))
    .description('plan maintenance of a domain or MX host; what opens in it and still stands afterwards is told then')
    .argument(
      '<subject>',
      'a domain or an MX host; * stands for any characters, as in *.example.com, and alone for everything',
    )
    .addOption(futureOption('--from <time>', 'its beginning, in how long or when').default(undefined, 'now'))
    .addOption(futureOption('--until <time>', 'its end, in how long or when').makeOptionMandatory())
    .option('--weekly', 'again each week at that time, in UTC')
    .requiredOption('--reason <text>', 'why, for those who read it later')
    .action((subject: string, { from, ...flags }: AddFlags, self: Command) =>
      inHistory(self, io, (history) =>
        addMaintenance({ ...flags, subject, from: from ?? systemClock.now() }, history, io),
      ),
    );
  withHistoryOptions(maintenance.command('remove'))
    .description('end maintenance, or cancel it; what it held back and still stands is told after the next look')
    .argument('<id>', 'as maintenance list shows it')
    .action((id: string, _flags: unknown, self: Command) =>
      inHistory(self, io, (history) => liftFor('maintenance', id, history, io)),
    );
  withFormats(
    withHistoryOptions(maintenance.command('list'))
      .description('list maintenance, now and to come, with who planned it and why')
      .option('--all', 'also what is over'),
  ).action((flags: FormatFlags & { readonly all?: true }, self: Command) =>
    inHistory(self, io, (history) => listSilences('maintenance', flags, history, io)),
  );
  return maintenance;
}
