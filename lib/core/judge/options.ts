import type { ExpiryThreshold } from '../certificate/expiry';
import { DEFAULT_EXPIRY_THRESHOLDS } from '../certificate/expiry';

export interface JudgeOptions {
  /** The time to judge dates by, milliseconds since the epoch. Default: when the check began. */
  readonly now?: number | undefined;
  /** Default: {@link DEFAULT_EXPIRY_THRESHOLDS}. */
  readonly expiry?: readonly ExpiryThreshold[] | undefined;
}

/** What certificates are judged by. */
export type Dates = { readonly [Option in keyof JudgeOptions]-?: NonNullable<JudgeOptions[Option]> };

export const datesOf = ({ now, expiry }: JudgeOptions, observedAt: number): Dates => ({
  now: now ?? observedAt,
  expiry: expiry ?? DEFAULT_EXPIRY_THRESHOLDS,
});
