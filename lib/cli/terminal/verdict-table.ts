import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { VerdictName } from '../../core/model';
import { VERDICTS } from '../../core/model';
import type { CliIo } from '../io';
import { safe } from './escape';
import { wrap } from './style';
import type { Colors } from './style';
import { verdictColor } from './verdict';

/** Narrower than this, a table of three columns leaves no room for words. */
const NARROWEST_TABLE = 60;
const LONGEST_NAME = 40;
const BORDERS = 11;

export interface VerdictRow {
  readonly domain: string;
  readonly verdict: VerdictName | undefined;
  readonly reason: string;
}

/** Domains with their verdicts, the worst first: a table where it fits, a list where the terminal is narrow. */
export function verdictTable(rows: readonly VerdictRow[], { stdout }: CliIo, colors: Colors): string {
  const sorted = worstFirst(rows);
  const width = stdout.columns ?? 100;
  return width < NARROWEST_TABLE
    ? sorted.map((row) => listed(row, stdout, colors)).join('\n')
    : table(sorted, width, colors);
}

/** The same as a line each, for a log. */
export function verdictLines(rows: readonly VerdictRow[], colors: Colors): readonly string[] {
  return worstFirst(rows).map(
    ({ domain, verdict, reason }) =>
      `${safe(domain)}: ${painted(verdict, colors)}${reason === '' ? '' : `. ${safe(reason)}`}`,
  );
}

const worstFirst = (rows: readonly VerdictRow[]): VerdictRow[] =>
  [...rows].sort((a, b) => rank(a) - rank(b) || a.domain.localeCompare(b.domain));
const rank = ({ verdict }: VerdictRow): number => (verdict === undefined ? VERDICTS.length : VERDICTS.indexOf(verdict));
const painted = (verdict: VerdictName | undefined, colors: Colors): string =>
  verdict === undefined ? colors.dim('not yet') : verdictColor(colors, verdict)(verdict);

function table(rows: readonly VerdictRow[], width: number, colors: Colors): string {
  const verdictWidth = Math.max(...VERDICTS.map((name) => name.length));
  const nameWidth = Math.min(
    LONGEST_NAME,
    Math.max(6, ...rows.map(({ domain }) => stringWidth(domain))),
    width - BORDERS - verdictWidth - 20,
  );
  const drawn = new Table({
    head: ['Domain', 'Verdict', 'Why'],
    colWidths: [nameWidth + 2, verdictWidth + 2, width - BORDERS - nameWidth - verdictWidth + 2],
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const row of rows)
    drawn.push([folded(safe(row.domain), nameWidth), painted(row.verdict, colors), safe(row.reason)]);
  return drawn.toString();
}

/** A long name over several lines: cut anywhere, because a name has no spaces to break at. */
const folded = (name: string, width: number): string =>
  (name.match(new RegExp(`.{1,${width}}`, 'gu')) ?? []).join('\n');

function listed({ domain, verdict, reason }: VerdictRow, output: CliIo['stdout'], colors: Colors): string {
  const lines = [wrap(`${safe(domain)}: ${painted(verdict, colors)}`, output, '  ')];
  return [...lines, ...(reason === '' ? [] : [`  ${wrap(safe(reason), output, '  ')}`])].join('\n');
}
