import type { DeliverDeps } from '../../lib/monitor/deliver';
import { deliverToAll } from '../../lib/monitor/deliver-all';
import type { AlertChannel } from '../../lib/monitor/ports';
import { logger } from './log';

export interface Told {
  /** Alerts that channels took. */
  readonly messages: number;
  /**
   * Channels that still owe people something, because they failed or wait for their next turn after a failure. Counted
   * each time, and not at the attempts alone: those become so rare that an alarm on them would end by itself.
   */
  readonly behind: number;
}

/** Sends on each channel what waits there, and logs what became of it. */
export async function tell(channels: readonly AlertChannel[], deps: DeliverDeps): Promise<Told> {
  const outcomes = await deliverToAll(channels, deps);
  for (const { channel, messages, deferred, error } of outcomes) {
    if (messages > 0) logger.info('told', { channel, messages });
    if (deferred?.reason !== undefined)
      logger.warn('channel did not take it', {
        channel,
        reason: deferred.reason,
        until: new Date(deferred.until).toISOString(),
      });
    if (error !== undefined) logger.error('channel failed', { channel, error });
  }
  return {
    messages: outcomes.reduce((sum, { messages }) => sum + messages, 0),
    behind: outcomes.filter(({ deferred, error }) => deferred !== undefined || error !== undefined).length,
  };
}
