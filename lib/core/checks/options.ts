import type { ExpiryThreshold } from '../certificate/expiry';

export interface JudgeOptions {
  /** The time to judge dates by, milliseconds since the epoch. Default: when the look began. */
  readonly now?: number | undefined;
  /** Default: {@link DEFAULT_EXPIRY_THRESHOLDS}. */
  readonly expiry?: readonly ExpiryThreshold[] | undefined;
}

/** A certificate that begins this little later is taken for valid: it is the clocks that differ. Milliseconds. */
export const CLOCK_TOLERANCE = 5 * 60_000;
