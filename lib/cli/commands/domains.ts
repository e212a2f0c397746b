import { Command, Option } from 'commander';
import { formatProblem, parseDomainList } from '../../config';
import { parseDomainName } from '../../config/domain-name';
import type { DomainEntry } from '../../core/model';
import { DEFAULT_ALERT_POLICY } from '../../core/alerting';
import { count } from '../../core/findings/words';
import { confirmationOf } from '../../core/removal/brake';
import { CONFIGURED, watchDomains } from '../../monitor/directory';
import type { RemovalDeps } from '../../monitor/removals';
import { heldDomains, removeHeld } from '../../monitor/removals';
import { unwatchDomain } from '../../monitor/unwatch';
import type { OpenStore } from '../../storage/store';
import { throughIo } from '../commander';
import type { FormatFlags } from '../csv';
import { writeCsv } from '../csv';
import { UserError } from '../errors';
import { DOMAIN_COLUMNS } from '../history/domain-table';
import { heldSentence } from '../history/held';
import type { HistoryFlags } from '../history/open';
import { inDirectory, inHistory, withHistoryOptions } from '../history/open';
import { readInput } from '../input';
import type { CliIo } from '../io';
import type { VerdictFlag } from '../options/filters';
import { isAmong, verdictOption } from '../options/filters';
import { parsed } from '../options/parsed';
import { only } from '../pages';
import { safe, safeJson } from '../terminal/escape';
import { colorsFor } from '../terminal/style';
import type { Colors } from '../terminal/style';
import { systemClock, utcTime } from '../terminal/time';
import { verdictColor } from '../terminal/verdict';

const LONGEST_LIST = 64 * 1024 * 1024;

type ListFlags = FormatFlags & VerdictFlag & { readonly held?: true };

interface RemoveFlags {
  readonly file?: string;
  /** True without a code. */
  readonly held?: string | true;
}

/** `domains`: which domains are watched, beside those of the configuration. */
export function domainsCommand(io: CliIo): Command {
  const domains = throughIo(new Command('domains'), io).description(
    'add, remove and list the domains that are watched',
  );
  const names = (text: string, before: readonly string[] | undefined): readonly string[] => [
    ...(before ?? []),
    parsed(parseDomainName)(text),
  ];
  withHistoryOptions(domains.command('add'))
    .description('watch domains')
    .argument('<domain...>', 'such as example.com', names)
    .action((given: readonly string[], _flags: unknown, command: Command) =>
      inDirectory(command, io, ({ store }) => add(given, 'command line', store, io)),
    );
  withHistoryOptions(domains.command('remove'))
    .description('stop watching domains and keep their history')
    .argument('[domain...]', 'such as example.com', names)
    .addOption(
      new Option('-f, --file <list>', 'a list of domains, one per line; - for standard input').conflicts('held'),
    )
    .option('--held [code]', 'remove all held domains; without the code, print them and the code')
    .action((given: readonly string[], flags: RemoveFlags, command: Command) => remove(given, flags, command, io));
  withHistoryOptions(domains.command('import'))
    .description('watch the domains of a list, one a line; with any mistake in it none is taken')
    .argument('<file>', 'the list, or - for standard input')
    .action(async (file: string, _flags: unknown, command: Command) => {
      const listed = await readList(file, 'No domain was added: fix the list and import it again.', io);
      await inDirectory(command, io, ({ store }) => add(listed, 'import', store, io));
    });
  withHistoryOptions(domains.command('list'))
    .description('list the domains that are watched, with their verdicts')
    .addOption(verdictOption('those with one of these verdicts'))
    .option('--held', 'only domains whose removal is held (docs/alerts.md)')
    .addOption(new Option('--json', 'print JSON, one document a line').conflicts('csv'))
    .option('--csv', 'print CSV (RFC 4180), for a spreadsheet')
    .action((flags: ListFlags, command: Command) => inHistory(command, io, ({ store }) => list(store, flags, io)));
  return domains;
}

async function add(names: readonly string[], source: string, store: OpenStore, io: CliIo): Promise<void> {
  const distinct = [...new Set(names)];
  const added = await watchDomains(distinct, source, { store, clock: systemClock });
  const known = distinct.length - added.length;
  io.stdout.write(
    `${count(added.length, 'domain')} added${known > 0 ? `, ${known} watched already` : ''}. The next run looks at ${added.length === 1 ? 'it' : 'them'}.\n`,
  );
}

/** @throws UserError naming every mistake in the list, and that nothing was done */
async function readList(file: string, nothingDone: string, io: CliIo): Promise<readonly string[]> {
  const list = parseDomainList(await readInput(file, io, LONGEST_LIST), safe(file === '-' ? 'standard input' : file));
  if ('problems' in list) throw new UserError(`${list.problems.map(formatProblem).join('\n')}\n${nothingDone}`);
  for (const note of list.notes) io.stderr.write(`${safe(note)}\n`);
  return list.domains;
}

async function remove(given: readonly string[], flags: RemoveFlags, command: Command, io: CliIo): Promise<void> {
  const { held, file } = flags;
  if (held !== undefined) {
    if (given.length > 0) throw new UserError('Name domains or use --held, not both.');
    const { stack } = command.optsWithGlobals<HistoryFlags>();
    return inDirectory(command, io, ({ store }) => confirmHeld(held === true ? undefined : held, store, stack, io));
  }
  const listed =
    file === undefined
      ? []
      : await readList(file, 'No domain was removed. Fix the list and run the command again.', io);
  const named = [...given, ...listed];
  if (named.length === 0) throw new UserError('Name a domain to remove, such as example.com, or use --file or --held.');
  await inDirectory(command, io, ({ store }) => removeNamed(named, store, io));
}

/** Removes what is held, if `code` stands for just that. */
async function confirmHeld(
  code: string | undefined,
  store: OpenStore,
  stack: string | undefined,
  io: CliIo,
): Promise<void> {
  const held = await heldDomains(store);
  if (held.length === 0) return void io.stdout.write('No domain is held.\n');
  if (code !== confirmationOf(held))
    throw new UserError(
      `${code === undefined ? '' : `The code ${safe(code)} is not for the domains that are held now. `}${heldSentence(held, stack)}`,
    );
  await removeHeld(held, byHand(store));
  io.stdout.write(`${count(held.length, 'domain')} removed. The alert resolves with the next run or start.\n`);
}

const byHand = (store: OpenStore): RemovalDeps => ({
  store,
  clock: systemClock,
  policy: { ...DEFAULT_ALERT_POLICY, channels: [] },
});

async function removeNamed(names: readonly string[], store: OpenStore, io: CliIo): Promise<void> {
  for (const name of new Set(names)) {
    const entry = await store.domain(name);
    const removed = entry !== undefined && (await unwatchDomain(name, byHand(store)));
    const hint = entry === undefined || entry.heldSince !== undefined ? '' : whereFrom(entry);
    io.stdout.write(removed ? `${name} is watched no longer.${hint}\n` : `${name} was not watched.\n`);
  }
}

/** Who adds a domain again that was removed by hand. */
function whereFrom({ source, zone }: DomainEntry): string {
  if (source === CONFIGURED)
    return ' It stands in the configuration: delete it there, or the next start adds it again.';
  return zone === undefined
    ? ''
    : ` It is found in the hosted zone ${safe(zone.zone)}: name it in route53.exclude, or the next reading of the zone adds it again.`;
}

async function list(store: OpenStore, { json, csv, verdict, held }: ListFlags, io: CliIo): Promise<void> {
  const entries = only(
    store.domains(),
    (entry) => isAmong([entry.verdict], verdict) && (held !== true || entry.heldSince !== undefined),
  );
  if (csv === true) return writeCsv(DOMAIN_COLUMNS, entries, io);
  const colors = colorsFor(io.stdout, io.env);
  let any = false;
  for await (const entry of entries) {
    any = true;
    io.stdout.write(json === true ? `${safeJson(entry)}\n` : `${line(entry, colors)}\n`);
  }
  if (!any && json !== true && verdict === undefined && held !== true)
    io.stderr.write('No domain is watched here yet: mta-sts-watch domains add example.com\n');
}

function line({ name, verdict, verdictSince, source, heldSince }: DomainEntry, colors: Colors): string {
  const known =
    verdict === undefined
      ? 'not looked at yet'
      : `${verdictColor(colors, verdict)(verdict)} since ${utcTime(verdictSince ?? 0)}`;
  return `${safe(name)}  ${known}  ${colors.dim(`(${safe(source)})`)}${heldSince === undefined ? '' : `  held since ${utcTime(heldSince)}`}`;
}
