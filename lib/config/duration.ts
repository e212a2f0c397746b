import type { Parsed } from './leaf';
import { Given, shown } from './leaf';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNITS;

/** Milliseconds as a person writes them: the largest unit that leaves no rest, such as `90s` or `6h`. */
export function formatDuration(ms: number): string {
  const unit = (Object.keys(UNITS) as Unit[]).reverse().find((candidate) => ms % UNITS[candidate] === 0);
  return unit === undefined ? `${ms}ms` : `${ms / UNITS[unit]}${unit}`;
}

/** A parser of durations such as `30s`, `15m`, `6h` or `7d` into milliseconds, from `least` to `most`. */
export function duration(least: number, most: number): (raw: unknown) => Parsed<number> {
  const range = `from ${formatDuration(least)} to ${formatDuration(most)}`;
  const within = (ms: number, written: unknown): Parsed<number> =>
    ms >= least && ms <= most
      ? { value: ms }
      : { fault: `${shown(written)} is out of bounds`, fix: `Write a duration ${range}.` };
  return (raw) => {
    if (raw instanceof Given && typeof raw.value === 'number') return within(raw.value, formatDuration(raw.value));
    const match = /^(\d{1,9})\s*(s|m|h|d)$/.exec(typeof raw === 'string' ? raw.trim() : '');
    if (match === null)
      return {
        fault: `${shown(raw)} is not a duration`,
        fix: `Write a number with its unit (s, m, h or d), ${range}.`,
      };
    return within(Number(match[1]) * UNITS[match[2] as Unit], raw);
  };
}
