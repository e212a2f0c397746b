import { nextVersion } from '../../model';
import type { Alert, Notice, Silence } from '../../model';
import { silencesOf } from './match';

/**
 * The alert after what silences hold back was taken from its channels; undefined when nothing of it is. A notice is
 * held back when a silence is in force now, or was when the look behind it began. That an alert is over is told to
 * those who were told of it, at any time: people, and machines that keep a list, wait for it.
 */
export function heldBack(alert: Alert, silences: Iterable<Silence>, now: number): Alert | undefined {
  const all = [...silences];
  const isSilenced = (at: number): boolean => silencesOf(alert, all, at).length > 0;
  // What follows something that is held back waits with it: nobody is alerted that a fault got worse before they know of it.
  const isNow = isSilenced(now) || isHeldBack(alert);
  const notices = alert.notices.map((notice) =>
    notice.form !== 'resolved' && (isNow || isSilenced(notice.at)) ? without(notice, waitingFor(notice)) : notice,
  );
  // Those from whom all of it was held back need not hear that it is over.
  const never = (channel: string): boolean =>
    notices.some(({ heldFor }) => heldFor?.includes(channel)) &&
    !notices.some((notice) => notice.form !== 'resolved' && notice.channels.includes(channel));
  const next = notices.map((notice) =>
    notice.form === 'resolved' ? without(notice, waitingFor(notice).filter(never)) : notice,
  );
  return next.every((notice, index) => notice === alert.notices[index])
    ? undefined
    : { ...alert, version: nextVersion(alert), notices: next };
}

/** Whether something of an open alert was held back and is still to be told, should the fault outlast the silence. */
export const isHeldBack = ({ status, notices }: Pick<Alert, 'status' | 'notices'>): boolean =>
  status === 'open' && notices.some(({ heldFor }) => heldFor !== undefined);

/** An open alert after the silence: its channels tell what was held back. Undefined when nothing was. */
export function released(alert: Alert, now: number): Alert | undefined {
  if (!isHeldBack(alert)) return undefined;
  const notices = alert.notices.map(({ heldFor, ...notice }) =>
    heldFor === undefined ? notice : { ...notice, at: now, channels: [...notice.channels, ...heldFor] },
  );
  return { ...alert, version: nextVersion(alert), notices };
}

const waitingFor = ({ channels, deliveredTo }: Notice): readonly string[] =>
  channels.filter((channel) => !deliveredTo.includes(channel));

function without(notice: Notice, held: readonly string[]): Notice {
  if (held.length === 0) return notice;
  return {
    ...notice,
    channels: notice.channels.filter((channel) => !held.includes(channel)),
    heldFor: [...(notice.heldFor ?? []), ...held],
  };
}
