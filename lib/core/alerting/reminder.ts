import { entryOf } from '../findings';
import { nextVersion } from '../model';
import type { Alert, Notice } from '../model';
import { acknowledgementOf } from './acknowledge';
import { notice } from './notices';
import type { AlertPolicy } from './policy';
import { isTold } from './policy';
import { isHeldBack } from './silence/hold';

/**
 * The alert with a reminder, when it is open, nobody has acknowledged it, and it was last told long enough ago;
 * otherwise undefined. What a silence holds back is told first. A reminder that
 * every channel has told makes room for the next: an alert that stays open for years does not grow.
 */
export function remind(alert: Alert, now: number, policy: AlertPolicy): Alert | undefined {
  const last = alert.notices.at(-1);
  if (alert.status !== 'open' || last === undefined || !isReminded(alert) || !isTold(alert.severity, policy))
    return undefined;
  if (acknowledgementOf(alert, now) !== undefined || isHeldBack(alert)) return undefined;
  if (now - last.at < policy.remindAfter[alert.severity]) return undefined;
  const number = Math.max(0, ...alert.notices.map((told) => reminderNumber(alert.id, told))) + 1;
  const kept = alert.notices.filter(
    (told) => told.form !== 'reminder' || told.deliveredTo.length < told.channels.length,
  );
  return {
    ...alert,
    version: nextVersion(alert),
    notices: [...kept, notice(`${alert.id}#reminder#${number}`, 'reminder', now, policy)],
  };
}

function isReminded({ cause }: Alert): boolean {
  if ('coverage' in cause) return cause.coverage.kind !== 'mx-not-observed';
  return 'finding' in cause && entryOf(cause.finding.kind).reminders === 'by-interval';
}

const reminderNumber = (alertId: string, { id }: Notice): number =>
  id.startsWith(`${alertId}#reminder#`) ? Number(id.slice(alertId.length + '#reminder#'.length)) : 0;
