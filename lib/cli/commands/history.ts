import { Command } from 'commander';
import { parseDomainName } from '../../config/domain-name';
import { utc } from '../../core/findings/words';
import type { CheckRecord, MonitorEvent, Target } from '../../core/model';
import { domainTarget, mxHostTarget } from '../../core/model';
import type { OpenStore } from '../../storage/store';
import { throughIo } from '../commander';
import type { FormatFlags } from '../csv';
import { withFormats, writeCsv } from '../csv';
import { UserError } from '../errors';
import { CHECK_COLUMNS, checkFits } from '../history/check-table';
import { eventText } from '../history/events';
import { eventFits } from '../history/event-table';
import { checkJson, eventJson, jsonDocument, mapped } from '../history/json';
import { sameChecksText, sameChecks } from '../history/same-checks';
import { inHistory, withHistoryOptions } from '../history/open';
import type { CliIo } from '../io';
import { parsed } from '../options/parsed';
import type { KindFlag, VerdictFlag } from '../options/filters';
import { kindOption, verdictOption, withOptions } from '../options/filters';
import { sinceOption, untilOption } from '../options/time';
import { only, pages } from '../pages';
import { hanging } from '../terminal/layout';
import { safe } from '../terminal/escape';
import { colorsFor } from '../terminal/style';
import { verdictColor } from '../terminal/verdict';

interface HistoryFlags extends FormatFlags, KindFlag, VerdictFlag {
  readonly since: number;
  readonly until?: number;
  readonly mx?: true;
}

/** `history`: what was seen of one domain or MX host. */
export function historyCommand(io: CliIo): Command {
  const history = withHistoryOptions(throughIo(new Command('history'), io))
    .description('show what was seen of a domain, or of an MX host, newest first')
    .argument('<name>', 'a domain or an MX host', parsed(parseDomainName))
    .option('--mx', 'the MX host of that name, where a domain has the same');
  return withFormats(
    withOptions(
      history,
      sinceOption('how far back'),
      untilOption(),
      verdictOption('looks with one of these verdicts'),
      kindOption('looks and events with one of these findings'),
    ),
  ).action((name: string, flags: HistoryFlags, command: Command) =>
    inHistory(command, io, async ({ store, place }) => {
      const target = await targetOf(name, flags, store);
      if (target === undefined)
        throw new UserError(
          `Nothing is known of ${safe(name)} here (${place}). mta-sts-watch domains list shows what is watched.`,
        );
      const seen = {
        events: only(
          pages((range) => store.eventsOf(target, range), flags.since, flags.until),
          (event) => eventFits(event, flags),
        ),
        checks: only(
          pages((range) => store.checks(target, range), flags.since, flags.until),
          (check) => checkFits(check, flags),
        ),
      };
      if (flags.json === true) return printJson(target, seen, io);
      await (flags.csv === true ? writeCsv(CHECK_COLUMNS, seen.checks, io) : print(target, seen, store, io));
    }),
  );
}

/** A watched domain, or else whatever has been looked at under that name. */
async function targetOf(name: string, { mx }: HistoryFlags, store: OpenStore): Promise<Target | undefined> {
  if (mx !== true && (await store.domain(name)) !== undefined) return domainTarget(name);
  const candidates = mx === true ? [mxHostTarget(name)] : [domainTarget(name), mxHostTarget(name)];
  for (const target of candidates) if ((await store.latestCheck(target)) !== undefined) return target;
  return undefined;
}

interface Seen {
  readonly events: AsyncIterable<MonitorEvent>;
  readonly checks: AsyncIterable<CheckRecord>;
}

async function print(target: Target, { events, checks }: Seen, store: OpenStore, io: CliIo): Promise<void> {
  const colors = colorsFor(io.stdout, io.env);
  const write = (text: string, indent: number): void => void io.stdout.write(`${hanging(text, indent, io.stdout)}\n`);
  const entry = target.type === 'domain' ? await store.domain(target.name) : undefined;
  const standing =
    entry?.verdict === undefined
      ? ''
      : `: ${verdictColor(colors, entry.verdict)(entry.verdict)} since ${utc(entry.verdictSince ?? 0)}`;
  write(`${colors.bold(safe(target.name))}${target.type === 'mx-host' ? ' (MX host)' : ''}${standing}`, 0);
  for (const reason of entry?.reasons ?? []) write(safe(reason), 2);
  io.stdout.write('\nWhat happened\n');
  let any = false;
  for await (const event of events) {
    any = true;
    write(`${colors.dim(utc(event.at))} ${eventText(event, colors)}`, 2);
  }
  if (!any) write('nothing', 2);
  io.stdout.write('\nLooks\n');
  any = false;
  for await (const span of sameChecks(checks)) {
    any = true;
    write(sameChecksText(span, colors), 2);
  }
  if (!any) write('none', 2);
}

async function printJson(target: Target, { events, checks }: Seen, io: CliIo): Promise<void> {
  for await (const piece of jsonDocument(
    { target },
    { events: mapped(events, eventJson), checks: mapped(checks, checkJson) },
  ))
    io.stdout.write(piece);
}
