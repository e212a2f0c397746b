import { Command } from 'commander';
import { utc } from '../../core/findings/words';
import type { MonitorEvent } from '../../core/model';
import { throughIo } from '../commander';
import type { FormatFlags } from '../csv';
import { withFormats, writeCsv } from '../csv';
import type { EventFilters } from '../history/event-table';
import { EVENT_COLUMNS, eventFits } from '../history/event-table';
import { eventText } from '../history/events';
import { eventJson, jsonDocument, mapped } from '../history/json';
import { inHistory, withHistoryOptions } from '../history/open';
import type { CliIo } from '../io';
import { kindOption, severityOption, verdictOption, withOptions } from '../options/filters';
import { sinceOption, untilOption } from '../options/time';
import { only, pages } from '../pages';
import { hanging } from '../terminal/layout';
import { colorsFor } from '../terminal/style';

interface EventsFlags extends FormatFlags, EventFilters {
  readonly since: number;
  readonly until?: number;
}

/** `events`: what changed, of all that is watched. */
export function eventsCommand(io: CliIo): Command {
  const command = withHistoryOptions(throughIo(new Command('events'), io)).description(
    'show what changed, of all that is watched, newest first',
  );
  return withFormats(
    withOptions(
      command,
      sinceOption('how far back'),
      untilOption(),
      kindOption('kinds of findings, or types of changes'),
      severityOption(),
      verdictOption('changes to one of these verdicts'),
    ),
  ).action((flags: EventsFlags, self: Command) =>
    inHistory(self, io, async ({ store, place }) => {
      const events = only(
        pages((range) => store.events(range), flags.since, flags.until),
        (event) => eventFits(event, flags),
      );
      if (flags.json === true) {
        for await (const piece of jsonDocument({}, { events: mapped(events, eventJson) })) io.stdout.write(piece);
        return;
      }
      if (flags.csv === true) return writeCsv(EVENT_COLUMNS, events, io);
      if (!(await print(events, io))) io.stderr.write(`Nothing changed since ${utc(flags.since)} (${place}).\n`);
    }),
  );
}

async function print(events: AsyncIterable<MonitorEvent>, io: CliIo): Promise<boolean> {
  const colors = colorsFor(io.stdout, io.env);
  let any = false;
  for await (const event of events) {
    any = true;
    io.stdout.write(`${hanging(`${colors.dim(utc(event.at))} ${eventText(event, colors)}`, 0, io.stdout)}\n`);
  }
  return any;
}
