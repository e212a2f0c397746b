import { acknowledgementOf, describeAlert, silencesOf } from '../../core/alerting';
import type { Acknowledgement, Alert, Silence } from '../../core/model';
import { SEVERITIES } from '../../core/model';
import { publicId } from '../ids';
import type { AcknowledgementResource, AlertDetail, AlertResource, ImpactResource } from '../resources';
import { iso } from '../time';

/**
 * @param silences those in force, as silencesAround() gives them
 * @param now milliseconds since the epoch
 */
export function alertResource(alert: Alert, silences: readonly Silence[], now: number): AlertResource {
  const acknowledgement = acknowledgementOf(alert, now);
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
    ...(acknowledgement !== undefined && { acknowledgement: acknowledgementResource(acknowledgement) }),
    silences: status === 'open' ? silencesOf(alert, silences, now).map((silence) => silence.id) : [],
  };
}

export function alertDetail(alert: Alert, silences: readonly Silence[], now: number): AlertDetail {
  const { since, fix, fixSteps = [], facts, docs } = describeAlert(alert, now);
  return {
    ...alertResource(alert, silences, now),
    since: iso(since),
    fix,
    fixSteps: [...fixSteps],
    facts: facts.map(([name, value]) => ({ name, value })),
    docs,
    notices: alert.notices.map(({ id, form, at, channels, deliveredTo, heldFor = [] }) => ({
      id,
      form,
      at: iso(at),
      channels: [...channels],
      deliveredTo: [...deliveredTo],
      heldFor: [...heldFor],
    })),
    acknowledgements: (alert.acknowledgements ?? []).map(acknowledgementResource),
  };
}

function acknowledgementResource({ by, at, reason, until, ended }: Acknowledgement): AcknowledgementResource {
  return {
    by,
    at: iso(at),
    reason,
    ...(until !== undefined && { until: iso(until) }),
    ...(ended !== undefined && { ended: { ...ended, at: iso(ended.at) } }),
  };
}

const impactResource = ({ sample, ...numbers }: Alert['impact']): ImpactResource => ({
  ...numbers,
  sample: [...sample],
});

/** The gravest first, then the newest. */
export const byGravity = (a: Alert, b: Alert): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.openedAt - a.openedAt;

/** The kind of finding or of coverage notice, or the type of event. */
export const alertKind = ({ cause }: Alert): string =>
  'finding' in cause ? cause.finding.kind : 'event' in cause ? cause.event.type : cause.coverage.kind;
