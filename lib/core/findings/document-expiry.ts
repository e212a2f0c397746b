import { DEFAULT_EXPIRY_THRESHOLDS, thresholdName, thresholdSpan } from '../certificate/expiry';
import { duration } from './words';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Lifetimes that authorities issue, and when their certificates are usually renewed. */
const LIFETIMES: readonly (readonly [lifetime: number, renewal: string])[] = [
  [398 * DAY, 'by hand'],
  [200 * DAY, 'by hand'],
  [90 * DAY, '30 days before the end'],
  [64 * DAY, '21 days before the end'],
  [47 * DAY, '15 days before the end'],
  [45 * DAY, '15 days before the end'],
  [160 * HOUR, '2 to 3 days before the end'],
];

/** The chapter of docs/findings.md on expiry, written from the thresholds. */
export function expiryDocument(): string {
  const names = DEFAULT_EXPIRY_THRESHOLDS.map((threshold) => `\`${thresholdName(threshold)}\``);
  const rows = LIFETIMES.map(([lifetime, renewal]) => {
    const spans = DEFAULT_EXPIRY_THRESHOLDS.map((threshold) => `${duration(thresholdSpan(threshold, lifetime))} left`);
    return `| ${duration(lifetime)} | ${renewal} | ${spans.join(' | ')} |`;
  });
  return `## When a certificate expires soon

A threshold is a number of days and a share of the lifetime, such as \`21d/25%\`, and the tighter of the two counts: a certificate that is renewed on its usual day passes none. Each tighter threshold is told once more.

| lifetime | usually renewed | ${names.join(' | ')} |
| --- | --- |${' --- |'.repeat(names.length)}
${rows.join('\n')}`;
}
