import { same } from '../diff/same';
import { nextVersion } from '../model';
import type { Alert, Finding } from '../model';
import { grown } from './impact';

/**
 * An open alert whose finding says something else by now, without having grown graver, which is told as an event:
 * other MX hosts are not covered, or the policy went to testing. Undefined when it says the same.
 */
export function restated(alert: Alert, finding: Finding): Alert | undefined {
  if (alert.status !== 'open' || !('finding' in alert.cause) || same(alert.cause.finding, finding)) return undefined;
  return { ...grown({ ...alert, cause: { ...alert.cause, finding } }, alert.impact), version: nextVersion(alert) };
}
