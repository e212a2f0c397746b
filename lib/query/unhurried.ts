import type { Clock } from '../monitor/ports';

/** Reading takes this part of the time at most. */
const SHARE_OF_TIME = 1 / 20;

/** What takes long to read where there is much of it, and may be late by some twenty times that: whoever asks sooner gets what was read last. */
export class Unhurried<T> {
  private last: { readonly value: Promise<T>; until: number } | undefined;

  /** @param ask is given the time, milliseconds since the epoch */
  constructor(
    private readonly ask: (now: number) => Promise<T>,
    private readonly clock: Clock,
  ) {}

  read(): Promise<T> {
    const now = this.clock.now();
    if (this.last === undefined || now >= this.last.until) {
      const last = { value: this.ask(now), until: Infinity };
      this.last = last;
      last.value.then(
        () => (last.until = now + (this.clock.now() - now) / SHARE_OF_TIME),
        () => (this.last = undefined),
      );
    }
    return this.last.value;
  }
}
