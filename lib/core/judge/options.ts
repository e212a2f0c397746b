import type { ExpiryThreshold } from '../certificate/expiry';

export interface JudgeOptions {
  /** The time to judge dates by, milliseconds since the epoch. Default: when the look began. */
  readonly now?: number | undefined;
  /** Default: {@link DEFAULT_EXPIRY_THRESHOLDS}. */
  readonly expiry?: readonly ExpiryThreshold[] | undefined;
}
