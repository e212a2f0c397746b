import type { DeliverDeps } from '../../lib/monitor/deliver';
import { deliver } from '../../lib/monitor/deliver';
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

/** Tells on each channel what waits there. A channel that fails waits for its next turn, and keeps no other waiting. */
export async function tell(channels: readonly AlertChannel[], deps: DeliverDeps): Promise<Told> {
  const told = await Promise.all(channels.map((channel) => tellOne(channel, deps)));
  return {
    messages: told.reduce((sum, { messages }) => sum + messages, 0),
    behind: told.filter(({ isBehind }) => isBehind).length,
  };
}

async function tellOne(
  channel: AlertChannel,
  deps: DeliverDeps,
): Promise<{ readonly messages: number; readonly isBehind: boolean }> {
  try {
    const { messages, deferred } = await deliver(channel, deps);
    if (messages > 0) logger.info('told', { channel: channel.name, messages });
    if (deferred?.reason !== undefined)
      logger.warn('channel did not take it', {
        channel: channel.name,
        reason: deferred.reason,
        until: new Date(deferred.until).toISOString(),
      });
    return { messages, isBehind: deferred !== undefined };
  } catch (error) {
    logger.error('channel failed', { channel: channel.name, error });
    return { messages: 0, isBehind: true };
  }
}
