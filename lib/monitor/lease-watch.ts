import type { Monotonic } from './ports';

/**
 * How long a process has watched stored leases. Who wrote one may have another clock, or had a wrong one: so a lease that
 * its owner does not end is over when somebody has watched it unchanged for its length, by a clock that nobody sets.
 */
export class LeaseWatch {
  private readonly watched = new Map<string, { readonly mark: string; readonly since: number }>();

  constructor(private readonly monotonic: Monotonic) {}

  /**
   * @param key what is leased; there are few
   * @param mark another one for each lease of the same thing
   * @param lengthMs of the lease
   * @returns how long it is still to be watched, milliseconds; 0 when it is over
   */
  left(key: string, mark: string, lengthMs: number): number {
    const now = this.monotonic.now();
    const before = this.watched.get(key);
    if (before?.mark !== mark) this.watched.set(key, { mark, since: now });
    const since = before?.mark === mark ? before.since : now;
    return Math.max(0, Math.ceil(since + lengthMs - now));
  }
}
