import type { VerdictName } from '../../../core/model';

/** The verdicts, worst first; the compiler holds the list to the model's. */
const ORDER = {
  undeliverable: 0,
  degraded: 1,
  unprotected: 2,
  unknown: 3,
  'mx-not-checked': 4,
  testing: 5,
  protected: 6,
} as const satisfies Record<VerdictName, number>;
export const VERDICTS = Object.keys(ORDER) as readonly VerdictName[];
