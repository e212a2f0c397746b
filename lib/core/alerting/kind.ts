import type { Alert } from '../model';

/** What an alert is about: a kind of finding or of coverage notice, or a type of event. */
export function alertKind({ cause }: Pick<Alert, 'cause'>): string {
  if ('finding' in cause) return cause.finding.kind;
  return 'event' in cause ? cause.event.type : cause.coverage.kind;
}
