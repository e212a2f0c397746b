import type { AlertMessage, FixStep, Severity } from '../core/model';
import type { Delivery } from '../monitor/ports';

/** Grows by one when a field changes its meaning or goes; new fields do not count. */
export const ALERT_DOCUMENT_VERSION = 1;

/** The machine-readable form of a delivery (docs/alerts.md). Times are ISO 8601 in UTC. */
export interface AlertDocument {
  readonly version: typeof ALERT_DOCUMENT_VERSION;
  readonly deliveryId: string;
  readonly alerts: readonly AlertEntry[];
  /** Alerts left out because the channel bounds its messages; not set when all are there. */
  readonly leftOut?: number;
}

export interface AlertEntry {
  readonly noticeId: string;
  readonly alertId: string;
  readonly form: AlertMessage['form'];
  readonly severity: Severity;
  readonly kind: string;
  /** Not set for a coverage notice: a fault of the looks is no target's. */
  readonly subject?: { readonly type: string; readonly name: string };
  readonly at: string;
  readonly since: string;
  readonly headline: string;
  readonly fix: string;
  /** The same in parts. Not set in what an older release began to deliver, nor where there is no room. */
  readonly fixSteps?: readonly FixStep[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly impact: {
    readonly domains: number;
    readonly sample: readonly string[];
    readonly enforcing: number;
    readonly undeliverable: number;
  };
  readonly docs: string;
}

export function alertDocument(delivery: Delivery, entries = delivery.messages.map(alertEntry)): AlertDocument {
  const leftOut = delivery.messages.length - entries.length;
  return { version: ALERT_DOCUMENT_VERSION, deliveryId: delivery.id, alerts: entries, ...(leftOut > 0 && { leftOut }) };
}

export function alertEntry(message: AlertMessage): AlertEntry {
  const { noticeId, alertId, form, severity, kind, headline, fix, fixSteps, impact, docs } = message;
  return {
    noticeId,
    alertId,
    form,
    severity,
    kind,
    ...(message.subject !== undefined && { subject: { type: message.subject.type, name: message.subject.name } }),
    at: new Date(message.at).toISOString(),
    since: new Date(message.since).toISOString(),
    headline,
    fix,
    ...(fixSteps !== undefined && { fixSteps }),
    facts: message.facts.map(([name, value]) => ({ name, value })),
    impact: {
      domains: impact.domains,
      sample: impact.sample,
      enforcing: impact.enforcing,
      undeliverable: impact.undeliverable,
    },
    docs,
  };
}
