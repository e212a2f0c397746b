import { sendHeartbeat } from '../../alerts/heartbeat';
import type { Screen } from '../terminal/screen';
import { reason } from './failure';

export interface HeartbeatOptions {
  /** The URL to request after each completed run. */
  readonly heartbeat: string | undefined;
  readonly screen: Pick<Screen, 'event'>;
  readonly signal: AbortSignal;
}

/** The signs of life for a watcher outside. They disturb nothing: none is waited for, and a failure is shown once until one has gone through again. */
export class Heartbeat {
  private said: string | undefined;

  constructor(private readonly options: HeartbeatOptions) {}

  beat(): void {
    const { heartbeat, signal, screen } = this.options;
    if (heartbeat === undefined) return;
    sendHeartbeat(heartbeat, signal).then(
      () => (this.said = undefined),
      (error: unknown) => {
        const words = reason(error);
        if (signal.aborted || words === this.said) return;
        this.said = words;
        screen.event([`No heartbeat was sent: ${words}. The next one follows the next run.`]);
      },
    );
  }
}
