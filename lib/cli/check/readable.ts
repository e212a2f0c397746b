import type { DomainReport } from '../../core/report';
import type { CliOutput } from '../io';
import { safe } from '../terminal/escape';
import { block, labelled, safeLines } from '../terminal/layout';
import type { Colors } from '../terminal/style';
import { daneColor, severityColor, VERDICT_MEANING, verdictColor } from '../terminal/verdict';
import { firstLines, firstOf } from './bounded';
import { hostLines } from './hosts';

type FindingPart = DomainReport['findings'][number];

const LABELS = 8;

/** A report for a person: verdict, findings with what senders do and what to do, what was not seen, the MX hosts. */
export function readableReport(report: DomainReport, output: CliOutput, colors: Colors): string {
  const parts = [
    heading(report, output, colors),
    ...firstLines(
      report.findings,
      'findings',
      (finding) => [findingText(finding, report.policy.mode, output, colors)],
      (line) => block(line, 2, output),
    ),
    notSeen(report, output, colors),
    hostLines(report, output, colors),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function heading({ domain, verdict, reasons, dane, senders }: DomainReport, output: CliOutput, colors: Colors): string {
  const first = block(
    `${colors.bold(safe(domain))}: ${verdictColor(colors, verdict)(verdict)} (${VERDICT_MEANING[verdict]})`,
    0,
    output,
  );
  const lines = [first, ...reasons.map((reason) => block(firstOf(safe(reason)), 2, output))];
  const isDaneUsed = dane !== undefined && dane.state !== 'not-used';
  const about = isDaneUsed
    ? [`DANE: ${daneColor(colors, dane.state)(dane.state)}`, ...dane.reasons.map((reason) => firstOf(safe(reason)))]
    : [];
  // Those who try DANE first differ from others only where it is used.
  const says = senders.filter(({ sender }) => isDaneUsed || sender !== 'dane-first').map((one) => one.says);
  return [
    ...lines,
    ...about.map((line, index) => block(line, index === 0 ? 2 : 4, output)),
    ...says.map((line) => block(line, 2, output)),
  ].join('\n');
}

function findingText(finding: FindingPart, mode: string | undefined, output: CliOutput, colors: Colors): string {
  const paint = severityColor(colors, finding.severity);
  const under = (label: string, text: string): string =>
    labelled(label, text, { indent: 4, width: LABELS, output, paint: colors.dim });
  const evidence = finding.evidence.map(({ name, value }) => `${safe(name)}: ${safeLines(value)}`).join('\n');
  const more = [...finding.references.map(({ text }) => text), `docs/findings.md#${finding.kind}`].join('; ');
  return [
    block(`${paint(finding.severity.toUpperCase())} ${colors.bold(firstOf(safe(finding.title)))}`, 2, output),
    ...(evidence === '' ? [] : [under('Evidence', firstOf(evidence))]),
    under('Why', firstOf(safeLines(finding.why))),
    under('Senders', sendersText(finding, mode)),
    ...(finding.fix === '' ? [] : [under('Fix', firstOf(safeLines(finding.fix)))]),
    under('More', colors.dim(more)),
  ].join('\n');
}

/** What senders do with mail to this domain; each kind of sender only where they differ. */
function sendersText({ senders, resultType }: FindingPart, mode: string | undefined): string {
  const { exchangeOnline, conforming, testing } = senders;
  const reported = resultType === null ? '' : `\nReported as: ${resultType} (RFC 8460).`;
  if (mode === 'testing' && testing !== undefined) return `${testing}${reported}`;
  if (exchangeOnline === conforming) return `${conforming}${reported}`;
  return `Exchange Online: ${exchangeOnline}\nA conforming sender: ${conforming}${reported}`;
}

function notSeen(report: DomainReport, output: CliOutput, colors: Colors): string {
  // A failed validation is told as the fault that it is.
  const unknown = report.unknown.filter(({ cause }) => cause !== 'bogus');
  if (unknown.length === 0) return '';
  const indented = (line: string): string => block(line, 4, output);
  const lines = firstLines(
    unknown,
    'that could not be checked',
    ({ subject, aspect, cause, detail, tries }) => [
      indented(
        `${safe(subject.name)}, ${safe(aspect)}: ${cause}${detail === '' ? '' : ` (${safe(detail)})`}${tries === undefined ? '' : `, at ${tries.count} tries in ${tries.seconds} s`}`,
      ),
    ],
    indented,
  );
  return [
    block(colors.magenta('Could not be checked from here, which says nothing about the domain:'), 2, output),
    ...lines,
  ].join('\n');
}
