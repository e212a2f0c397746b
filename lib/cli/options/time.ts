import { InvalidArgumentError, Option } from 'commander';
import { duration } from '../../config/duration';
import { isFault } from '../../config/leaf';
import { quote } from '../../core/text/quote';
import { systemClock } from '../terminal/time';

const TEN_YEARS = 3_650 * 86_400_000;
const parseSpan = duration(1_000, TEN_YEARS);

const HOW = '12h, 7d, or a date';

/** `7d` before `now` (or, with `sign` 1, after it), or a date such as `2026-11-23` or `2026-11-23T12:00Z`, in milliseconds since the epoch. */
function parseTime(text: string, now: number, sign: 1 | -1): number {
  const span = parseSpan(text);
  if (!isFault(span)) return now + sign * span.value;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError(
      `${quote(text)} is neither a duration nor a date. Write 12h, 7d, 2026-11-23 or 2026-11-23T12:00Z.`,
    );
  return time;
}

/** `--since`, without a default. */
export function fromOption(description: string): Option {
  const now = systemClock.now();
  return new Option('--since <time>', `${description}: ${HOW}`).argParser((text: string) => parseTime(text, now, -1));
}

/** `--since`, a week if it is not given. */
export const sinceOption = (description: string): Option =>
  fromOption(description).default(parseTime('7d', systemClock.now(), -1), '7d');

/** `--until`, the other end of a span of the past; not given, it is now. */
export function untilOption(): Option {
  const now = systemClock.now();
  return new Option('--until <time>', `and up to when: ${HOW} (default: now)`).argParser((text: string) =>
    parseTime(text, now, -1),
  );
}

/** An option for a time to come: durations count from now. */
export function futureOption(flags: string, description: string): Option {
  const now = systemClock.now();
  return new Option(flags, `${description}: ${HOW}`).argParser((text: string) => parseTime(text, now, 1));
}
