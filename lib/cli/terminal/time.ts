import { monotonic } from '../../monitor/monotonic';
import { SteadyClock } from '../../monitor/steady-clock';

/** The clock of this machine, which is not believed while it disagrees with the monotonic one. */
export const systemClock = new SteadyClock(() => Date.now(), monotonic);

/** `2026-11-23 13:04 UTC`. */
export const utcTime = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `13:04:05`, as the clock on this machine shows it. */
export function clockTime(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
