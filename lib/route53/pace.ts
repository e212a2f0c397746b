import { setTimeout as pause } from 'node:timers/promises';

/** Lets calls begin one after the other, so far apart that an account's quota is kept. */
export class Pace {
  private next = 0;

  /** @param apartMs milliseconds from the beginning of one call to that of the next */
  constructor(private readonly apartMs: number) {}

  async turn(): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.next);
    this.next = at + this.apartMs;
    if (at > now) await pause(at - now);
  }
}
