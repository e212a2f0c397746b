import type { Severity } from '../model';
import { SEVERITIES } from '../model';
import type { DomainReport } from './schema';

/**
 * What a script learns of a check: 0 nothing wrong; 1 a finding at or above `failOn`, or a host that said "not now" at
 * every try and that nothing else is known of; 2 it could not be checked.
 */
type Finding = DomainReport['findings'][number];

export type CheckExitCode = 0 | 1 | 2;

/** The exit code of a check over these reports. A finding outweighs what could not be told. */
export function exitCode(reports: readonly DomainReport[], failOn: Severity): CheckExitCode {
  const counts = (severity: Severity): boolean => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
  if (reports.some((report) => report.findings.some((one) => counts(one.severity) || hidesAll(one, report)))) return 1;
  return reports.some((report) => isOpen(report, counts)) ? 2 : 0;
}

/** Whether a host said "not now" at every try, and left open what the domain is worth. */
const hidesAll = ({ tries, subject }: Finding, { verdict, mxHosts }: DomainReport): boolean =>
  tries !== undefined &&
  verdict !== 'unprotected' &&
  (subject.type === 'domain' ||
    mxHosts.some(({ host, acceptance }) => host === subject.name && acceptance === 'unknown'));

/** Whether what was not seen may hide something that would count; an address out of reach from here alone does not. */
const isOpen = ({ verdict, mxHosts, unknown }: DomainReport, counts: (severity: Severity) => boolean): boolean =>
  verdict === 'unknown' ||
  (verdict !== 'unprotected' && mxHosts.some(({ acceptance }) => acceptance === 'unknown')) ||
  unknown.some(({ becomes }) => becomes !== undefined && counts(becomes.severity));
