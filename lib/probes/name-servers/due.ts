import { createHash } from 'node:crypto';

/**
 * When a domain's name servers are asked: on each look, on none, or once in `everyMs`, where a look comes each
 * `observeEveryMs`.
 */
export type NameServerSchedule = 'always' | 'never' | { readonly everyMs: number; readonly observeEveryMs: number };

/** Domains whose name servers were at fault when they were last asked: until they are mended, each look asks. At most this many. */
const MOST_IN_TROUBLE = 10_000;
const inTrouble = new Set<string>();

/**
 * Whether a look at this time is the one in which the name servers are asked. Nothing is remembered for it, so that any
 * process gives the same answer; the domains have their turns spread over the time.
 * @param at milliseconds since the epoch
 */
export function isDue(schedule: NameServerSchedule, domain: string, at: number): boolean {
  if (typeof schedule === 'string') return schedule === 'always';
  const { everyMs, observeEveryMs } = schedule;
  const offset = createHash('sha1').update(domain).digest().readUInt32BE(0) % everyMs;
  const turn = (time: number): number => Math.floor((time + offset) / everyMs);
  return inTrouble.has(domain) || turn(at) !== turn(at - observeEveryMs);
}

/** Notes how it stands, so that what was found is confirmed, and found to be over, at the pace of the looks. */
export function noteTrouble(domain: string, isTroubled: boolean): void {
  if (!isTroubled) inTrouble.delete(domain);
  else if (inTrouble.size < MOST_IN_TROUBLE) inTrouble.add(domain);
}
