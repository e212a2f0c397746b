import { entryOf, refusesMx, severityForDomain } from '../findings';
import type { Finding, Impact, Severity, MonitorEvent, VerdictName } from '../model';
import { driftSeverity, isToldDrift } from './drift';

/**
 * How grave a finding is for the domains that it hits. A domain's own finding was judged with its policy in view. An
 * MX host's is as grave as it is to the domain that it hits hardest, and critical when one has no MX host left.
 */
export function alertSeverity(finding: Finding, impact: Impact): Severity {
  const severity = finding.subject.type === 'mx-host' ? hardest(finding, impact) : finding.severity;
  const stopsMail =
    refusesMx(finding) || (finding.subject.type === 'domain' && entryOf(finding.kind).mail === 'refused');
  return impact.undeliverable > 0 && stopsMail ? 'critical' : severity;
}

function hardest(finding: Finding, { domains, enforcing, testing = 0, examined = domains }: Impact): Severity {
  // Of the domains that were not looked into, some may enforce.
  if (enforcing > 0 || examined < domains) return severityForDomain(finding, 'enforce');
  return severityForDomain(finding, testing > 0 ? 'testing' : null);
}

/** Whether whom a finding hits makes it graver or slighter: otherwise nobody need ask again. */
export const dependsOnImpact = ({ kind, subject }: Finding): boolean =>
  subject.type === 'mx-host' || entryOf(kind).mail === 'refused';

/** How grave a verdict is. */
const VERDICT_SEVERITY: Readonly<Record<VerdictName, Severity>> = {
  undeliverable: 'critical',
  degraded: 'error',
  unprotected: 'warning',
  unknown: 'info',
  'mx-not-checked': 'info',
  testing: 'info',
  protected: 'info',
};

/** How grave what an event shows is; info for what is no fault, or is one no more. */
export function eventSeverity(event: MonitorEvent): Severity {
  if (event.type === 'finding-resolved') return 'info';
  if ('finding' in event) return event.finding.severity;
  if (event.type === 'verdict-changed') return VERDICT_SEVERITY[event.after];
  return isToldDrift(event) ? driftSeverity(event) : 'info';
}
