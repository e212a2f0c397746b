/**
 * The judge and the check as a library.
 *
 * ```js
 * const { checkDomains, createObserver } = require('mta-sts-watch');
 *
 * const observer = createObserver();
 * for await (const report of checkDomains(['example.com'], observer)) console.log(report.domain, report.verdict);
 * observer.close();
 * ```
 */

export { checkDomains } from './monitor/check';
export type { CheckOptions } from './monitor/check';
export { createObserver } from './probes/observer';
export type { NetworkObserver, ObserverOptions } from './probes/observer';
export type { Observer } from './monitor/ports';

export { exitCode, reportDomain, SCHEMA_VERSION } from './core/report';
export type { CheckDocument, CheckExitCode, DomainReport } from './core/report';

export { judgeDomain, judgeMxHost } from './core/judge';
export type { JudgeOptions } from './core/judge';
export { describeFinding, FINDING_KINDS } from './core/findings';
export type { FindingWords } from './core/findings';

export { mismatchReason, mxMatches } from './core/mta-sts/match';
export { parsePolicy } from './core/mta-sts/policy';
export { parseStsRecord } from './core/mta-sts/record';
export { parseTlsRptRecord } from './core/tls-rpt/record';
export type { ParseResult, ParseVerdict, Problem } from './core/text/result';

export type {
  DomainObservation,
  Finding,
  FindingEvidence,
  FindingKind,
  Judgement,
  MxHostObservation,
  Severity,
  Target,
  VerdictName,
} from './core/model';
export { SEVERITIES, VERDICTS } from './core/model';
