import { forEachAtOnce } from '../core/at-once';
import { CONFIGURED, watchDomains, ZONES } from './directory';
import { mapInOrder } from './in-order';
import type { RemovalDeps, Removed } from './removals';
import { Departures, removeOrHold } from './removals';

const AT_ONCE = 25;

export interface FollowOptions {
  /** Whether the domains of hosted zones are watched, by followZones(); if not, those that were found in zones before are taken off. */
  readonly withZones: boolean;
}

export interface Followed extends Removed {
  readonly added: number;
}

/**
 * Brings the directory in line with the configured domains: adds those that are missing, and takes off those that the
 * configuration named before and names no more, unless they are found in a hosted zone, or are so many that they are
 * held ({@link removeOrHold}). Domains of other sources are left alone. Once more is harmless.
 */
export async function followConfiguration(
  names: readonly string[],
  deps: RemovalDeps,
  { withZones }: FollowOptions,
): Promise<Followed> {
  const { store } = deps;
  const configured = new Set(names);
  const missing = new Set(names);
  const departures = new Departures();
  const handed: (() => Promise<unknown>)[] = [];
  for await (const entry of store.domains()) {
    const { name, source, zone } = entry;
    if (source !== ZONES) missing.delete(name);
    const isDropped = !configured.has(name) && (source === CONFIGURED || (source === ZONES && !withZones));
    const isHanded = isDropped && withZones && zone !== undefined;
    if (isHanded) handed.push(() => store.setSource(name, source, ZONES));
    else if (!isDropped && zone !== undefined && !withZones) handed.push(() => store.setZone(name, undefined));
    // The zones decide about those that they alone name.
    const isTheirs = source === ZONES && withZones && !configured.has(name);
    departures.see(entry, isTheirs ? 'unknown' : isDropped && !isHanded ? 'leaves' : 'stays');
  }
  await forEachAtOnce(handed, AT_ONCE, (hand) => hand());
  let added = 0;
  for await (const names of mapInOrder(missing, AT_ONCE, (name) => watchDomains([name], CONFIGURED, deps)))
    added += names.length;
  return { added, ...(await removeOrHold(departures, deps)) };
}
