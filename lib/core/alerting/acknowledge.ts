import { nextVersion } from '../model';
import type { Acknowledgement, AcknowledgementEnd, Alert } from '../model';
import { notice } from './notices';
import type { AlertPolicy } from './policy';
import { isTold, isWorse } from './policy';

/** Older ones make room: an item of the store has its bounds. */
const MOST_KEPT = 100;

/** Who takes notice of an alert, why, and until when (milliseconds since the epoch). */
export type AcknowledgementDraft = Pick<Acknowledgement, 'by' | 'reason' | 'until'>;

/**
 * The acknowledgement of an alert that is in force at a moment: until it ends there are no reminders (`remind`). All else
 * is sent.
 */
export function acknowledgementOf(
  { acknowledgements }: Pick<Alert, 'acknowledgements'>,
  at: number,
): Acknowledgement | undefined {
  const last = acknowledgements?.at(-1);
  return last === undefined || last.ended !== undefined || (last.until ?? Infinity) <= at ? undefined : last;
}

/** An open alert, acknowledged; undefined when that is what it is already. The one before ends. */
export function acknowledged(
  alert: Alert,
  { by, reason, until }: AcknowledgementDraft,
  now: number,
): Alert | undefined {
  const standing = acknowledgementOf(alert, now);
  if (standing !== undefined && standing.by === by && standing.reason === reason && standing.until === until)
    return undefined;
  const before = expired(alert, now) ?? ended(alert, now, 'replaced', by);
  const one: Acknowledgement = {
    by,
    at: now,
    reason,
    ...(until !== undefined && { until }),
    severity: alert.severity,
    domains: alert.impact.domains,
  };
  return {
    ...before,
    version: nextVersion(alert),
    acknowledgements: [...(before.acknowledgements ?? []), one].slice(-MOST_KEPT),
  };
}

/** The alert without the acknowledgement in force; undefined when there is none. */
export function withdrawn(alert: Alert, by: string, now: number): Alert | undefined {
  return acknowledgementOf(alert, now) && { ...ended(alert, now, 'withdrawn', by), version: nextVersion(alert) };
}

/** The alert with the end of its acknowledgement noted, when that has passed; otherwise undefined. */
export function expired(alert: Alert, now: number): Alert | undefined {
  const last = alert.acknowledgements?.at(-1);
  if (last?.until === undefined || last.ended !== undefined || last.until > now) return undefined;
  return { ...closed(alert, last, { at: last.until, why: 'expired' }), version: nextVersion(alert) };
}

/** The alert without its acknowledgement, because the fault is over: a part of that change, so of the same version. */
export const settled = (alert: Alert, now: number): Alert => ended(alert, now, 'resolved');

/**
 * A changed alert, of the same version, whose acknowledgement does not reach any more: it is graver, or hits more domains, or the fault
 * itself got worse. That is told, if the change did not make a notice itself.
 * @param before the alert before the change
 */
export function outgrown(
  alert: Alert,
  before: Alert,
  now: number,
  policy: AlertPolicy,
  isWorseByItself = false,
): Alert {
  const standing = acknowledgementOf(alert, now);
  if (standing === undefined) return alert;
  if (!isWorseByItself && !isWorse(alert.severity, standing.severity) && alert.impact.domains <= standing.domains)
    return alert;
  const next = ended(alert, now, 'worse');
  if (alert.notices.length > before.notices.length || !isTold(alert.severity, policy)) return next;
  const form = alert.notices.length > 0 ? 'escalated' : 'opened';
  return { ...next, notices: [...alert.notices, notice(`${alert.id}#outgrown#${standing.at}`, form, now, policy)] };
}

function ended(alert: Alert, now: number, why: AcknowledgementEnd, by?: string): Alert {
  const standing = acknowledgementOf(alert, now);
  // A look may have begun before somebody acknowledged what it was to show.
  return standing === undefined
    ? alert
    : closed(alert, standing, { at: Math.max(now, standing.at), why, ...(by !== undefined && { by }) });
}

const closed = (alert: Alert, last: Acknowledgement, end: NonNullable<Acknowledgement['ended']>): Alert => ({
  ...alert,
  acknowledgements: [...(alert.acknowledgements ?? []).slice(0, -1), { ...last, ended: end }],
});
