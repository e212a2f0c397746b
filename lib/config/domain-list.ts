import { quote } from '../core/text/quote';
import { parseDomainName } from './domain-name';
import { isFault } from './leaf';
import { domainColumn, listFields } from './list-columns';
import type { DomainColumn } from './list-columns';
import type { ConfigProblem } from './problem';

export type DomainList =
  | {
      readonly domains: readonly string[];
      /** What was read over, a sentence each, for the person whose list it is. */
      readonly notes: readonly string[];
    }
  | { readonly problems: readonly ConfigProblem[] };

/** How many lines a note names. */
const LINES_NAMED = 5;

/**
 * A list of domains: one a line; `#` begins a comment; a byte order mark, CRLF and empty lines are no fault. A first
 * line that names columns is a header, and says which column holds the domains. A domain that is there twice is taken
 * once. With any other mistake there is no list, only all the mistakes.
 */
export function parseDomainList(text: string, fileName: string): DomainList {
  const problems: ConfigProblem[] = [];
  const domains = new Set<string>();
  const repeated: number[] = [];
  const [first, ...others] = entriesOf(text);
  const column = first && domainColumn(first.entry);
  for (const { entry, line } of column || first === undefined ? others : [first, ...others]) {
    const parsed = parseDomainName(nameIn(entry, column));
    if (isFault(parsed))
      problems.push({ file: fileName, line, fault: parsed.fault, fix: fixOf(parsed.fix, entry, column) });
    else if (domains.has(parsed.value)) repeated.push(line);
    else domains.add(parsed.value);
  }
  if (problems.length > 0) return { problems };
  if (domains.size === 0)
    return {
      problems: [
        { file: fileName, line: 1, fault: 'there is no domain in this list', fix: 'Write one domain a line.' },
      ],
    };
  return {
    domains: [...domains],
    notes: [
      ...(first && column
        ? [`${fileName}:${first.line}: read as a header; the domains are in column ${quote(column.name)}.`]
        : []),
      ...(repeated.length === 0 ? [] : [`${fileName}: ${repeatedLines(repeated)}; each domain is taken once.`]),
    ],
  };
}

const entriesOf = (text: string): readonly { readonly entry: string; readonly line: number }[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((raw, index) => ({ entry: raw.replace(/#.*$/, '').trim(), line: index + 1 }))
    .filter(({ entry }) => entry !== '');

/** Without a header a line is one name: what stands behind a delimiter may be another domain, and is not dropped. */
function nameIn(entry: string, column: DomainColumn | undefined): string {
  const fields = listFields(entry);
  if (column !== undefined) return fields[column.index] ?? '';
  const [name = '', ...rest] = fields;
  return rest.every((field) => field === '') ? name : entry;
}

const fixOf = (fix: string, entry: string, column: DomainColumn | undefined): string =>
  column === undefined && listFields(entry).length > 1
    ? 'Write one domain a line, or put a line with the names of the columns first, such as domain,owner.'
    : fix;

function repeatedLines(lines: readonly number[]): string {
  const named = lines.slice(0, LINES_NAMED).join(', ');
  const more = lines.length > LINES_NAMED ? ` and ${lines.length - LINES_NAMED} more` : '';
  return lines.length === 1
    ? `line ${named} repeats a domain`
    : `${lines.length} lines repeat a domain (lines ${named}${more})`;
}
