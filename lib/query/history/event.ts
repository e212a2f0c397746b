import { eventSeverity } from '../../core/alerting';
import type { MonitorEvent, Severity } from '../../core/model';
import { SEVERITIES } from '../../core/model';
import { eventTitle, findingPart } from '../../core/report';
import type { EventResource } from '../resources';
import { iso } from '../time';

const eventKind = (event: MonitorEvent): string => ('finding' in event ? event.finding.kind : event.type);

/** Whether an event is of one of these kinds or types, and as grave as that or graver. */
export const eventFilter =
  (kinds: readonly string[] | undefined, severity: Severity | undefined) =>
  (event: MonitorEvent): boolean =>
    (kinds === undefined || kinds.includes(eventKind(event)) || kinds.includes(event.type)) &&
    (severity === undefined || SEVERITIES.indexOf(eventSeverity(event)) <= SEVERITIES.indexOf(severity));

export function eventResource(event: MonitorEvent): EventResource {
  const { id, at, target, type, toldBy } = event;
  return {
    id,
    at: iso(at),
    target,
    type,
    kind: eventKind(event),
    severity: eventSeverity(event),
    title: eventTitle(event),
    ...details(event),
    ...(toldBy !== undefined && { toldBy: [...toldBy] }),
  };
}

function details(event: MonitorEvent): Partial<EventResource> {
  if ('finding' in event)
    return {
      finding: findingPart(event.finding, event.finding.severity, event.at),
      since: iso('since' in event ? event.since : event.openedAt),
    };
  if (event.type === 'verdict-changed')
    return { before: event.before, after: event.after, reasons: [...event.reasons] };
  return {
    before: event.before,
    after: event.after,
    ...('address' in event && { place: event.address }),
    ...('diff' in event && { diff: event.diff }),
  };
}
