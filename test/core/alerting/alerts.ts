import type { AlertPolicy } from '../../../lib/core/alerting';
import { DEFAULT_ALERT_POLICY, applyEvent, messageFor } from '../../../lib/core/alerting';
import { entryOf, findingOf } from '../../../lib/core/findings';
import type {
  Alert,
  AlertMessage,
  Aspect,
  EventDetails,
  EventType,
  Finding,
  FindingEvidence,
  FindingKind,
  Impact,
  MonitorEvent,
  Severity,
} from '../../../lib/core/model';
import { domainTarget, mxHostTarget } from '../../../lib/core/model';

export const NOW = Date.UTC(2026, 10, 23, 12, 4);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const POLICY: AlertPolicy = { ...DEFAULT_ALERT_POLICY, channels: ['terminal', 'slack'] };

export const impact = (over: Partial<Impact> = {}): Impact => ({
  domains: 1,
  sample: ['a.example'],
  enforcing: 1,
  testing: 0,
  undeliverable: 0,
  ...over,
});
export const THREE = { domains: 3, sample: ['a.example', 'b.example', 'c.example'] };

const DOMAIN = domainTarget('a.example');
const HOST = mxHostTarget('mx1.example.com');
const subjectOf = (kind: FindingKind) => (kind.startsWith('mx-host-') ? HOST : DOMAIN);

/** A finding with the catalogue's example as evidence, unless some is given. */
export function found<K extends FindingKind>(
  kind: K,
  evidence?: Partial<FindingEvidence[K]>,
  severity?: Severity,
): Finding {
  const aspects: readonly Aspect[] = kind.startsWith('mx-host-') ? ['smtp:192.0.2.25'] : ['policy'];
  return findingOf({
    kind,
    subject: subjectOf(kind),
    evidence: { ...entryOf(kind).example, ...evidence },
    aspects,
    severity,
  });
}

export const expired = (agoMs = 2 * HOUR): Finding =>
  found('mx-host-certificate-expired', { notAfter: NOW - agoMs, notBefore: NOW - agoMs - 90 * DAY });

let serial = 0;
export function event<T extends EventType>(
  type: T,
  details: EventDetails[T],
  over: { readonly at?: number; readonly id?: string; readonly toldBy?: readonly string[] } = {},
): MonitorEvent {
  const subject =
    'finding' in details
      ? details.finding.subject
      : type.startsWith('certificate-') || type === 'addresses-changed'
        ? HOST
        : DOMAIN;
  return { id: `event-${(serial += 1)}`, type, target: subject, at: NOW, ...over, ...details } as MonitorEvent;
}

export const opening = (finding: Finding, at = NOW, since = at): MonitorEvent =>
  event('finding-opened', { finding, since }, { at });

export function openAlert(finding: Finding, whom: Impact = impact(), at = NOW, since = at): Alert {
  const alert = applyEvent(undefined, opening(finding, at, since), whom, POLICY);
  if (alert === undefined) throw new Error(`${finding.kind} made no alert`);
  return alert;
}

export function told(alert: Alert, now = NOW): AlertMessage {
  const message = messageFor(alert, 'terminal', now);
  if (message === undefined) throw new Error('there is nothing to tell');
  return message;
}

export function toldDrift<T extends EventType>(type: T, details: EventDetails[T]): AlertMessage {
  const alert = applyEvent(undefined, event(type, details), impact(), { ...POLICY, minimumSeverity: 'info' });
  if (alert === undefined) throw new Error(`${type} made no alert`);
  return told(alert);
}

/** As a person reads it. */
export const text = ({ severity, headline, fix, facts }: AlertMessage): string =>
  [
    `[${severity}] ${headline}`,
    ...(fix === '' ? [] : [fix]),
    ...facts.map(([name, value]) => `${name}: ${value}`),
  ].join('\n');
