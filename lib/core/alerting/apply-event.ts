import { nextVersion } from '../model';
import type { Alert, Impact, MonitorEvent } from '../model';
import { outgrown, settled } from './acknowledge';
import { driftSeverity, isToldDrift } from './drift';
import type { ToldDriftEvent } from './drift';
import { grown } from './impact';
import { notice, noticeIf } from './notices';
import type { AlertPolicy } from './policy';
import { isTold } from './policy';
import { alertSeverity } from './severity';

type FindingEvent = MonitorEvent<'finding-opened' | 'finding-escalated' | 'finding-resolved'>;

/** The id of the alert that an event belongs to; undefined for one that people are told nothing of. */
export function alertIdOf(event: MonitorEvent): string | undefined {
  if (event.type === 'finding-opened' && event.finding.severity === 'info') return undefined;
  if (isFindingEvent(event)) return `${event.finding.fingerprint}@${openedAt(event)}`;
  return isToldDrift(event) ? event.id : undefined;
}

const isFindingEvent = (event: MonitorEvent): event is FindingEvent =>
  event.type === 'finding-opened' || event.type === 'finding-escalated' || event.type === 'finding-resolved';

const openedAt = (event: FindingEvent): number => (event.type === 'finding-opened' ? event.at : event.openedAt);

/**
 * The alert after an event; undefined when the event changes nothing, as when it was applied before.
 * @param alert the stored alert of {@link alertIdOf}
 */
export function applyEvent(
  alert: Alert | undefined,
  event: MonitorEvent,
  impact: Impact,
  policy: AlertPolicy,
): Alert | undefined {
  const id = alertIdOf(event);
  if (id === undefined || alert?.notices.some((notice) => notice.id === event.id)) return undefined;
  if (!isFindingEvent(event))
    return alert === undefined && isToldDrift(event) ? driftAlert(id, event, impact, policy) : undefined;
  switch (event.type) {
    case 'finding-opened':
      return alert === undefined ? opened(id, event, impact, policy) : undefined;
    case 'finding-escalated':
      return alert === undefined ? opened(id, event, impact, policy) : escalated(alert, event, impact, policy);
    case 'finding-resolved':
      return alert === undefined ? undefined : resolved(alert, event, policy);
  }
}

function driftAlert(id: string, event: ToldDriftEvent, impact: Impact, policy: AlertPolicy): Alert | undefined {
  const severity = driftSeverity(event);
  if (!isTold(severity, policy)) return undefined;
  return {
    id,
    version: 1,
    status: 'told',
    severity,
    worst: severity,
    subject: event.target,
    openedAt: event.at,
    cause: { event },
    impact,
    notices: [notice(event.id, 'drift', event.at, policy)],
  };
}

function opened(
  id: string,
  event: MonitorEvent<'finding-opened' | 'finding-escalated'>,
  impact: Impact,
  policy: AlertPolicy,
): Alert {
  const { finding, since } = event;
  const severity = alertSeverity(finding, impact);
  const notices = noticeIf(severity, { id: event.id, form: 'opened', at: event.at }, policy);
  return {
    id,
    version: 1,
    status: 'open',
    severity,
    worst: severity,
    subject: finding.subject,
    openedAt: openedAt(event),
    cause: { finding, since },
    impact,
    notices,
  };
}

function escalated(
  alert: Alert,
  { id, at, finding, since }: MonitorEvent<'finding-escalated'>,
  impact: Impact,
  policy: AlertPolicy,
): Alert | undefined {
  if (alert.status !== 'open') return undefined;
  const worse = grown({ ...alert, cause: { finding, since } }, impact);
  const notices = noticeIf(worse.severity, { id, form: alert.notices.length > 0 ? 'escalated' : 'opened', at }, policy);
  return outgrown(
    { ...worse, version: nextVersion(alert), notices: [...alert.notices, ...notices] },
    alert,
    at,
    policy,
    true,
  );
}

/** Closed without a word: a fault that turned into another, which tells; and one of a target that somebody took off the list. */
function resolved(
  alert: Alert,
  { id, at, supersededBy, unwatched }: MonitorEvent<'finding-resolved'>,
  policy: AlertPolicy,
): Alert | undefined {
  if (alert.status !== 'open') return undefined;
  const next = { ...settled(alert, at), version: nextVersion(alert), status: 'resolved', resolvedAt: at } as const;
  if (supersededBy !== undefined || unwatched)
    return { ...next, notices: alert.notices.map((told) => ({ ...told, channels: told.deliveredTo })) };
  // Those who never heard of it need not hear that it is over.
  return { ...next, notices: alert.notices.length === 0 ? [] : [...alert.notices, notice(id, 'resolved', at, policy)] };
}
