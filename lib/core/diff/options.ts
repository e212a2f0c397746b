import { entryOf } from '../findings';
import type { Aspect, FindingKind, UnknownAspect } from '../model';

/** How many looks it takes to believe a change. A look that could not see counts neither way. */
export interface DiffOptions {
  /** Looks in a row that confirm a fault which may be a matter of chance, or that turn "not seen" into a finding. */
  readonly confirmChecks: number;
  /**
   * Known checks in a row without an open finding that resolve it, by what clears it (`clear` in the catalogue). A
   * finding that came back is over after `most` (`clearAfterReturns`), and is confirmed by `confirmChecks` and one more
   * of the last `windowChecks` (`isBackOften`).
   */
  readonly clearChecks: { readonly published: number; readonly served: number; readonly most: number };
  /**
   * Milliseconds from one scheduled check of the target to the next: a check counts when half of it has passed since the
   * last one that did. Not set: each check counts.
   */
  readonly interval?: number;
  /** The clock is in doubt: what hangs on the dates of certificates is neither opened nor made graver nor resolved. */
  readonly datesInDoubt?: boolean;
  /** Certificates and addresses that this many known looks in a row did not show are forgotten. */
  readonly windowChecks: number;
  /**
   * Whether others could be seen from here at the time, so that not seeing this aspect says something about the target.
   * `seenBefore`: it was seen once.
   */
  readonly vantageGood: (unknown: UnknownAspect, seenBefore: boolean) => boolean;
}

/** The numbers of {@link DiffOptions} that suit a look every hour. */
export const DEFAULT_DIFF_OPTIONS = {
  confirmChecks: 3,
  clearChecks: { published: 1, served: 3, most: 12 },
  windowChecks: 12,
} as const satisfies Partial<DiffOptions>;

/** How many clean looks resolve a finding of this kind, unless it has come back meanwhile. */
export const clearChecksOf = (kind: FindingKind, { clearChecks }: DiffOptions): number =>
  clearChecks[entryOf(kind).clear];

/** Whether the look could not tell about an aspect. */
export type IsUnknown = (aspect: Aspect) => boolean;
