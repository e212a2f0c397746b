import { policyLines } from '../../core/mta-sts/policy-lines';
import { parsePolicy } from '../../core/mta-sts/policy';
import type { ParseResult, Problem } from '../../core/text/result';
import type { PublishedTextResource, TextProblemResource } from '../resources';

/** The body of a policy, line by line, with what is wrong in it. */
export function publishedPolicy(body: string): PublishedTextResource {
  const { problems } = parsePolicy(body);
  const lines = policyLines(body).map((text, index) => ({
    text,
    problems: problems.filter(({ line }) => line === index + 1).map(problemResource),
  }));
  return {
    text: body,
    lines,
    problems: problems.filter(({ line }) => line === undefined || line > lines.length).map(problemResource),
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
