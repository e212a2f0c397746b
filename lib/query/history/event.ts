import { driftSeverity, isToldDrift } from '../../core/alerting/drift';
import type { MonitorEvent, Severity, VerdictName } from '../../core/model';
import { eventTitle, findingPart } from '../../core/report';
import type { EventResource } from '../resources';
import { iso } from '../time';

/** How grave a verdict is. */
const VERDICT_SEVERITY: Readonly<Record<VerdictName, Severity>> = { undeliverable: 'critical', degraded: 'error', unprotected: 'warning', unknown: 'info', testing: 'info', protected: 'info' };

export const eventKind = (event: MonitorEvent): string => ('finding' in event ? event.finding.kind : event.type);

export function eventSeverity(event: MonitorEvent): Severity {
  if (event.type === 'finding-resolved') return 'info';
  if ('finding' in event) return event.finding.severity;
  if (event.type === 'verdict-changed') return VERDICT_SEVERITY[event.after];
  return isToldDrift(event) ? driftSeverity(event) : 'info';
}

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
