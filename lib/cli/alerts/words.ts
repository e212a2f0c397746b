import { acknowledgementOf, silenceState } from '../../core/alerting';
import { utc } from '../../core/findings/words';
import type { Acknowledgement, Alert, Silence } from '../../core/model';
import { safe } from '../terminal/escape';

/** Why an open alert is not told at present, a line for each reason. */
export function quietLines(alert: Alert, silences: readonly Silence[], now: number): readonly string[] {
  const acknowledgement = acknowledgementOf(alert, now);
  return [
    ...(acknowledgement === undefined ? [] : [acknowledgementText(acknowledgement)]),
    ...silences.map(
      (silence) =>
        `${silence.purpose === 'mute' ? 'muted' : 'in maintenance'}${untilText(silence.until, silence)} by ${safe(silence.by)}: ${safe(silence.reason)} (${silence.id})`,
    ),
  ];
}

const ENDS: Readonly<Record<NonNullable<Acknowledgement['ended']>['why'], string>> = {
  expired: 'it expired',
  worse: 'the alert got worse',
  resolved: 'the alert was resolved',
  withdrawn: 'it was taken back',
  replaced: 'it was replaced',
};

/** `acknowledged until 2026-11-30 12:00 UTC by alice: the certificate is ordered`, and how it ended. */
export function acknowledgementText({ until, by, reason, ended }: Acknowledgement): string {
  const end =
    ended === undefined
      ? ''
      : `; ended ${utc(ended.at)}: ${ENDS[ended.why]}${ended.by === undefined ? '' : ` by ${safe(ended.by)}`}`;
  return `acknowledged${until === undefined ? '' : ` until ${utc(until)}`} by ${safe(by)}: ${safe(reason)}${end}`;
}

/** What a silence means: `mx-host-starttls-missing of mx1.example.com`. */
export const scopeText = ({ kind, subject }: Pick<Silence, 'kind' | 'subject'>): string =>
  kind === undefined
    ? subject === '*'
      ? 'everything'
      : safe(subject)
    : `${kind}${subject === '*' ? '' : ` of ${safe(subject)}`}`;

/** A silence as two lines: what it means and how it stands, then who made it and why. */
export function silenceText(silence: Silence, now: number): string {
  const { id, from, until, at, by, reason, lifted, weekly } = silence;
  const state = silenceState(silence, now);
  const standing =
    lifted !== undefined
      ? `lifted ${utc(lifted.at)} by ${safe(lifted.by)}`
      : { 'in-force': 'in force', 'to-come': 'to come', over: 'over' }[state];
  const span = `${weekly === true ? 'each week from' : 'from'} ${utc(from)}${until === undefined ? ', until it is lifted' : ` to ${utc(until)}`}`;
  return `${id}  ${scopeText(silence)}, ${span}: ${standing}\n${utc(at)}, ${safe(by)}: ${safe(reason)}`;
}

const untilText = (until: number | undefined, { weekly }: Silence): string =>
  until === undefined || weekly === true ? '' : ` until ${utc(until)}`;
