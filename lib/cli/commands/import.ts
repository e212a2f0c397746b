import { Command } from 'commander';
import { count } from '../../core/findings/words';
import type { Imported } from '../../monitor/archive/import';
import { importHistory } from '../../monitor/archive/import';
import { throughIo } from '../commander';
import { EXIT } from '../exit-code';
import { inDirectory, withHistoryOptions } from '../history/open';
import { readLines } from '../input';
import type { CliIo } from '../io';
import { safe } from '../terminal/escape';
import { systemClock, utcTime } from '../terminal/time';

/** Characters; a state of 400 KB, which is packed in the table, has less. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** So many bad lines are named; more would hide the first ones. */
const MOST_NAMED = 50;

/** `import`: takes in what `export` wrote. */
export function importCommand(io: CliIo): Command {
  return withHistoryOptions(throughIo(new Command('import'), io))
    .description('take in what export wrote; what is here and as new stays, so the same file again changes nothing')
    .argument('<file>', 'the file, or - for standard input')
    .action((file: string, _flags: unknown, self: Command) =>
      inDirectory(self, io, async ({ store }) => {
        let named = 0;
        const onBadLine = (number: number, fault: string): void => {
          named += 1;
          if (named <= MOST_NAMED) io.stderr.write(`Line ${number}: ${safe(fault)}.\n`);
        };
        let late = 0;
        const onFutureLine = (number: number, latest: number): void => {
          late += 1;
          if (late <= MOST_NAMED)
            io.stderr.write(`Line ${number}: its time, ${utcTime(latest)}, is later than now (${utcTime(now)}).\n`);
        };
        const now = systemClock.now();
        report(await importHistory(readLines(file, io, LONGEST_LINE), { store, now, onBadLine, onFutureLine }), io);
      }),
    );
}

function report({ read, bad, future, isWhole }: Imported, io: CliIo): void {
  const all = Object.values(read).reduce((sum, number) => sum + number, 0);
  const parts = Object.entries(read).map(([type, number]) => `${number} ${type}`);
  io.stdout.write(
    `${count(all, 'item')} read${all === 0 ? '' : `: ${parts.join(', ')}`}. What was here and as new stayed.\n`,
  );
  if (future > MOST_NAMED) io.stderr.write(`${future - MOST_NAMED} more lines have times later than now.\n`);
  if (future > 0)
    io.stderr.write(
      `${count(future, 'line')} with times later than now: the clock of this machine is behind, or that of the exporting machine was ahead. States, alerts and silences were imported with the current time, so that new faults are noticed; checks, events and runs keep their times. If this clock is behind, set it and import the file again: nothing is imported twice.\n`,
    );
  if (bad > MOST_NAMED) io.stderr.write(`${bad - MOST_NAMED} more lines like these.\n`);
  if (bad > 0)
    io.stderr.write(
      `${count(bad, 'line')} could not be taken in, all others were. Mend them and import the file again: nothing is doubled.\n`,
    );
  if (!isWhole)
    io.stderr.write(
      'The file is cut short, or was changed: its last line does not count what is in it. Export again, and import that: nothing is doubled.\n',
    );
  if (bad > 0 || !isWhole) io.setExitCode(EXIT.usage);
}
