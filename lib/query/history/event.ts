import { driftSeverity, isToldDrift } from '../../core/alerting/drift';
import type { MonitorEvent, Severity, VerdictName } from '../../core/model';
import { SEVERITIES } from '../../core/model';
import { eventTitle, findingPart } from '../../core/report';
import type { EventResource } from '../resources';
import { iso } from '../time';

/** How grave a verdict is. */
const VERDICT_SEVERITY: Readonly<Record<VerdictName, Severity>> = { undeliverable: 'critical', degraded: 'error', unprotected: 'warning', unknown: 'info', testing: 'info', protected: 'info' };

const eventKind = (event: MonitorEvent): string => ('finding' in event ? event.finding.kind : event.type);

function eventSeverity(event: MonitorEvent): Severity {
  if (event.type === 'finding-resolved') return 'info';
  if ('finding' in event) return event.finding.severity;
  if (event.type === 'verdict-changed') return VERDICT_SEVERITY[event.after];
  return isToldDrift(event) ? driftSeverity(event) : 'info';
}

/** Whether an event is of one of these kinds or types, and as grave as that or graver. */
export const eventFilter =
  (kinds: readonly string[] | undefined, severity: Severity | undefined) =>
  (event: MonitorEvent): boolean =>
    (kinds === undefined || kinds.includes(eventKind(event)) || kinds.includes(event.type)) && (severity === undefined || SEVERITIES.indexOf(eventSeverity(event)) <= SEVERITIES.indexOf(severity));

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
  if ('finding' in event) return { finding: findingPart(event.finding, event.finding.severity, event.at), since: iso('since' in event ? event.since : event.openedAt) };
  if (event.type === 'verdict-changed') return { before: event.before, after: event.after, reasons: [...event.reasons] };
  return {
    before: event.before,
    after: event.after,
    ...('address' in event && { place: event.address }),
    ...('diff' in event && { diff: event.diff }),
  };
}
