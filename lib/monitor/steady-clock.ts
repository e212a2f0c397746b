import type { Clock, ClockMark, Monotonic } from './ports';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A clock that moves by more than this against the monotonic one was set, or is broken. NTP moves it by less. */
export const STEP = 2 * MINUTE;

/** A clock that was set, and keeps pace for so long but for sleep, is believed. Milliseconds. */
export const BELIEVED_AFTER = DAY;

/** A clock so far ahead of the last mark at the start may be wrong, or the monitor was off: what expired meanwhile stays for a day. */
const LONG_OFF = 7 * DAY;

/** No release is older than this, so a clock that shows less is wrong. Milliseconds since the epoch. */
const EARLIEST = Date.UTC(2026, 0, 1);

/** Why the wall clock is not believed. */
export interface Doubt {
  /** `step`: it was set while the process ran; `behind`: it shows less than what was stored before. */
  readonly why: 'step' | 'behind';
  /** How far it is ahead of where it should be, milliseconds; negative when it is behind. */
  readonly by: number;
  /** The last moment without doubt, milliseconds since the epoch. */
  readonly since: number;
}

/**
 * The wall clock of this machine, held against the monotonic one. Where they disagree, the time goes on as it was before
 * the step, until the wall clock comes back to it or has kept pace for a day. So a clock that was wrong once leaves no
 * times in the store that are later than now.
 */
export class SteadyClock implements Clock {
  /** The wall clock less the monotonic one, as it is believed. */
  private offset: number;
  private inDoubt: Doubt | undefined;
  /** The offset that is not believed yet, and since when it has kept pace, by the monotonic clock. */
  private candidate = { offset: 0, since: 0 };
  private behindSince: number | undefined;
  private keepsAllUntil = -Infinity;
  /** The last mark of an earlier process. */
  private markedAt = EARLIEST;

  /** @param wall milliseconds since the epoch */
  constructor(
    private readonly wall: () => number,
    private readonly monotonic: Monotonic,
  ) {
    this.offset = wall() - monotonic.now();
    this.begin({ at: EARLIEST });
  }

  /** Holds the clock against the mark that an earlier process left; without one nothing is deleted for a day. */
  begin(mark: ClockMark): void {
    const [wall, steady] = [this.wall(), this.monotonic.now()];
    this.markedAt = mark.at;
    this.keepsAllUntil = wall - mark.at > LONG_OFF ? steady + BELIEVED_AFTER : -Infinity;
    if (wall >= mark.at - STEP) return;
    // Processes before this one may have had the same clock for a while.
    const known = mark.behindSince === undefined ? 0 : Math.max(0, wall - mark.behindSince);
    this.offset = wall - steady;
    this.candidate = { offset: this.offset, since: steady - known };
    this.behindSince = known > 0 ? mark.behindSince : wall;
    this.inDoubt = { why: 'behind', by: wall - mark.at, since: mark.at };
    this.now();
  }

  now(): number {
    const [wall, steady] = [this.wall(), this.monotonic.now()];
    const offset = wall - steady;
    if (this.inDoubt === undefined && this.isSetRight(offset, wall, steady)) this.offset = offset;
    if (this.inDoubt === undefined && Math.abs(offset - this.offset) > STEP) {
      this.inDoubt = { why: 'step', by: offset - this.offset, since: Math.round(steady + this.offset) };
      this.candidate = { offset, since: steady };
    }
    if (this.inDoubt !== undefined) this.weigh(this.inDoubt, wall, steady);
    if (this.inDoubt?.why === 'step') return Math.round(steady + this.offset);
    this.offset = offset;
    return wall;
  }

  doubtedSince(): number | undefined {
    return this.doubt?.since;
  }

  get doubt(): Doubt | undefined {
    this.now();
    return this.inDoubt;
  }

  /** Whether what has expired may be deleted: there is no doubt, and the last mark is not so old that the clock may be ahead. */
  mayDelete(): boolean {
    return this.doubt === undefined && this.monotonic.now() >= this.keepsAllUntil;
  }

  /** What is to be stored, for processes to come. */
  mark(): ClockMark {
    const now = this.now();
    if (this.inDoubt === undefined) return { at: now };
    return {
      at: this.inDoubt.since,
      ...(this.inDoubt.why === 'behind' && this.behindSince !== undefined && { behindSince: this.behindSince }),
    };
  }

  /**
   * Whether a step back corrects a clock that was ahead when this process began: it began long after the last mark, and
   * the clock now shows a time between the two.
   */
  private isSetRight(offset: number, wall: number, steady: number): boolean {
    return (
      this.markedAt > EARLIEST &&
      steady < this.keepsAllUntil &&
      offset < this.offset - STEP &&
      wall >= this.markedAt - STEP
    );
  }

  /** Ends the doubt when the clock is back, or has kept pace for long enough. */
  private weigh(doubt: Doubt, wall: number, steady: number): void {
    const offset = wall - steady;
    const isBack = doubt.why === 'step' ? Math.abs(offset - this.offset) <= STEP : wall >= doubt.since - STEP;
    const moved = offset - this.candidate.offset;
    if (!isBack && Math.abs(moved) > STEP) {
      this.candidate = { offset, since: mayHaveSlept(doubt, moved) ? this.candidate.since : steady };
      if (doubt.why === 'behind') this.behindSince = wall;
      this.inDoubt = { ...doubt, by: doubt.why === 'step' ? offset - this.offset : wall - doubt.since };
    }
    this.candidate = { ...this.candidate, offset };
    if (isBack || steady - this.candidate.since >= BELIEVED_AFTER) {
      // It may have been set to a time far ahead instead of the right one.
      if (doubt.why === 'behind' && wall - doubt.since > LONG_OFF) this.keepsAllUntil = steady + BELIEVED_AFTER;
      this.inDoubt = undefined;
      this.behindSince = undefined;
      this.offset = offset;
    }
  }
}

/**
 * Some machines sleep and neither of their clocks counts it, such as a virtual machine on a laptop: each time they wake up
 * the wall clock is set ahead. That begins no new day of keeping pace, or the right clock of a machine that sleeps every
 * night would be in doubt for good.
 */
const mayHaveSlept = ({ why }: Doubt, moved: number): boolean => why === 'step' && moved > 0 && moved <= LONG_OFF;
