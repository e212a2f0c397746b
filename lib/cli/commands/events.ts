import { Command } from 'commander';
import { utc } from '../../core/findings/words';
import { throughIo } from '../commander';
import { eventText } from '../history/events';
import { eventJson, jsonDocument, mapped } from '../history/json';
import { inHistory, withHistoryOptions } from '../history/open';
import type { CliIo } from '../io';
import { sinceOption } from '../options/since';
import { pages } from '../pages';
import { hanging } from '../terminal/layout';
import { colorsFor } from '../terminal/style';

interface EventsFlags {
  readonly since: number;
  readonly json?: true;
}

/** `events`: what changed, of all that is watched. */
export function eventsCommand(io: CliIo): Command {
  return withHistoryOptions(throughIo(new Command('events'), io))
    .description('show what changed, of all that is watched, newest first')
    .addOption(sinceOption('how far back'))
    .option('--json', 'print JSON')
    .action((flags: EventsFlags, command: Command) =>
      inHistory(command, io, async ({ store, place }) => {
        const colors = colorsFor(io.stdout, io.env);
        const events = pages((range) => store.events(range), flags.since);
        if (flags.json === true) {
          for await (const piece of jsonDocument({}, { events: mapped(events, eventJson) })) io.stdout.write(piece);
          return;
        }
        let any = false;
        for await (const event of events) {
          any = true;
          io.stdout.write(`${hanging(`${colors.dim(utc(event.at))} ${eventText(event, colors)}`, 0, io.stdout)}\n`);
        }
        if (!any) io.stderr.write(`Nothing changed since ${utc(flags.since)} (${place}).\n`);
      }),
    );
}
