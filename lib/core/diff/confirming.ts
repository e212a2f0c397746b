import type { DiffOptions } from './options';
import type { Finding, FindingState } from '../model';

/** When a check last counted, milliseconds since the epoch; not set before the first, and by earlier releases. */
interface Counted {
  readonly countedAt?: number;
}

/**
 * Whether a check counts after the last one that did. Late runs follow one another in seconds, and a queue may deliver
 * a message twice: what they show is one moment, and three of them confirm no more than one.
 */
export const counts = ({ countedAt }: Counted, at: number, { interval = 0 }: Pick<DiffOptions, 'interval'>): boolean =>
  countedAt === undefined || at - countedAt >= interval / 2;

/**
 * Whether a difference between a hosted zone and the world is a fault by now: the zone was read again after every cache
 * must have forgotten what was there when the difference was first seen, and the world still differs. Before that a
 * change may just have been made, or what is known of the zone may be older than the look.
 */
export const hasSettled = ({ kind, evidence }: Finding, firstSeen: number): boolean =>
  kind !== 'zone-record-differs' || evidence.zoneReadAt - firstSeen >= evidence.settlesAfter;

/** The longest wait that a look asked for while the finding was pending counts: what a cache has left of a TTL becomes less. */
export function withLongestWait(before: FindingState | undefined, seen: Finding): Finding {
  if (seen.kind !== 'zone-record-differs' || before?.status !== 'pending' || before.finding.kind !== seen.kind)
    return seen;
  return {
    ...seen,
    evidence: {
      ...seen.evidence,
      settlesAfter: Math.max(seen.evidence.settlesAfter, before.finding.evidence.settlesAfter),
    },
  };
}
