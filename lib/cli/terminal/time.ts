import type { Clock } from '../../monitor/ports';

export const systemClock: Clock = { now: () => Date.now() };

/** `2026-11-23 13:04 UTC`. */
export const utcTime = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `13:04:05`, as the clock on this machine shows it. */
export function clockTime(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
