import { CATALOGUE } from '../../../lib/core/findings';
import type { Finding, FindingKind, Severity } from '../../../lib/core/model';

/** `kind`, or `kind severity` where the severity is not the catalogue's. */
export type Expected = readonly (FindingKind | `${FindingKind} ${Severity}`)[];

/** The findings in the form of what is expected, sorted: a severity is told only where one is expected. */
export const inWords = (findings: readonly Finding[], expected: Expected): readonly string[] =>
  findings
    .map(({ kind, severity }) =>
      expected.some((word) => word.startsWith(`${kind} `)) || severity !== CATALOGUE[kind].severity
        ? `${kind} ${severity}`
        : kind,
    )
    .sort();
