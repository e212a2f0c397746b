import { InvalidArgumentError, Option } from 'commander';
import { duration } from '../../config/duration';
import { isFault } from '../../config/leaf';
import { quote } from '../../core/text/quote';
import { systemClock } from '../terminal/time';

const TEN_YEARS = 3_650 * 86_400_000;
const parseSpan = duration(1_000, TEN_YEARS);

/** `7d` before `now`, or a date such as `2026-11-23` or `2026-11-23T12:00Z`, in milliseconds since the epoch. */
function parseSince(text: string, now: number): number {
  const span = parseSpan(text);
  if (!isFault(span)) return now - span.value;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw new InvalidArgumentError(`${quote(text)} is neither a duration nor a date. Write 12h, 7d, 2026-11-23 or 2026-11-23T12:00Z.`);
  return time;
}

/** `--since`, a week if it is not given. */
export function sinceOption(description: string): Option {
  const now = systemClock.now();
  return new Option('--since <time>', `${description}: 12h, 7d, or a date`).argParser((text: string) => parseSince(text, now)).default(parseSince('7d', now), '7d');
}
