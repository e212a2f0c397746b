import type { Clock } from '../../monitor/ports';
import { ProblemError } from '../problem';

export interface ThrottleOptions {
  /** Requests a second in the long run. */
  readonly rate: number;
  /** Requests at once after a pause. */
  readonly burst: number;
}

/** More than people and their scripts need, and less than would keep the monitor from its looks. */
export const DEFAULT_THROTTLE: ThrottleOptions = { rate: 50, burst: 200 };

/** A token bucket for all requests to one process: who may come at all is decided before (loopback, or IAM). */
export class Throttle {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly clock: Clock,
    private readonly options: ThrottleOptions = DEFAULT_THROTTLE,
  ) {
    this.tokens = options.burst;
    this.filledAt = clock.now();
  }

  /** @throws ProblemError when there were too many requests lately */
  pass(): void {
    const { rate, burst } = this.options;
    const now = this.clock.now();
    // A clock that is set back fills nothing.
    this.tokens = Math.min(burst, this.tokens + (Math.max(0, now - this.filledAt) / 1000) * rate);
    this.filledAt = now;
    if (this.tokens < 1)
      throw new ProblemError(429, `At most ${rate} requests a second are answered.`, {
        headers: { 'retry-after': String(Math.ceil((1 - this.tokens) / rate)) },
      });
    this.tokens -= 1;
  }
}
