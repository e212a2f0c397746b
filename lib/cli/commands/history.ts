import { Command } from 'commander';
import { parseDomainName } from '../../config/domain-name';
import { utc } from '../../core/findings/words';
import type { Target } from '../../core/model';
import { domainTarget, mxHostTarget } from '../../core/model';
import type { OpenStore } from '../../storage/store';
import { throughIo } from '../commander';
import { UserError } from '../errors';
import { eventText } from '../history/events';
import { checkJson, eventJson, jsonDocument, mapped } from '../history/json';
import { looksText, sameLooks } from '../history/looks';
import { inHistory, withHistoryOptions } from '../history/open';
import type { CliIo } from '../io';
import { parsed } from '../options/parsed';
import { sinceOption } from '../options/since';
import { pages } from '../pages';
import { hanging } from '../terminal/layout';
import { safe } from '../terminal/escape';
import { colorsFor } from '../terminal/style';
import { verdictColor } from '../terminal/verdict';

interface HistoryFlags {
  readonly since: number;
  readonly json?: true;
  readonly mx?: true;
}

/** `history`: what was seen of one domain or MX host. */
export function historyCommand(io: CliIo): Command {
  return withHistoryOptions(throughIo(new Command('history'), io))
    .description('show what was seen of a domain, or of an MX host, newest first')
    .argument('<name>', 'a domain or an MX host', parsed(parseDomainName))
    .addOption(sinceOption('how far back'))
    .option('--mx', 'the MX host of that name, where a domain has the same')
    .option('--json', 'print JSON')
    .action((name: string, flags: HistoryFlags, command: Command) =>
      inHistory(command, io, async ({ store, place }) => {
        const target = await targetOf(name, flags, store);
        if (target === undefined) throw new UserError(`Nothing is known of ${safe(name)} here (${place}). mta-sts-watch domains list shows what is watched.`);
        await (flags.json === true ? printJson(target, flags, store, io) : print(target, flags, store, io));
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

async function print(target: Target, flags: HistoryFlags, store: OpenStore, io: CliIo): Promise<void> {
  const colors = colorsFor(io.stdout, io.env);
  const write = (text: string, indent: number): void => void io.stdout.write(`${hanging(text, indent, io.stdout)}\n`);
  const entry = target.type === 'domain' ? await store.domain(target.name) : undefined;
  const standing = entry?.verdict === undefined ? '' : `: ${verdictColor(colors, entry.verdict)(entry.verdict)} since ${utc(entry.verdictSince ?? 0)}`;
  write(`${colors.bold(safe(target.name))}${target.type === 'mx-host' ? ' (MX host)' : ''}${standing}`, 0);
  for (const reason of entry?.reasons ?? []) write(safe(reason), 2);
  io.stdout.write('\nWhat happened\n');
  let any = false;
  for await (const event of pages((range) => store.eventsOf(target, range), flags.since)) {
    any = true;
    write(`${colors.dim(utc(event.at))} ${eventText(event, colors)}`, 2);
  }
  if (!any) write('nothing', 2);
  io.stdout.write('\nLooks\n');
  any = false;
  for await (const span of sameLooks(pages((range) => store.checks(target, range), flags.since))) {
    any = true;
    write(looksText(span, colors), 2);
  }
  if (!any) write('none', 2);
}

async function printJson(target: Target, flags: HistoryFlags, store: OpenStore, io: CliIo): Promise<void> {
  const lists = {
    events: mapped(pages((range) => store.eventsOf(target, range), flags.since), eventJson),
    checks: mapped(pages((range) => store.checks(target, range), flags.since), checkJson),
  };
  for await (const piece of jsonDocument({ target }, lists)) io.stdout.write(piece);
}
