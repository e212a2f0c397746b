import type { Severity } from '../model';
import { isAt, SEVERITIES } from '../model';
import type { DomainReport } from './schema';

type Finding = DomainReport['findings'][number];

/**
 * What a script learns of a check: 0 nothing wrong, MX hosts left out that were not to be checked; 1 a finding at or above
 * `failOn`, or a host that said "not now" at every try and that nothing else is known of; 2 it could not be checked.
 */
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
const isOpen = (report: DomainReport, counts: (severity: Severity) => boolean): boolean => {
  const { verdict, mxHosts, unknown } = report;
  return (
    verdict === 'unknown' ||
    (verdict !== 'unprotected' &&
      mxHosts.some((host) => host.acceptance === 'unknown' && !wasNotToBeChecked(host, report))) ||
    unknown.some(({ becomes }) => becomes !== undefined && counts(becomes.severity))
  );
};

/** Whether port 25 of the MX host was not to be asked: its addresses are known, and none was tried. */
const wasNotToBeChecked = (
  { host, addresses }: DomainReport['mxHosts'][number],
  { unknown }: DomainReport,
): boolean => {
  const sessions = unknown.filter(({ subject, aspect }) => subject.name === host && isAt('smtp', aspect));
  return addresses.length === 0 && sessions.length > 0 && sessions.every(({ cause }) => cause === 'not-observed');
};
