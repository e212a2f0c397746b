import type { MonitorEvent, Severity, VerdictName } from '../model';
import { driftSeverity, isToldDrift } from './drift';

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
