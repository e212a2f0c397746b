export type WriteOutcome = 'written' | 'lost-race';

export interface Range {
  /** Inclusive, milliseconds since the epoch. */
  readonly since?: number;
  readonly until?: number;
  /** Newest first, at most so many; 100 if not given. */
  readonly limit?: number;
  /** Opaque, from the previous page. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}
