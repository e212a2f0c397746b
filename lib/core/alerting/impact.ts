import { same } from '../diff/same';
import { nextVersion } from '../model';
import type { Alert, Impact, Finding } from '../model';
import { outgrown } from './acknowledge';
import { notice } from './notices';
import type { AlertPolicy } from './policy';
import { isTold, isWorse } from './policy';
import { alertSeverity } from './severity';

/** The alert with another impact, and the severity that follows. */
export function grown(alert: Alert, impact: Impact): Alert {
  if (!('finding' in alert.cause)) return { ...alert, impact };
  const severity = alertSeverity(alert.cause.finding, impact);
  return { ...alert, impact, severity, worst: isWorse(severity, alert.worst) ? severity : alert.worst };
}

/**
 * An open alert after another look at whom it hits; undefined when nothing changed. Growing graver than it ever was
 * is told; a domain more or less is not, unless somebody acknowledged the alert as it was.
 */
export function withImpact(alert: Alert, impact: Impact, now: number, policy: AlertPolicy): Alert | undefined {
  if (alert.status !== 'open' || !('finding' in alert.cause) || same(alert.impact, impact)) return undefined;
  const next = { ...grown(alert, impact), version: nextVersion(alert) };
  if (!isWorse(next.severity, alert.worst) || !isTold(next.severity, policy)) return outgrown(next, alert, now, policy);
  const form = alert.notices.length > 0 ? 'escalated' : 'opened';
  return outgrown(
    { ...next, notices: [...alert.notices, notice(`${alert.id}#${next.severity}`, form, now, policy)] },
    alert,
    now,
    policy,
  );
}

/**
 * An open alert whose finding says something else by now, without having grown graver, which is told as an event:
 * other MX hosts are not covered, or the policy went to testing. Undefined when it says the same.
 */
export function restated(alert: Alert, finding: Finding): Alert | undefined {
  if (alert.status !== 'open' || !('finding' in alert.cause) || same(alert.cause.finding, finding)) return undefined;
  return { ...grown({ ...alert, cause: { ...alert.cause, finding } }, alert.impact), version: nextVersion(alert) };
}
