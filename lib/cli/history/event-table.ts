import { eventSeverity } from '../../core/alerting';
import { describeFinding } from '../../core/findings';
import type { MonitorEvent } from '../../core/model';
import type { Columns } from '../csv';
import { csvTime } from '../csv';
import type { KindFlag, SeverityFlag, VerdictFlag } from '../options/filters';
import { isAmong, isAtLeast } from '../options/filters';

export interface EventFilters extends KindFlag, SeverityFlag, VerdictFlag {}

/** Whether an event passes the filters; with verdicts, only changes of verdicts do. */
export function eventFits(event: MonitorEvent, { kind, severity, verdict }: EventFilters): boolean {
  const names = [event.type, 'finding' in event ? event.finding.kind : undefined];
  return (
    isAmong(names, kind) &&
    isAtLeast(eventSeverity(event), severity) &&
    (verdict === undefined || (event.type === 'verdict-changed' && verdict.includes(event.after)))
  );
}

/** Events as a table. */
export const EVENT_COLUMNS: Columns<MonitorEvent> = {
  at: ({ at }) => csvTime(at),
  type: ({ target }) => target.type,
  name: ({ target }) => target.name,
  event: ({ type }) => type,
  kind: (event) => ('finding' in event ? event.finding.kind : undefined),
  severity: eventSeverity,
  finding: (event) => ('finding' in event ? describeFinding(event.finding, event.at).title : undefined),
  before: (event) => ('before' in event ? (event.before ?? '') : undefined),
  after: (event) => ('after' in event ? (event.after ?? '') : undefined),
  place: (event) => ('address' in event ? event.address : undefined),
  reasons: (event) => ('reasons' in event ? event.reasons.join(' ') : undefined),
  id: ({ id }) => id,
};
