/**
 * How long a server asks a client to wait (RFC 9110 section 10.2.3: seconds, or a date), milliseconds, never below 0.
 * Undefined when the header says neither.
 * @param now milliseconds since the epoch
 */
export function retryAfterMs(header: string, now: number): number | undefined {
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
