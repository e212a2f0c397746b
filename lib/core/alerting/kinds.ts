import { FINDING_KINDS } from '../findings';
import type { CoverageNotice } from '../model';
import { TOLD_DRIFT } from './drift';

const COVERAGE: Readonly<Record<CoverageNotice['kind'], true>> = { 'vantage-blocked': true, 'https-blocked': true, 'mx-not-observed': true, 'resolver-failing': true };

/** All that an alert can be about: kinds of findings, types of drift, kinds of coverage notices. */
export const ALERT_KINDS: readonly string[] = [...FINDING_KINDS, ...TOLD_DRIFT, ...Object.keys(COVERAGE)];
