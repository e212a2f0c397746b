import { policyLines } from '../../core/mta-sts/policy-lines';
import { parsePolicy } from '../../core/mta-sts/policy';
import type { ParseResult, Problem } from '../../core/text/result';
import type { PublishedTextResource, TextProblemResource } from '../resources';

/** Lines of a policy that a person reads; a hostile one has sixty thousand. */
const MOST_LINES = 500;

/** The body of a policy, line by line, with what is wrong in it. Of a very long one, its first lines. */
export function publishedPolicy(body: string): PublishedTextResource {
  const { problems } = parsePolicy(body);
  const all = policyLines(body);
  const byLine = new Map<number | undefined, Problem[]>();
  for (const problem of problems) byLine.set(problem.line, [...(byLine.get(problem.line) ?? []), problem]);
  const lines = all
    .slice(0, MOST_LINES)
    .map((text, index) => ({ text, problems: (byLine.get(index + 1) ?? []).map(problemResource) }));
  const more = all.length - lines.length;
  return {
    text: body,
    lines: more === 0 ? lines : [...lines, { text: `(${more} more lines)`, problems: [] }],
    problems: problems.filter(({ line }) => line === undefined || line > all.length).map(problemResource),
  };
}

export interface RecordReader {
  /** Reads one record. */
  readonly parse: (strings: readonly string[]) => ParseResult<unknown>;
  /** Chooses among all records at the name. */
  readonly select: (records: readonly (readonly string[])[]) => ParseResult<unknown>;
}

/** What is remembered of the TXT records at a name, one a line. */
export function publishedRecords(text: string, { parse, select }: RecordReader): PublishedTextResource {
  const records = text.split('\n');
  const lines = records.map((record) => ({ text: record, problems: parse([record]).problems.map(problemResource) }));
  return {
    text,
    lines,
    problems:
      records.length < 2
        ? []
        : select(records.map((record) => [record]))
            .problems.filter(({ kind }) => kind === 'several-records')
            .map(problemResource),
  };
}

const problemResource = ({ kind, severity, message, part }: Problem): TextProblemResource => ({
  kind,
  severity,
  message,
  ...(part !== undefined && { from: part.from, to: part.to }),
});
