/** Times come as milliseconds since the epoch or as ISO 8601; null stands for a time that cannot be written. */
export type TimeLike = number | string;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const millis = (time: TimeLike): number => (typeof time === 'number' ? time : Date.parse(time));

const clockFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const secondsFormat = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const yearFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const weekdayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });

/** `14:32`, in the reader's zone. */
export const clock = (at: number): string => clockFormat.format(at);
/** `14:32:07` */
export const clockSeconds = (at: number): string => secondsFormat.format(at);
/** `23 Nov`, with the year when it is not this one. */
export const day = (at: number, now = Date.now()): string =>
  (new Date(at).getFullYear() === new Date(now).getFullYear() ? dayFormat : yearFormat).format(at);
export const dayWithYear = (at: number): string => yearFormat.format(at);
export const dayAndClock = (at: number): string => `${day(at)}, ${clock(at)}`;

/** `Today`, `Yesterday`, `Saturday 21 November`. */
export function dayHeading(at: number, now = Date.now()): string {
  if (dayStart(at) === dayStart(now)) return 'Today';
  if (dayStart(at) === dayStart(dayStart(now) - 1)) return 'Yesterday';
  return weekdayFormat.format(at);
}

/** Midnight before a time, in the reader's zone. */
export function dayStart(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** `2026-11-23 14:32:07 UTC` */
export const utcText = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const UNITS: readonly (readonly [number, string])[] = [
  [365 * DAY, 'year'],
  [30 * DAY, 'month'],
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
  [SECOND, 'second'],
];

/** `3 days`, rounded down to one unit; two months are said in days, because certificates are. */
export function duration(ms: number): string {
  const length = Math.abs(ms);
  const [unit, name] = UNITS.find(([size, word]) => length >= size && (word !== 'month' || length >= 4 * 30 * DAY)) ?? [
    SECOND,
    'second',
  ];
  const n = Math.floor(length / unit);
  return `${n} ${name}${n === 1 ? '' : 's'}`;
}

/** `3 days ago`, `in 3 days`, `just now`. */
export function relative(at: number, now: number): string {
  const away = at - now;
  if (Math.abs(away) < 5 * SECOND) return 'just now';
  return away < 0 ? `${duration(away)} ago` : `in ${duration(away)}`;
}
