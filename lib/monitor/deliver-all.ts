import type { Deferred, DeliverDeps } from './deliver';
import { deliver } from './deliver';
import { orLeave } from './or-leave';
import type { AlertChannel } from './ports';

/** What became of the alerts that waited for one channel. */
export interface ChannelOutcome {
  readonly channel: string;
  /** Alerts that it took. */
  readonly messages: number;
  /** Set when alerts wait for its next turn. */
  readonly deferred?: Deferred;
  /** What kept the monitor from sending: a fault of the store, never of the channel. */
  readonly error?: Error;
}

/** Sends to every channel what waits for it, all at once: one that is slow or fails keeps no other waiting. It never rejects. */
export const deliverToAll = (
  channels: readonly AlertChannel[],
  deps: DeliverDeps,
): Promise<readonly ChannelOutcome[]> =>
  Promise.all(
    channels.map(async (channel): Promise<ChannelOutcome> => {
      try {
        return { channel: channel.name, ...(await orLeave(() => deliver(channel, deps), { messages: 0 })) };
      } catch (error) {
        return {
          channel: channel.name,
          messages: 0,
          error: error instanceof Error ? error : new Error('the store failed', { cause: error }),
        };
      }
    }),
  );

/** @throws Error the first fault of the store among the outcomes */
export function throwFault(outcomes: readonly ChannelOutcome[]): void {
  for (const { error } of outcomes) if (error !== undefined) throw error;
}
