import type { Severity } from './finding';

/**
 * How an acknowledgement came to its end. `worse`: the alert grew beyond what was acknowledged. `replaced`: by the next
 * one. `withdrawn`: somebody took it back.
 */
export const ACKNOWLEDGEMENT_ENDS = ['expired', 'worse', 'resolved', 'withdrawn', 'replaced'] as const;
export type AcknowledgementEnd = (typeof ACKNOWLEDGEMENT_ENDS)[number];

/** Somebody has taken notice of an open alert: it is not told again until this ends. */
export interface Acknowledgement {
  /** The name of a user of the machine, or the identity of an AWS caller. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly reason: string;
  /** Milliseconds since the epoch; not set: until the alert is resolved or gets worse. */
  readonly until?: number;
  /** The alert as it was then: a higher severity, or more domains, end the acknowledgement. */
  readonly severity: Severity;
  readonly domains: number;
  /** Not set while it lasts; one whose `until` has passed lasts no longer, whether this is set or not. */
  readonly ended?: { readonly at: number; readonly why: AcknowledgementEnd; readonly by?: string };
}
