import type { Command } from 'commander';
import { Option } from 'commander';
import { addMute, liftFor, listSilences } from '../../alerts/silences';
import { withFormats } from '../../csv';
import type { FormatFlags } from '../../csv';
import { inHistory, withHistoryOptions } from '../../history/open';
import type { CliIo } from '../../io';
import { alertKind } from '../../options/filters';
import { futureOption } from '../../options/time';

interface MuteFlags {
  readonly kind?: string;
  readonly reason: string;
  readonly until?: number;
}

/** `alerts mute`, `alerts unmute` and `alerts mutes`. */
export function muteCommands(alerts: Command, io: CliIo): void {
  withHistoryOptions(alerts.command('mute'))
    .description('tell nothing about a domain, an MX host or a kind of finding; all is recorded as always')
    .argument(
      '[subject]',
      'a domain or an MX host; * stands for any characters, as in *.example.com (default with --kind: all)',
    )
    .addOption(new Option('--kind <kind>', 'that kind of finding alone (explain lists them)').argParser(alertKind))
    .requiredOption('--reason <text>', 'why, for those who read it later')
    .addOption(futureOption('--until <time>', 'the end (default: when it is lifted)'))
    .action((subject: string | undefined, flags: MuteFlags, self: Command) =>
      inHistory(self, io, (history) => addMute({ ...flags, subject }, history, io)),
    );
  withHistoryOptions(alerts.command('unmute'))
    .description('lift a mute; what it held back and still stands is told after the next look')
    .argument('<id>', 'as alerts mutes lists it')
    .action((id: string, _flags: unknown, self: Command) =>
      inHistory(self, io, (history) => liftFor('mute', id, history, io)),
    );
  withFormats(
    withHistoryOptions(alerts.command('mutes'))
      .description('list what is muted, with who, when and why')
      .option('--all', 'also what is over'),
  ).action((flags: FormatFlags & { readonly all?: true }, self: Command) =>
    inHistory(self, io, (history) => listSilences('mute', flags, history, io)),
  );
}
