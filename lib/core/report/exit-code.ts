import type { Severity } from '../model';
import { SEVERITIES } from '../model';
import type { DomainReport } from './schema';

/** What a script learns of a check: 0 nothing wrong, 1 a finding at or above `failOn`, 2 it could not be told. */
export type CheckExitCode = 0 | 1 | 2;

/** The exit code of a check over these reports. A finding outweighs what could not be told. */
export function exitCode(reports: readonly DomainReport[], failOn: Severity): CheckExitCode {
  const counts = (severity: Severity): boolean => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
  if (reports.some(({ findings }) => findings.some(({ severity }) => counts(severity)))) return 1;
  return reports.some((report) => isOpen(report, counts)) ? 2 : 0;
}

/** Whether what was not seen may hide something that would count; an address out of reach from here alone does not. */
const isOpen = ({ verdict, mxHosts, unknown }: DomainReport, counts: (severity: Severity) => boolean): boolean =>
  verdict === 'unknown' ||
  (verdict !== 'unprotected' && mxHosts.some(({ acceptance }) => acceptance === 'unknown')) ||
  unknown.some(({ becomes }) => becomes !== undefined && counts(becomes.severity));
