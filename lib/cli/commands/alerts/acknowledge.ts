import type { Command } from 'commander';
import { acknowledgementFaults } from '../../../core/alerting';
import { utc } from '../../../core/findings/words';
import type { Acknowledging } from '../../../monitor/acknowledge';
import { acknowledgeAlert, withdrawAcknowledgement } from '../../../monitor/acknowledge';
import { findAlert, handleOf } from '../../alerts/find';
import { UserError } from '../../errors';
import { inHistory, withHistoryOptions } from '../../history/open';
import type { CliIo } from '../../io';
import { futureOption } from '../../options/time';
import { systemClock } from '../../terminal/time';

const WHICH = 'its eight characters in the list, its id, or the name that one open alert is about';

/** `alerts ack` and `alerts unack`. */
export function acknowledgeCommands(alerts: Command, io: CliIo): void {
  withHistoryOptions(alerts.command('ack'))
    .description('acknowledge open alerts: they are not told again until the end, or until they get worse')
    .argument('<alert...>', WHICH)
    .requiredOption('--reason <text>', 'why, for those who read it later')
    .addOption(futureOption('--until <time>', 'the end (default: when it is resolved or gets worse)'))
    .action(
      (
        words: readonly string[],
        { reason, until }: { readonly reason: string; readonly until?: number },
        self: Command,
      ) =>
        inHistory(self, io, async ({ store, by }) => {
          const faults = acknowledgementFaults({ reason, ...(until !== undefined && { until }) }, systemClock.now());
          if (faults.length > 0) throw new UserError(faults.map(({ says }) => says).join('\n'));
          const found = [];
          for (const word of words) found.push(await findAlert(word, store));
          const draft = { by: await by(), reason: reason.trim(), ...(until !== undefined && { until }) };
          for (const { id } of found) {
            opened(await acknowledgeAlert(id, draft, { store, clock: systemClock }), id);
            io.stdout.write(
              `${handleOf(id)} is acknowledged${until === undefined ? '' : ` until ${utc(until)}`}: it is told again when it gets worse${until === undefined ? '' : ', or after that'}, and when it is over.\n`,
            );
          }
        }),
    );
  withHistoryOptions(alerts.command('unack'))
    .description('take an acknowledgement back: reminders go on')
    .argument('<alert...>', WHICH)
    .action((words: readonly string[], _flags: unknown, self: Command) =>
      inHistory(self, io, async ({ store, by }) => {
        const found = [];
        for (const word of words) found.push(await findAlert(word, store));
        const who = await by();
        for (const { id } of found) {
          opened(await withdrawAcknowledgement(id, who, { store, clock: systemClock }), id);
          io.stdout.write(`${handleOf(id)} is not acknowledged any more.\n`);
        }
      }),
    );
}

function opened(acknowledging: Acknowledging, id: string): void {
  if ('refused' in acknowledging)
    throw new UserError(`The alert ${handleOf(id)} is over: there is nothing to acknowledge.`);
}
