export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * While the clock is in doubt: the last moment at which it was not, milliseconds since the epoch. Until it is believed
   * again, nothing is deleted, no silence ends and no expiry opens. A clock without this is never in doubt.
   */
  doubtedSince?(): number | undefined;
}

/** A clock that nobody sets: for how long something takes, and for when it is due. */
export interface Monotonic {
  /** Milliseconds since some moment, with the time that the machine slept where the system gives that. */
  now(): number;
}

/** The latest moment at which a process had no doubt about its clock. */
export interface ClockMark {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What the clock showed when it was first found to be behind `at`; not set while it is not. */
  readonly behindSince?: number;
}

export interface ClockStore {
  clockMark(): Promise<ClockMark | undefined>;
  setClockMark(mark: ClockMark): Promise<void>;
}
