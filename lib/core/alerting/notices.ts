import { nextVersion } from '../model';
import type { Alert, Notice, Severity } from '../model';
import type { AlertPolicy } from './policy';
import { isTold } from './policy';

/** A notice that all channels of now are to tell. */
export const notice = (
  id: string,
  form: Notice['form'],
  at: number,
  { channels }: Pick<AlertPolicy, 'channels'>,
): Notice => ({ id, form, at, channels, deliveredTo: [] });

/** A notice, unless what has that severity is told to nobody. */
export const noticeIf = (
  severity: Severity,
  { id, form, at }: { readonly id: string; readonly form: Notice['form']; readonly at: number },
  policy: AlertPolicy,
): readonly Notice[] => (isTold(severity, policy) ? [notice(id, form, at, policy)] : []);

/** What a channel is to tell of an alert and has not told, oldest first. */
export const untold = ({ notices }: Pick<Alert, 'notices'>, channel: string): readonly Notice[] =>
  notices.filter(({ channels, deliveredTo }) => channels.includes(channel) && !deliveredTo.includes(channel));

/** The alert after a channel has told these notices; undefined when all of them were marked before. */
export function delivered(alert: Alert, channel: string, noticeIds: readonly string[]): Alert | undefined {
  const isNew = ({ id, deliveredTo }: Notice): boolean => noticeIds.includes(id) && !deliveredTo.includes(channel);
  if (!alert.notices.some(isNew)) return undefined;
  const notices = alert.notices.map((told) =>
    isNew(told) ? { ...told, deliveredTo: [...told.deliveredTo, channel] } : told,
  );
  return { ...alert, version: nextVersion(alert), notices };
}
