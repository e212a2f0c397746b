import { FINDING_KINDS } from '../findings';
import { TOLD_DRIFT } from './drift';
import { COVERAGE_KINDS } from './words/coverage';

/** All that an alert can be about: kinds of findings, types of drift, kinds of coverage notices. */
export const ALERT_KINDS: readonly string[] = [...FINDING_KINDS, ...TOLD_DRIFT, ...COVERAGE_KINDS];
