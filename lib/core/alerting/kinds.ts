import { FINDING_KINDS } from '../findings';
import { TOLD_DRIFT } from './drift';
import { COVERAGE_KINDS } from './words/coverage';
import type { Alert } from '../model';

/** All that an alert can be about: kinds of findings, types of drift, kinds of coverage notices. */
export const ALERT_KINDS: readonly string[] = [...FINDING_KINDS, ...TOLD_DRIFT, ...COVERAGE_KINDS];

/** What an alert is about: a kind of finding or of coverage notice, or a type of event. */
export function alertKind({ cause }: Pick<Alert, 'cause'>): string {
  if ('finding' in cause) return cause.finding.kind;
  return 'event' in cause ? cause.event.type : cause.coverage.kind;
}
