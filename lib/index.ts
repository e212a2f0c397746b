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

import { judgeDomain as judgeDomainReading, judgeMxHost as judgeMxHostReading } from './core/judge';
import type { JudgeOptions } from './core/judge';
import type { DomainObservation, Judgement, MxHostObservation } from './core/model';
import { readDomain, readMxHost } from './core/reading';
import { reportDomain as reportDomainReading } from './core/report';
import type { DomainReport } from './core/report';

export { checkDomains } from './monitor/check';
export type { CheckOptions } from './monitor/check';
export { createObserver } from './probes/observer';
export type { NetworkObserver, ObserverOptions } from './probes/observer';
export type { Observer } from './monitor/ports';

export { exitCode, SCHEMA_VERSION } from './core/report';
export type { CheckDocument, CheckExitCode, DomainReport } from './core/report';

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

// An observer gives observations: whoever imports the package knows no readings.

/** What is wrong with a domain, and what could not be checked. */
export const judgeDomain = (observation: DomainObservation, options?: JudgeOptions): Judgement =>
  judgeDomainReading(readDomain(observation), options);

/** What is wrong with an MX host, and what could not be checked. */
export const judgeMxHost = (observation: MxHostObservation, options?: JudgeOptions): Judgement =>
  judgeMxHostReading(readMxHost(observation), options);

/** The report of a domain and its MX hosts, as in `check --json`. */
export const reportDomain = (
  observation: DomainObservation,
  hosts: readonly MxHostObservation[],
  options?: JudgeOptions,
): DomainReport => reportDomainReading(readDomain(observation), hosts.map(readMxHost), options);
