import { Command } from 'commander';
import { COVERAGE_NOTES, DRIFT_NOTES } from '../../alerts/notes';
import type { ToldDrift } from '../../core/alerting/drift';
import { coverageFix } from '../../core/alerting/words/coverage';
import { driftHeading } from '../../core/alerting/words/drift';
import { explain, findBounce, FINDING_KINDS, KINDS_BY_AREA } from '../../core/findings';
import type { Explanation, FoundBounce } from '../../core/findings';
import { capital } from '../../core/findings/words';
import type { CoverageNotice, FindingKind, FixStep } from '../../core/model';
import { fixText } from '../../core/text/fix';
import { nearest } from '../../core/text/nearest';
import { quote } from '../../core/text/quote';
import { throughIo } from '../commander';
import { UserError } from '../errors';
import type { CliIo } from '../io';
import { safeJson } from '../terminal/escape';
import { block, labelled } from '../terminal/layout';
import { colorsFor } from '../terminal/style';
import { severityColor } from '../terminal/verdict';

const LABELS = 8;

/** `explain`: what a kind of finding is, why it matters, and how to mend it; without a kind, all there are. */
export function explainCommand(io: CliIo): Command {
  return throughIo(new Command('explain'), io)
    .description('say what a finding is, why it matters, how to fix it, and what senders do')
    .argument('[finding...]', 'a kind, or the code or text of a bounce, such as 5.7.4 (default: list all)')
    .option('--json', 'print JSON')
    .action((words: readonly string[], { json }: { readonly json?: true }) => {
      const kind = words.join(' ');
      if (kind === '')
        return json === true ? void io.stdout.write(`${safeJson({ schemaVersion: 1, ...everything() })}\n`) : list(io);
      const bounce = findBounce(kind);
      return bounce === undefined
        ? explainOne(kind.toLowerCase(), json === true, io)
        : explainBounce(bounce, json === true, io);
    });
}

function explainOne(kind: string, json: boolean, io: CliIo): void {
  const entry = isFinding(kind) ? findingEntry(kind) : noteEntry(kind);
  if (entry === undefined) {
    const meant = nearest(kind, [...FINDING_KINDS, ...Object.keys(DRIFT_NOTES), ...Object.keys(COVERAGE_NOTES)]);
    throw new UserError(
      `There is no finding ${quote(kind)}.${meant === undefined ? ' mta-sts-watch explain lists them all.' : ` Did you mean ${meant}?`}`,
    );
  }
  if (json) io.stdout.write(`${safeJson({ schemaVersion: 1, ...entry })}\n`);
  else if (isFinding(kind)) printFinding(explain(kind), io);
  else
    io.stdout.write(
      `${block(`${colorsFor(io.stdout, io.env).bold(entry.heading)}`, 0, io.stdout)}\n${block([entry.why, entry.fix].join('\n').trim(), 2, io.stdout)}\n`,
    );
}

/** Prints which findings cause a bounce, and how to fix them. */
function explainBounce({ code, kinds }: FoundBounce, json: boolean, io: CliIo): void {
  if (kinds.length === 0)
    throw new UserError(
      `The bounce ${code} is not documented as one about MTA-STS or DANE. Write another code, such as 5.7.4, or a kind of finding.`,
    );
  if (json) {
    const document = { schemaVersion: 1, bounce: code, findings: kinds.map(findingEntry) };
    return void io.stdout.write(`${safeJson(document)}\n`);
  }
  const deferred = code.replace('5', '4');
  const intro = `Exchange Online defers the mail with ${deferred}, then bounces it with ${code}. ${kinds.length === 1 ? 'One finding causes this' : `${kinds.length} findings can cause this`}. To find the cause, run mta-sts-watch check <domain>.`;
  io.stdout.write(`${block(intro, 0, io.stdout)}\n`);
  for (const kind of kinds) {
    io.stdout.write('\n');
    printFinding(explain(kind), io);
  }
}

const isFinding = (kind: string): kind is FindingKind => (FINDING_KINDS as readonly string[]).includes(kind);

interface Entry {
  readonly kind: string;
  readonly heading: string;
  readonly why: string;
  readonly fix: string;
  readonly fixSteps: readonly FixStep[];
}

/** Names and values of the example apart. */
function findingEntry(kind: FindingKind): Entry & { readonly example: unknown } {
  const { because, evidence, ...words } = explain(kind);
  return { ...words, example: { because, evidence: evidence.map(([name, value]) => ({ name, value })) } };
}

/** A change that is told, or what cannot be seen. */
function noteEntry(kind: string): Entry | undefined {
  if (kind in DRIFT_NOTES)
    return {
      kind,
      heading: capital(driftHeading(kind) ?? kind),
      why: DRIFT_NOTES[kind as ToldDrift],
      fix: '',
      fixSteps: [],
    };
  if (!(kind in COVERAGE_NOTES)) return undefined;
  return {
    kind,
    heading: 'The monitor itself',
    why: COVERAGE_NOTES[kind as CoverageNotice['kind']],
    fix: fixText(coverageFix(kind as CoverageNotice['kind'])),
    fixSteps: coverageFix(kind as CoverageNotice['kind']),
  };
}

const everything = (): object => ({
  findings: KINDS_BY_AREA.flatMap(({ title, kinds }) => kinds.map((kind) => ({ ...short(kind), area: title }))),
  changes: Object.keys(DRIFT_NOTES),
  coverage: Object.keys(COVERAGE_NOTES),
});

function short(kind: FindingKind): Pick<Explanation, 'kind' | 'severity' | 'heading' | 'effect'> {
  const { severity, heading, effect } = explain(kind);
  return { kind, severity, heading, effect };
}

function list(io: CliIo): void {
  const colors = colorsFor(io.stdout, io.env);
  const width = Math.max(...FINDING_KINDS.map((kind) => kind.length));
  const line = (name: string, text: string, paint?: (plain: string) => string): string =>
    labelled(name, text, { indent: 2, width, output: io.stdout, ...(paint && { paint }) });
  for (const { title, kinds } of KINDS_BY_AREA) {
    io.stdout.write(`${colors.bold(title)}\n`);
    for (const kind of kinds)
      io.stdout.write(`${line(kind, explain(kind).heading, severityColor(colors, explain(kind).severity))}\n`);
  }
  io.stdout.write(`${colors.bold('Changes that are told')}\n`);
  for (const kind of Object.keys(DRIFT_NOTES)) io.stdout.write(`${line(kind, capital(driftHeading(kind) ?? kind))}\n`);
  io.stdout.write(`${colors.bold('The monitor itself')}\n`);
  for (const kind of Object.keys(COVERAGE_NOTES)) io.stdout.write(`${block(kind, 2, io.stdout)}\n`);
}

function printFinding(
  {
    kind,
    heading,
    severity,
    effect,
    told,
    why,
    fix,
    because,
    evidence,
    senders,
    resultType,
    references,
    docs,
  }: Explanation,
  io: CliIo,
): void {
  const colors = colorsFor(io.stdout, io.env);
  const under = (label: string, text: string): string =>
    labelled(label, text, { indent: 2, width: LABELS, output: io.stdout, paint: colors.dim });
  const sameForAll = senders.exchangeOnline === senders.conforming;
  const says = [
    ...(sameForAll
      ? [senders.conforming]
      : [`Exchange Online: ${senders.exchangeOnline}`, `A conforming sender: ${senders.conforming}`]),
    ...(senders.testing === undefined ? [] : [`In mode testing: ${senders.testing}`]),
  ];
  const lines = [
    block(`${severityColor(colors, severity)(severity.toUpperCase())} ${colors.bold(heading)} (${kind})`, 0, io.stdout),
    block(`${capital(effect)}; ${told}.`, 2, io.stdout),
    under('Why', why),
    under(
      'Senders',
      [
        ...says,
        resultType === null
          ? 'No report of theirs (RFC 8460) has a result type for it.'
          : `Reported as: ${resultType} (RFC 8460).`,
      ].join('\n'),
    ),
    under('Fix', fix),
    under('Example', [`${because}.`, ...evidence.map(([name, value]) => `${name}: ${value}`)].join('\n')),
    under('More', [...references.map(({ text, url }) => `${text}: ${url}`), `docs/${docs}`].join('\n')),
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
}
