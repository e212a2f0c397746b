import type { Finding, FailureCause, Tries, UnknownAspect } from '../model';

/**
 * "Not now": what a server says, or leaves unsaid, while it is busy, restarts, limits its clients or greylists. It
 * proves nothing until it lasts. HTTP: 429 (RFC 6585 section 4) and 503 with or without Retry-After, which is a
 * temporary condition by its definition (RFC 9110 section 15.6.4). SMTP: every 4xx (RFC 5321 section 4.2.1).
 */
const SAID: readonly FailureCause[] = ['smtp-transient', 'http-transient', 'reset', 'closed'];
const UNSAID: readonly FailureCause[] = ['timeout', 'slow', 'refused'];

const TRANSIENT_STATUS: readonly number[] = [429, 503];

export const isTransientStatus = (status: number): boolean => TRANSIENT_STATUS.includes(status);

/** Whether a server that somebody reached put the check off: silence may be the fault of the way. */
export const saidNotNow = (cause: FailureCause): boolean => SAID.includes(cause);

/** The same, silence and a closed port among them. */
export const isNotNow = (cause: FailureCause): boolean => SAID.includes(cause) || UNSAID.includes(cause);

/** So many tries in one check stand for several checks: "not now" counts as lasting then. */
export const LASTING_TRIES = 3;

const hasLasted = (tries: Tries | undefined): tries is Tries => (tries?.count ?? 0) >= LASTING_TRIES;

/** What "not now" at each try of one check comes to; undefined where it has not lasted, or is never the target's fault. */
export function lastingFinding({ becomes, tries }: UnknownAspect): Finding | undefined {
  if (becomes === undefined || !hasLasted(tries)) return undefined;
  return { ...becomes, evidence: { ...becomes.evidence, tries } } as Finding;
}
