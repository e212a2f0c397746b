import type { Monotonic, Observer, Port25 } from '../ports';
import type { Port25Proof } from '../vantage';
import { provePort25 } from '../vantage';

/** How long a proof is believed, milliseconds: within a run, and shorter where the port may be opened any time. */
const BELIEVED = { open: 5 * 60_000, unproven: 60_000, closed: 60_000 } as const satisfies Record<Port25, number>;

/** What canaries say of port 25, asked again from time to time. */
export class PortWatch {
  private last: Port25Proof = { port25: 'unproven', reason: '' };
  private until = -Infinity;

  constructor(
    private readonly canaries: readonly string[],
    private readonly observer: Pick<Observer, 'observeMxHost'>,
    private readonly clock: Monotonic,
    /** Told when it is another than before. */
    private readonly onChange: (proof: Port25Proof) => void,
  ) {}

  async check(signal: AbortSignal): Promise<Port25> {
    if (this.clock.now() >= this.until) {
      const before = this.until === -Infinity ? undefined : this.last.port25;
      this.last = await provePort25(this.canaries, this.observer, signal);
      this.until = this.clock.now() + BELIEVED[this.last.port25];
      if (before !== this.last.port25 && !signal.aborted) this.onChange(this.last);
    }
    return this.last.port25;
  }
}
