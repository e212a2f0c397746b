import { describeAlert } from '../../core/alerting';
import type { Alert } from '../../core/model';
import { SEVERITIES } from '../../core/model';
import { publicId } from '../ids';
import type { AlertDetail, AlertResource, ImpactResource } from '../resources';
import { iso } from '../time';

/** @param now milliseconds since the epoch */
export function alertResource(alert: Alert, now: number): AlertResource {
  const { id, status, severity, subject, openedAt, resolvedAt, impact } = alert;
  const { headline, kind } = describeAlert(alert, now);
  return {
    id: publicId(id),
    status,
    severity,
    kind,
    ...(subject !== undefined && { subject }),
    openedAt: iso(openedAt),
    ...(resolvedAt !== undefined && { resolvedAt: iso(resolvedAt) }),
    headline,
    impact: impactResource(impact),
  };
}

export function alertDetail(alert: Alert, now: number): AlertDetail {
  const { since, fix, facts, docs } = describeAlert(alert, now);
  return {
    ...alertResource(alert, now),
    since: iso(since),
    fix,
    facts: facts.map(([name, value]) => ({ name, value })),
    docs,
    notices: alert.notices.map(({ id, form, at, channels, deliveredTo }) => ({ id, form, at: iso(at), channels: [...channels], deliveredTo: [...deliveredTo] })),
  };
}

const impactResource = ({ sample, ...numbers }: Alert['impact']): ImpactResource => ({ ...numbers, sample: [...sample] });

/** The gravest first, then the newest. */
export const byGravity = (a: Alert, b: Alert): number => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.openedAt - a.openedAt;
