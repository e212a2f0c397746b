import type { CoverageNotice } from '../core/model';
import type { Sight } from './note-coverage';
import { orLeave } from './or-leave';
import type { AlertStore, Delivery } from './ports';
import { FAILING_AFTER } from './told-once';

/** The channels of a monitor, as what waits for them shows. */
export interface ChannelsSeen extends Sight {
  /** Names of those that fail; an alert about them goes to the others. */
  readonly failing: readonly string[];
}

/**
 * Which channels have failed for long: each keeps the delivery that it did not take. One that was taken out of the
 * configuration is not missed.
 */
export async function channelsSeen(
  store: Pick<AlertStore, 'unfinishedDelivery'>,
  channels: readonly string[],
  now: number,
): Promise<ChannelsSeen> {
  const waiting = await Promise.all(
    channels.map(async (name) => ({
      name,
      // One that cannot be read keeps its channel waiting, and says nothing of how long.
      delivery: await orLeave<Delivery | undefined, 'unreadable'>(() => store.unfinishedDelivery(name), 'unreadable'),
    })),
  );
  const behind = new Set(waiting.filter(({ delivery }) => delivery !== undefined).map(({ name }) => name));
  const failing = waiting
    .filter(
      ({ delivery }) =>
        delivery !== undefined &&
        delivery !== 'unreadable' &&
        delivery.attempts > 1 &&
        now - delivery.claimedAt >= FAILING_AFTER,
    )
    .map(({ name }) => name);
  return {
    failing,
    report: () => failing.map((name): CoverageNotice => ({ kind: 'channel-failing', detail: name, targets: 1 })),
    isOver: (kind, name) => kind === 'channel-failing' && !behind.has(name),
  };
}
