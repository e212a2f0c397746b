import type { ZoneView } from '../../core/model';
import type { DomainPatterns } from '../../core/zone/patterns';
import { ZONES, watchDomains } from '../directory';
import { mapInOrder } from '../in-order';
import type { ZoneAccount } from '../ports';
import type { RemovalDeps, Removed } from '../removals';
import { Departures, removeOrHold } from '../removals';
import type { ReadAccount } from './read';
import { readAccount } from './read';

const AT_ONCE = 25;

export type FollowZonesDeps = RemovalDeps & {
  /** Ends the reading; nothing is taken in then. */
  readonly signal?: AbortSignal;
  /** Where the world is sent to for a zone; none: nowhere, undefined: not known. Asked when a domain is in several zones. */
  readonly nameServersOf?: (zone: string) => Promise<readonly string[] | undefined>;
};

export interface FollowedZones extends Removed {
  /** Domains in the zones that were read, those that others added too among them. */
  readonly found: number;
  readonly added: number;
  readonly failures: readonly { readonly account: string; readonly what: string; readonly error: unknown }[];
}

/**
 * Brings the directory in line with the mail domains of the accounts' public hosted zones. A domain that others added
 * as well stays when its zone goes. What could not be read takes nothing off; a domain goes when its zone, or its
 * records, were read and are not there, or when its account or its name is not wanted any more; so many at once are
 * held ({@link removeOrHold}). Once more is harmless.
 */
export async function followZones(
  accounts: readonly ZoneAccount[],
  patterns: DomainPatterns,
  deps: FollowZonesDeps,
): Promise<FollowedZones> {
  const { store, clock, signal } = deps;
  const read = await Promise.all(accounts.map((account) => readAccount(account, patterns, clock, signal)));
  const found = await chosen(read, deps);
  const departures = new Departures();
  const lost: string[] = [];
  const known = new Map<string, { readonly zone?: ZoneView }>();
  for await (const entry of store.domains()) {
    const isFound = found.has(entry.name);
    if (isFound) known.set(entry.name, entry);
    const isLost = !isFound && (entry.zone !== undefined ? isGone(entry.zone, read) : entry.source === ZONES);
    const isOurs = entry.source === ZONES;
    if (isLost && !isOurs) lost.push(entry.name);
    departures.see(entry, !isOurs ? 'unknown' : isFound ? 'stays' : isLost ? 'leaves' : 'unknown');
  }
  let added = 0;
  for await (const isNew of mapInOrder(found, AT_ONCE, ([name, view]) =>
    take({ name, view, before: known.get(name)?.zone }, read, deps),
  ))
    added += isNew ? 1 : 0;
  for (const name of lost) await store.setZone(name, undefined);
  return {
    found: found.size,
    added,
    ...(await removeOrHold(departures, deps)),
    failures: read.flatMap(({ name: account, failures }) => failures.map((failure) => ({ account, ...failure }))),
  };
}

/** @returns whether the domain was not watched before */
async function take(
  { name, view, before }: { readonly name: string; readonly view: ZoneView; readonly before: ZoneView | undefined },
  read: readonly ReadAccount[],
  deps: FollowZonesDeps,
): Promise<boolean> {
  const isNew = (await watchDomains([name], ZONES, deps)).length > 0;
  // Its own zone could not be read this time: one of the same name elsewhere takes nothing from it.
  if (before === undefined || before.zoneId === view.zoneId || isGone(before, read))
    await deps.store.setZone(name, view);
  return isNew;
}

/** The zone that counts for each domain: the nearest one that the world is sent to. */
async function chosen(
  read: readonly ReadAccount[],
  { nameServersOf }: FollowZonesDeps,
): Promise<ReadonlyMap<string, ZoneView>> {
  const byDomain = new Map<string, ZoneView[]>();
  for (const { domain, view } of read.flatMap(({ found }) => found))
    byDomain.set(domain, [...(byDomain.get(domain) ?? []), view]);
  const asked = new Map<string, Promise<readonly string[] | undefined>>();
  const serversOf = (zone: string): Promise<readonly string[] | undefined> => {
    if (!asked.has(zone)) asked.set(zone, nameServersOf?.(zone) ?? Promise.resolve(undefined));
    return asked.get(zone) as Promise<readonly string[] | undefined>;
  };
  const choices = await Promise.all(
    [...byDomain].map(async ([domain, views]) => [domain, await nearest(views, serversOf)] as const),
  );
  return new Map(choices.flatMap(([domain, view]) => (view === undefined ? [] : [[domain, view] as const])));
}

async function nearest(
  views: readonly ZoneView[],
  serversOf: (zone: string) => Promise<readonly string[] | undefined>,
): Promise<ZoneView | undefined> {
  const sorted = [...views].sort((a, b) => b.zone.length - a.zone.length || (a.zoneId < b.zoneId ? -1 : 1));
  if (sorted.length < 2) return sorted[0];
  for (const view of sorted) {
    const servers = await serversOf(view.zone);
    if (servers === undefined) return view;
    if (view.nameServers.some((server) => servers.includes(server))) return view;
  }
  return sorted[0];
}

/** Whether it is known that the domain is in this zone no more, or that nobody wants to know. */
function isGone({ account, zoneId }: ZoneView, read: readonly ReadAccount[]): boolean {
  const now = read.find(({ name }) => name === account);
  if (now === undefined) return true;
  return now.readZones.has(zoneId) || (now.zoneIds !== undefined && !now.zoneIds.has(zoneId));
}
