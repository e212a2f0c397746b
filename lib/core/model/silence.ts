/**
 * Alerts that are not told for a while. All is recorded as always: what is held back is the telling. A `mute` lasts
 * until its end, or until somebody lifts it; `maintenance` is a window of time, once or each week.
 */
export interface Silence {
  readonly id: string;
  /** Grows by one with each write; 0 is not stored yet. */
  readonly version: number;
  readonly purpose: SilencePurpose;
  /** A kind of finding or of coverage notice, or a type of drift; not set: whatever it is. */
  readonly kind?: string;
  /**
   * Which targets: the name of a domain or MX host, or `domain/<name>` or `mx-host/<name>` for one of the two. `*`
   * stands for any characters; `*` alone is everything, also what is about no target.
   */
  readonly subject: string;
  /** Inclusive, milliseconds since the epoch. */
  readonly from: number;
  /** Exclusive, milliseconds since the epoch; not set: until it is lifted. */
  readonly until?: number;
  /** From `from` to `until`, and again at that time of each week after, in UTC. */
  readonly weekly?: true;
  readonly reason: string;
  /** The name of a user of the machine, or the identity of an AWS caller. */
  readonly by: string;
  /** When it was made, milliseconds since the epoch. */
  readonly at: number;
  /** Set when somebody ended it before its end. */
  readonly lifted?: { readonly by: string; readonly at: number };
}

export const SILENCE_PURPOSES = ['mute', 'maintenance'] as const;
export type SilencePurpose = (typeof SILENCE_PURPOSES)[number];
