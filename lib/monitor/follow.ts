import pLimit from 'p-limit';
import { CONFIGURED, watchDomains, ZONES } from './directory';
import { mapInOrder } from './in-order';
import type { PublishDeps } from './publish';
import type { DirectoryStore } from './ports';
import { unwatchDomain } from './unwatch';

const AT_ONCE = 25;

export interface FollowOptions {
  /** Whether the domains of hosted zones are watched, by followZones(); if not, those that were found in zones before are taken off. */
  readonly withZones: boolean;
}

/**
 * Brings the directory in line with the configured domains: adds those that are missing, and takes off those that the
 * configuration named before and names no more, unless they are found in a hosted zone. Domains of other sources are
 * left alone. Once more is harmless.
 */
export async function followConfiguration(
  names: readonly string[],
  deps: PublishDeps & { readonly store: DirectoryStore },
  { withZones }: FollowOptions,
): Promise<{ readonly added: number; readonly removed: number }> {
  const { store } = deps;
  const configured = new Set(names);
  const missing = new Set(names);
  const dropped: string[] = [];
  const handed: (() => Promise<unknown>)[] = [];
  for await (const { name, source, zone } of store.domains()) {
    if (source !== ZONES) missing.delete(name);
    const isDropped = !configured.has(name) && (source === CONFIGURED || (source === ZONES && !withZones));
    if (isDropped && withZones && zone !== undefined) handed.push(() => store.setSource(name, source, ZONES));
    else if (isDropped) dropped.push(name);
    else if (zone !== undefined && !withZones) handed.push(() => store.setZone(name, undefined));
  }
  const limit = pLimit(AT_ONCE);
  await Promise.all(handed.map((hand) => limit(hand)));
  let added = 0;
  for await (const names of mapInOrder(missing, AT_ONCE, (name) => watchDomains([name], CONFIGURED, deps)))
    added += names.length;
  let removed = 0;
  for (const name of dropped) if (await unwatchDomain(name, deps)) removed += 1;
  return { added, removed };
}
