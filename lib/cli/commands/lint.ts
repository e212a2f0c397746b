import { Command, Option } from 'commander';
import { lintMatch, lintResult } from '../../core/lint/lint';
import { mismatchReason } from '../../core/mta-sts/match';
import { parsePolicy } from '../../core/mta-sts/policy';
import { policyLines } from '../../core/mta-sts/policy-lines';
import { parseStsRecord } from '../../core/mta-sts/record';
import { pastedRecord } from '../../core/lint/zone-line';
import type { ParseResult, ParseVerdict, Problem } from '../../core/text/result';
import { parseTlsRptRecord } from '../../core/tls-rpt/record';
import { throughIo } from '../commander';
import { EXIT } from '../exit-code';
import { InputError, readInput } from '../input';
import type { CliIo } from '../io';
import { safe, safeJson } from '../terminal/escape';
import { markedText } from '../terminal/marked-text';
import { colorsFor } from '../terminal/style';

/** Far beyond any policy, far below what would hurt. */
const LONGEST_POLICY = 1024 * 1024;

/** So many problems are for a person to read. */
const MOST_PROBLEMS = 50;

const MEANING: Readonly<Record<ParseVerdict, string>> = {
  ok: 'Senders accept it.',
  warn: 'Usable, but senders differ in what they do, or it does harm.',
  invalid: 'Senders that follow the standard cannot use it.',
  ignored: 'Senders drop it without a word.',
};

const EXIT_CODES = `
Exit codes: 0 when it is ok (or warn, unless --fail-on warning), 1 when it is invalid or ignored,
64 when the command line is wrong, 66 when the file cannot be read.`;

interface LintOptions {
  readonly json?: boolean;
  readonly failOn: 'error' | 'warning';
}

interface RecordOptions extends LintOptions {
  readonly string?: readonly string[];
}

/** `lint`: checks texts before they are published; no network. */
export function lintCommand(io: CliIo): Command {
  const lint = throughIo(new Command('lint'), io).description(
    'check a record, a policy or an mx pattern as text, without the network',
  );
  recordCommand(
    lint,
    'record',
    'check the text of an STS record (TXT at _mta-sts.<domain>)',
    { parse: parseStsRecord, label: '_mta-sts' },
    io,
  );
  withOptions(lint.command('policy'))
    .description('check a policy (https://mta-sts.<domain>/.well-known/mta-sts.txt)')
    .argument('<file>', 'the file, or - for standard input')
    .action((file: string, options: LintOptions) => lintPolicyFile(file, options, io));
  recordCommand(
    lint,
    'tlsrpt',
    'check the text of a TLSRPT record (TXT at _smtp._tls.<domain>)',
    { parse: parseTlsRptRecord, label: '_smtp._tls' },
    io,
  );
  lint
    .command('match')
    .description('tell whether an mx pattern of a policy matches the name in an MX record')
    .argument('<pattern>', 'such as *.example.com (in quotation marks, because of the shell)')
    .argument('<mx>', 'such as mail.example.com, or a whole MX record')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExit codes: 0 when it matches, 1 when it does not, 64 when the command line is wrong.')
    .action((pattern: string, mx: string, options: { readonly json?: boolean }) =>
      reportMatch(pattern, mx, options, io),
    );
  return lint;
}

function withOptions(command: Command): Command {
  return command
    .option('--json', 'print JSON')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 from this severity on')
        .choices(['error', 'warning'])
        .default('error'),
    )
    .addHelpText('after', EXIT_CODES);
}

function recordCommand<T>(
  lint: Command,
  name: string,
  description: string,
  { parse, label }: { readonly parse: (strings: readonly string[]) => ParseResult<T>; readonly label: string },
  io: CliIo,
): void {
  const command = withOptions(lint.command(name))
    .description(description)
    .argument('[text]', 'the text, its strings joined, or a whole line of a zone file')
    .option(
      '--string <text>',
      'one string of the TXT record; repeat it for each, in place of the text',
      (piece: string, pieces: readonly string[] = []) => [...pieces, piece],
    )
    .action((text: string | undefined, options: RecordOptions) => {
      if ((text === undefined) === (options.string === undefined)) {
        command.error('error: give the text of the record, or its strings with --string, one of the two', {
          exitCode: EXIT.usage,
        });
      }
      const pasted = options.string === undefined ? pastedRecord(text ?? '', label) : undefined;
      const strings = pasted === undefined ? (options.string ?? [text ?? '']) : [pasted.text];
      report(withProblems(parse(strings), pasted?.problems ?? []), [strings.join('')], options, io);
    });
}

/** The result with what is to be said besides. */
function withProblems<T>(result: ParseResult<T>, more: readonly Problem[]): ParseResult<T> {
  const verdict =
    result.verdict === 'ok' && more.some(({ severity }) => severity === 'warning') ? 'warn' : result.verdict;
  return { ...result, verdict, problems: [...result.problems, ...more] };
}

async function lintPolicyFile(file: string, options: LintOptions, io: CliIo): Promise<void> {
  try {
    const body = await readInput(file, io, LONGEST_POLICY);
    report(parsePolicy(body), policyLines(body), options, io);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    io.stderr.write(`${error.message}\n`);
    io.setExitCode(EXIT.noInput);
  }
}

function report<T>(result: ParseResult<T>, lines: readonly string[], options: LintOptions, io: CliIo): void {
  io.stdout.write(options.json === true ? `${safeJson(lintResult(result))}\n` : `${readable(result, lines, io)}\n`);
  const fault =
    result.verdict === 'invalid' ||
    result.verdict === 'ignored' ||
    (result.verdict === 'warn' && options.failOn === 'warning');
  io.setExitCode(fault ? EXIT.fault : EXIT.ok);
}

function readable<T>({ verdict, problems }: ParseResult<T>, lines: readonly string[], io: CliIo): string {
  const colors = colorsFor(io.stdout, io.env);
  const paint = { ok: colors.green, warn: colors.yellow, invalid: colors.red, ignored: colors.red }[verdict];
  const heading = `${colors.bold(paint(verdict))}: ${MEANING[verdict]}`;
  if (problems.length === 0) return heading;
  const more = problems.length - MOST_PROBLEMS;
  const shown = markedText(lines, problems.slice(0, MOST_PROBLEMS), io.stdout, colors);
  return `${heading}\n\n${shown}${more <= 0 ? '' : `\n\n… and ${more} more. --json prints all of them.`}`;
}

function reportMatch(given: string, record: string, options: { readonly json?: boolean }, io: CliIo): void {
  const pattern = given.replace(/^[ \t]*mx[ \t]*:[ \t]*/i, '').trim();
  // A line of a zone file, or its preference and name alone.
  const mx = /^(?:.*\sMX\s+)?\d+\s+(\S+)$/is.exec(record.trim())?.[1] ?? record.trim();
  const { match } = lintMatch(pattern, mx);
  io.stdout.write(options.json === true ? `${safeJson({ match })}\n` : `${readableMatch(pattern, mx, io)}\n`);
  io.setExitCode(match ? EXIT.ok : EXIT.fault);
}

function readableMatch(pattern: string, mx: string, io: CliIo): string {
  const colors = colorsFor(io.stdout, io.env);
  const reason = mismatchReason(pattern, mx);
  if (reason === undefined) return `${colors.bold(colors.green('match'))}: ${safe(pattern)} matches ${safe(mx)}.`;
  return `${colors.bold(colors.red('no match'))}: ${safe(pattern)} does not match ${safe(mx)}: ${safe(reason)} (RFC 8461 section 4.1).`;
}
