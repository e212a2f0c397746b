import { mxMatches } from '../mta-sts/match';
import { parsePolicy } from '../mta-sts/policy';
import type { StsPolicy } from '../mta-sts/policy-format';
import { parseStsRecord } from '../mta-sts/record';
import type { StsRecord } from '../mta-sts/record';
import type { ParseResult, ParseVerdict, Problem } from '../text/result';
import { parseTlsRptRecord } from '../tls-rpt/record';
import type { TlsRptRecord } from '../tls-rpt/record';

/** The linter's answer, as it is printed in JSON. */
export interface LintResult<T> {
  readonly verdict: ParseVerdict;
  readonly value?: T;
  readonly problems: readonly Omit<Problem, 'part'>[];
}

/** Lints an STS record, given as the strings of its TXT record. */
export const lintRecord = (strings: readonly string[]): LintResult<StsRecord> => lintResult(parseStsRecord(strings));

/** Lints the body of a policy. */
export const lintPolicy = (body: string): LintResult<StsPolicy> => lintResult(parsePolicy(body));

/** Lints a TLSRPT record, given as the strings of its TXT record. */
export const lintTlsRpt = (strings: readonly string[]): LintResult<TlsRptRecord> =>
  lintResult(parseTlsRptRecord(strings));

/** Whether an mx pattern of a policy matches the name in an MX record. */
export const lintMatch = (pattern: string, mx: string): { readonly match: boolean } => ({
  match: mxMatches(pattern, mx),
});

/** A parse result in the linter's form: its keys in their order, without the places within a line. */
export function lintResult<T>({ verdict, value, problems }: ParseResult<T>): LintResult<T> {
  return {
    verdict,
    ...(value !== undefined && { value }),
    problems: problems.map(({ kind, severity, message, line }) => ({
      kind,
      severity,
      message,
      ...(line !== undefined && { line }),
    })),
  };
}
