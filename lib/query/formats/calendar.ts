import { createHash } from 'node:crypto';
import ical, { ICalAlarmType, ICalCalendarMethod } from 'ical-generator';
import { policyHost } from '../../core/mta-sts/policy-host';
import { utc } from '../../core/findings/words';
import { targetId } from '../../core/model';
import { escapeHidden } from '../../core/text/escape';
import type { CertificateEnd } from '../../monitor/ports';

const DAY = 86_400_000;
const WEEK_IN_SECONDS = 604_800;
const DAY_IN_SECONDS = 86_400;

/**
 * The ends of certificates as an iCalendar (RFC 5545) to subscribe to: an all-day event each, with alarms a week and a
 * day before. The same certificate has the same UID in each answer; when it is renewed its event goes.
 * @param now milliseconds since the epoch
 */
export function expiryCalendar(ends: readonly CertificateEnd[], now: number): string {
  const calendar = ical({
    name: 'Certificates of mail',
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'mta-sts-watch', product: 'certificates', language: 'EN' },
    ttl: 3_600,
  });
  // One stamp a day, so that the answer is the same until something changes.
  const stamp = new Date(Math.floor(now / DAY) * DAY);
  for (const { target, at } of ends) {
    const host = escapeHidden(target.type === 'domain' ? policyHost(target.name) : target.name);
    const event = calendar.createEvent({
      id: `${createHash('sha256')
        .update(`${targetId(target)} ${at}`)
        .digest('hex')
        .slice(0, 32)}@mta-sts-watch`,
      stamp,
      start: new Date(at),
      allDay: true,
      summary: `The certificate of ${host} ends`,
      description: `${target.type === 'domain' ? `The policy host of ${escapeHidden(target.name)}` : 'An MX host'} serves a certificate that ends at ${utc(at)}.`,
    });
    for (const triggerBefore of [WEEK_IN_SECONDS, DAY_IN_SECONDS])
      event.createAlarm({ type: ICalAlarmType.display, triggerBefore, description: `The certificate of ${host} ends` });
  }
  return calendar.toString();
}
