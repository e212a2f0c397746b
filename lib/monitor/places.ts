import pLimit from 'p-limit';

/** How long work may hold a place before it counts as slow, milliseconds: most checks take a second. */
const PATIENCE = 5_000;

/** So many slow ones may be under way for each place. */
const SLOW_PER_PLACE = 4;

export interface PlacesOptions {
  /** How many begin at a time. */
  readonly places: number;
  /** How long each holds its place, milliseconds; default 5 seconds. */
  readonly patienceMs?: number;
  /** Slow ones that may be under way beside those that hold a place; default four for each place. */
  readonly slow?: number;
}

/**
 * Places for checks, so that those that wait for a slow server take none from quick ones. Work that outlasts the patience
 * gives its place back and goes on as a slow one. The number of slow ones is bounded as well: when it is reached, work
 * keeps its place until it ends or a slow one does.
 */
export class Places {
  /** Those that outlasted the patience and still hold a place, oldest first. */
  private readonly overdue = new Set<() => void>();
  private slow = 0;
  private readonly limit: pLimit.Limit;
  private readonly options: Required<PlacesOptions>;

  constructor(options: PlacesOptions) {
    this.options = { patienceMs: PATIENCE, slow: SLOW_PER_PLACE * options.places, ...options };
    this.limit = pLimit(options.places);
  }

  /** Places that nobody holds or waits for. */
  get free(): number {
    return Math.max(0, this.options.places - this.limit.activeCount - this.limit.pendingCount);
  }

  /** Waits for a place. @returns what gives it back, to be called once */
  private enter(): Promise<() => void> {
    return new Promise((entered) => {
      void this.limit(() => new Promise<void>((free) => entered(this.hold(free))));
    });
  }

  /** Holds a place that `free` gives back: as soon as the work counts as slow, or ends. */
  private hold(free: () => void): () => void {
    let isSlow = false;
    const becomeSlow = (): void => {
      isSlow = true;
      this.slow += 1;
      free();
    };
    const timer = setTimeout(() => {
      if (this.slow < this.options.slow) becomeSlow();
      else this.overdue.add(becomeSlow);
    }, this.options.patienceMs);
    timer.unref();
    return () => {
      clearTimeout(timer);
      this.overdue.delete(becomeSlow);
      if (!isSlow) return free();
      this.slow -= 1;
      const [next] = this.overdue;
      if (next === undefined) return;
      this.overdue.delete(next);
      next();
    };
  }

  /** Does the work in a place. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Work on each item, as places come free; the source is read no faster than that. A failure ends the reading and is thrown when all is done. */
  async forEach<T>(items: Iterator<T> | AsyncIterator<T>, work: (item: T) => Promise<void>): Promise<void> {
    const underWay = new Set<Promise<void>>();
    const failures: unknown[] = [];
    while (failures.length === 0) {
      const leave = await this.enter();
      const next = await this.read(items, leave);
      if (next === undefined) break;
      const working: Promise<void> = work(next.value)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => {
          leave();
          underWay.delete(working);
        });
      underWay.add(working);
    }
    await Promise.all(underWay);
    if (failures.length > 0) throw failures[0];
  }

  private async read<T>(
    items: Iterator<T> | AsyncIterator<T>,
    leave: () => void,
  ): Promise<{ readonly value: T } | undefined> {
    let hasItem = false;
    try {
      const next = await items.next();
      hasItem = next.done !== true;
      return next.done === true ? undefined : { value: next.value };
    } finally {
      if (!hasItem) leave();
    }
  }
}
