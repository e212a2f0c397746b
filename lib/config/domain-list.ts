import { parseDomainName } from './domain-name';
import { isFault } from './leaf';
import type { ConfigProblem } from './problem';

export type DomainList = { readonly domains: readonly string[] } | { readonly problems: readonly ConfigProblem[] };

/**
 * A list of domains: one a line; `#` begins a comment; a byte order mark, CRLF and empty lines are no fault.
 * With any mistake there is no list, only all the mistakes.
 */
export function parseDomainList(text: string, fileName: string): DomainList {
  const problems: ConfigProblem[] = [];
  const lineOf = new Map<string, number>();
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((raw, index) => {
      const line = index + 1;
      const entry = raw.replace(/#.*$/, '').trim();
      if (entry === '') return;
      const parsed = parseDomainName(entry);
      if (isFault(parsed)) problems.push({ file: fileName, line, fault: parsed.fault, fix: parsed.fix });
      else if (lineOf.has(parsed.value))
        problems.push({
          file: fileName,
          line,
          fault: `${parsed.value} is in the list already, on line ${lineOf.get(parsed.value)}`,
          fix: 'Delete one of the two.',
        });
      else lineOf.set(parsed.value, line);
    });
  if (problems.length > 0) return { problems };
  if (lineOf.size === 0)
    return {
      problems: [
        { file: fileName, line: 1, fault: 'there is no domain in this list', fix: 'Write one domain a line.' },
      ],
    };
  return { domains: [...lineOf.keys()] };
}
