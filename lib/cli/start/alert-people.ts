import type { AlertPolicy } from '../../core/alerting';
import { channelsSeen } from '../../monitor/channels';
import type { ChannelOutcome } from '../../monitor/deliver-all';
import { deliverToAll, throwFault } from '../../monitor/deliver-all';
import type { LeaseWatch } from '../../monitor/lease-watch';
import { noteCoverage } from '../../monitor/note-coverage';
import type { AlertChannel } from '../../monitor/ports';
import type { OpenStore } from '../../storage/store';
import { safe } from '../terminal/escape';
import type { Screen } from '../terminal/screen';
import { clockTime, systemClock } from '../terminal/time';

export interface AlertPeopleDeps {
  readonly store: OpenStore;
  readonly channels: readonly AlertChannel[];
  readonly policy: AlertPolicy;
  readonly leases: LeaseWatch;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/**
 * Sends alerts on every channel, and those about channels that have failed for long on the others.
 * @returns when to try those again that did not take theirs, milliseconds since the epoch
 * @throws Error when the store failed, after every channel had its turn
 */
export async function alertPeople({
  store,
  channels,
  policy,
  leases,
  screen,
  signal,
}: AlertPeopleDeps): Promise<number | undefined> {
  const deps = { store, clock: systemClock, policy, leases, signal };
  const outcomes = await deliverToAll(channels, deps);
  if (signal.aborted) return undefined;
  for (const { deferred } of outcomes)
    if (deferred?.reason !== undefined)
      screen.event([`Alerts wait: ${safe(deferred.reason)}. The next try is at ${clockTime(deferred.until)}.`]);
  throwFault(outcomes);
  const waits = (each: readonly ChannelOutcome[]): number[] => each.flatMap(({ deferred }) => deferred?.until ?? []);
  const all = [...waits(outcomes), ...waits(await alertAboutChannels())];
  return all.length === 0 ? undefined : Math.min(...all);

  async function alertAboutChannels(): Promise<readonly ChannelOutcome[]> {
    // How long a channel has failed is not known by a clock that is wrong.
    if (!systemClock.mayDelete()) return [];
    const seen = await channelsSeen(store, policy.channels, systemClock.now());
    const others = channels.filter(({ name }) => !seen.failing.includes(name));
    const told = { ...policy, channels: others.map(({ name }) => name) };
    const about = (await noteCoverage(seen, { store, at: systemClock.now(), policy: told }))
      ? await deliverToAll(others, deps)
      : [];
    throwFault(about);
    return about;
  }
}
