import type { Alert, Silence } from '../../model';
import { domainTarget } from '../../model';
import { alertKind } from '../kinds';
import { EVERYTHING, meansTarget } from './pattern';
import { endedLast, isInForce } from './time';

/**
 * The silences that hold an alert back at a moment; none when it is to be told. A fault of an MX host is also held
 * back when all domains that it hits are silenced, by one silence or several.
 */
export function silencesOf(alert: Alert, silences: Iterable<Silence>, at: number): readonly Silence[] {
  const inForce = [...silences].filter((silence) => isInForce(silence, at) && meansKind(silence, alert));
  const direct = inForce.filter((silence) => meansSubject(silence, alert));
  if (direct.length > 0) return direct;
  const { domains, sample } = alert.impact;
  const helping = inForce.filter((silence) => sample.some((name) => meansDomain(silence, name)));
  const isWhole = alert.subject?.type === 'mx-host' && domains > 0 && sample.length === domains;
  return isWhole && sample.every((name) => helping.some((silence) => meansDomain(silence, name))) ? helping : [];
}

/** When a silence of the alert, or of domains that it hits, ended last; undefined when none has. */
export function lastSilencedUntil(alert: Alert, silences: Iterable<Silence>, at: number): number | undefined {
  const ends = [...silences]
    .filter(
      (silence) =>
        meansKind(silence, alert) &&
        (meansSubject(silence, alert) || alert.impact.sample.some((name) => meansDomain(silence, name))),
    )
    .flatMap((silence) => endedLast(silence, at) ?? []);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

const meansKind = ({ kind }: Silence, alert: Alert): boolean => kind === undefined || kind === alertKind(alert);
const meansDomain = ({ subject }: Silence, name: string): boolean => meansTarget(subject, domainTarget(name));
const meansSubject = ({ subject: pattern }: Silence, { subject }: Alert): boolean =>
  pattern === EVERYTHING || (subject !== undefined && meansTarget(pattern, subject));
