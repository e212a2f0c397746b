import stringWidth from 'string-width';
import type { Problem, ProblemSeverity, TextPart } from '../../core/text/result';
import type { CliOutput } from '../io';
import { safe } from './escape';
import { wrap } from './style';
import type { Colors } from './style';

/** Texts up to this many lines are shown whole; of longer ones the faulty lines with their neighbours. */
const SHOWN_WHOLE = 40;
const GUTTER = '     | ';
const INDENT = '       ';
/** Where the output has no width of its own, and at the least. */
const LONGEST_LINE = 200;
const SHORTEST_LINE = 20;

const painter = (colors: Colors, severity: ProblemSeverity): ((text: string) => string) =>
  ({ error: colors.red, warning: colors.yellow, info: colors.cyan })[severity];

/**
 * A published text for a reader: its lines, numbered when it has several, each fault pointed at and explained below
 * its line, and at the end what concerns the whole.
 */
export function markedText(
  lines: readonly string[],
  problems: readonly Problem[],
  output: CliOutput,
  colors: Colors,
): string {
  const numbered = lines.length > 1;
  const byLine = new Map<number, Problem[]>();
  for (const problem of problems) {
    const line = numbered ? (problem.line ?? 0) : 1;
    byLine.set(line, [...(byLine.get(line) ?? []), problem]);
  }
  const shown = lines.flatMap((line, index) => {
    const number = index + 1;
    if (lines.length > SHOWN_WHOLE && ![number - 1, number, number + 1].some((near) => byLine.has(near))) return [];
    return [
      markedLine({ line, label: numbered ? String(number) : '', problems: byLine.get(number) ?? [] }, output, colors),
    ];
  });
  const whole = byLine.get(0) ?? [];
  return [...shown, ...whole.map((problem) => explanation(problem, '', output, colors))].join('\n');
}

function markedLine(
  { line, label, problems }: { readonly line: string; readonly label: string; readonly problems: readonly Problem[] },
  output: CliOutput,
  colors: Colors,
): string {
  const gutter = `${label.padStart(4)} | `;
  const room = Math.max(SHORTEST_LINE, (output.columns ?? LONGEST_LINE) - gutter.length);
  const rows: string[] = [];
  let pointed: string | undefined;
  if (problems.length === 0)
    rows.push(`${colors.dim(gutter)}${excerpt(line, { from: 0, to: line.length }, room).text}`);
  for (const problem of problems) {
    const { text, before, marked } = excerpt(line, problem.part ?? { from: 0, to: line.length }, room);
    const pointer = `${text}\n${before} ${marked}`;
    if (pointed === undefined || !pointed.startsWith(`${text}\n`)) rows.push(`${colors.dim(gutter)}${text}`);
    if (pointer !== pointed)
      rows.push(
        `${colors.dim(GUTTER)}${' '.repeat(before)}${painter(colors, problem.severity)('^'.repeat(Math.max(1, marked)))}`,
      );
    rows.push(explanation(problem, INDENT, output, colors));
    pointed = pointer;
  }
  return rows.join('\n');
}

function explanation(problem: Problem, indent: string, output: CliOutput, colors: Colors): string {
  const message = problem.message.split('\n').map(safe).join('\n');
  return `${indent}${wrap(`${painter(colors, problem.severity)(`${problem.severity}:`)} ${message}`, output, indent)}`;
}

/** As much of a line as fits, around a part of it; the columns before the part, and those that the part takes. */
function excerpt(line: string, part: TextPart, room: number): { text: string; before: number; marked: number } {
  // A line can be a whole web page: only what could come into view is escaped and measured.
  const from = Math.max(0, part.from - room);
  const to = Math.min(line.length, part.from + 2 * room);
  const text = safe(line.slice(from, to));
  const width = stringWidth(text);
  const before = stringWidth(safe(line.slice(from, part.from)));
  const marked = stringWidth(safe(line.slice(part.from, Math.min(part.to, to))));
  const skipped = Math.max(0, Math.min(before - Math.floor(room / 3), width - room));
  const head = from + skipped > 0 ? '…' : '';
  const tail = to < line.length || width - skipped > room ? '…' : '';
  return {
    text: `${head}${columns(text, skipped + head.length, skipped + room - tail.length)}${tail}`,
    before: before - skipped,
    marked: Math.min(marked, room - (before - skipped)),
  };
}

/** The characters of a text that lie between two columns. */
function columns(text: string, from: number, to: number): string {
  let column = 0;
  let within = '';
  for (const character of text) {
    const start = column;
    column += stringWidth(character);
    if (start >= from && column <= to) within += character;
  }
  return within;
}
