import { Command, Option } from 'commander';
import { formatProblem, parseDomainList } from '../../config';
import { parseDomainName } from '../../config/domain-name';
import type { Severity } from '../../core/model';
import { SEVERITIES } from '../../core/model';
import { printChecks } from '../check/print';
import { throughIo } from '../commander';
import { UserError } from '../errors';
import { readInput } from '../input';
import type { CliIo } from '../io';
import type { ConfigFlags } from '../options/config-file';
import { loadConfig, withConfigOption } from '../options/config-file';
import type { CheckSettingFlags } from '../options/check-settings';
import { checkSettings, withCheckOptions } from '../options/check-settings';
import { parsed } from '../options/parsed';
import { safe } from '../terminal/escape';

const LONGEST_LIST = 64 * 1024 * 1024;

const EXIT_CODES = `
A server that says "not now" is tried up to three times within --timeout. "Not
now" is HTTP 429 or 503, SMTP 4xx, silence, or a connection that is refused,
reset or closed.

Exit codes: 0 when nothing is wrong, 1 when something is, at or above --fail-on,
or when a server said "not now" at all three tries; 2 when it could not be
checked; 64 when the command line, the list or the configuration is wrong.

With --no-smtp, a domain with a valid, enforced policy has the verdict
mx-not-checked, and the exit code is 0. If port 25 is blocked on this network,
the verdict is the same but the exit code is 2: MX hosts could not be checked.`;

interface CheckFlags extends CheckSettingFlags, ConfigFlags {
  readonly file?: string;
  readonly json?: true;
  readonly ndjson?: true;
  readonly failOn: Severity;
}

/** `check`: looks once, and says what is wrong. */
export function checkCommand(io: CliIo): Command {
  const names = (text: string, before: readonly string[] | undefined): readonly string[] => [
    ...(before ?? []),
    parsed(parseDomainName)(text),
  ];
  const check = throughIo(new Command('check'), io)
    .description('look at domains once, and say what is wrong')
    .argument('[domain...]', 'such as example.com (default: the domains of the configuration)', names)
    .option('-f, --file <list>', 'a list of domains, one a line; - for standard input')
    .addOption(new Option('--json', 'print one JSON document').conflicts('ndjson'))
    .option('--ndjson', 'print a line of JSON for each domain')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 from this severity on').choices([...SEVERITIES]).default('error'),
    )
    .addHelpText('after', EXIT_CODES);
  return withConfigOption(withCheckOptions(check)).action((given: readonly string[], flags: CheckFlags) =>
    run(given, flags, io),
  );
}

async function run(given: readonly string[], flags: CheckFlags, io: CliIo): Promise<void> {
  const config = await loadConfig(flags, io);
  const listed = flags.file === undefined ? [] : await readList(flags.file, io);
  const named = [...given, ...listed];
  const domains = [...new Set(named.length > 0 ? named : (config.domains ?? []))];
  if (domains.length === 0)
    throw new UserError('There is nothing to check. Name a domain: mta-sts-watch check example.com');
  const format = flags.json === true ? 'json' : flags.ndjson === true ? 'ndjson' : 'readable';
  await printChecks(domains, checkSettings(config, flags), { format, failOn: flags.failOn }, io);
}

async function readList(file: string, io: CliIo): Promise<readonly string[]> {
  const list = parseDomainList(await readInput(file, io, LONGEST_LIST), safe(file === '-' ? 'standard input' : file));
  if ('problems' in list)
    throw new UserError(
      `${list.problems.map(formatProblem).join('\n')}\nNothing was checked: fix the list and run it again.`,
    );
  for (const note of list.notes) io.stderr.write(`${safe(note)}\n`);
  return list.domains;
}
