import type { AlertPolicy } from '../core/alerting';
import { alertIdOf, applyEvent } from '../core/alerting';
import type { EventType, MonitorEvent, Target } from '../core/model';
import { domainTarget } from '../core/model';
import type { AssessStore } from './assess';
import { assessDomain, showVerdict } from './assess';
import type { ImpactStore } from './impact';
import { impactOf } from './impact';
import type { EdgeStore } from './mx-edges';
import { syncMxHosts } from './mx-edges';
import type { AlertStore, Clock, HistoryStore, StateStore } from './ports';
import { orLeave } from './or-leave';
import { untilWritten } from './retry';
import { rememberedHosts } from './standing';

export type PublishStore = StateStore &
  ImpactStore &
  EdgeStore &
  AssessStore &
  Pick<HistoryStore, 'putEvents'> &
  Pick<AlertStore, 'alert' | 'writeAlert'>;

export interface PublishDeps {
  readonly store: PublishStore;
  readonly clock: Clock;
  readonly policy: AlertPolicy;
}

const CHANGES_EDGES: readonly EventType[] = ['target-added', 'target-removed', 'mx-set-changed'];
const CHANGES_VERDICTS: readonly EventType[] = [
  'target-added',
  'finding-opened',
  'finding-escalated',
  'finding-resolved',
  'addresses-changed',
];

/**
 * Carries the events of a target's outbox to the history, to its alerts and to what depends on them, and then takes
 * them off. Each step can be repeated: after a crash anywhere the whole is done again and nothing is doubled.
 * @returns how many events were published
 */
export async function publish(target: Target, deps: PublishDeps): Promise<number> {
  let published = 0;
  for (let events = await outbox(target, deps); events.length > 0; events = await outbox(target, deps)) {
    await deps.store.putEvents(events);
    for (const event of events) await applyToAlert(event, deps);
    await carryOn(target, new Set(events.map(({ type }) => type)), deps);
    await deps.store.acknowledgeEvents(
      target,
      events.map(({ id }) => id),
    );
    published += events.length;
  }
  return published;
}

/** So many targets that fail one after the other, and the fault is the store's. */
const MOST_FAILURES = 5;

/**
 * Publishes what a crash left behind, of all targets. One that cannot be read is left out, and one that fails is told at
 * the end: neither keeps the others from being published.
 * @returns how many events
 * @throws the first failure
 */
export async function publishPending(deps: PublishDeps): Promise<number> {
  const targets: Target[] = [];
  for await (const target of deps.store.targetsWithOutbox()) targets.push(target);
  const failures: unknown[] = [];
  let published = 0;
  for (const target of targets) {
    try {
      published += await orLeave(() => publish(target, deps), 0);
    } catch (error) {
      if (failures.push(error) >= MOST_FAILURES) break;
    }
  }
  if (failures.length > 0) throw failures[0];
  return published;
}

const outbox = async (target: Target, { store }: PublishDeps): Promise<readonly MonitorEvent[]> =>
  (await store.readState(target))?.outbox ?? [];

async function applyToAlert(event: MonitorEvent, { store, clock, policy }: PublishDeps): Promise<void> {
  const id = alertIdOf(event);
  if (id === undefined) return;
  await untilWritten(`The alert ${id}`, async () => {
    const alert = await orLeave(() => store.alert(id), 'unreadable' as const);
    // Whoever can read it is alerted by it already.
    if (alert === 'unreadable') return true;
    // The impact is the costly part, so it is asked for only when the event is news.
    if (alert?.notices.some((notice) => notice.id === event.id)) return true;
    const cause = 'finding' in event ? event.finding : event;
    const next = applyEvent(alert, event, await impactOf(store, event.target, cause, clock.now()), policy);
    return next === undefined || (await store.writeAlert(next)) === 'written' ? true : undefined;
  });
}

/** Brings in line what is derived from the state: edges, verdicts, the directory. */
async function carryOn(target: Target, types: ReadonlySet<EventType>, deps: PublishDeps): Promise<void> {
  const { store, clock } = deps;
  if (target.type === 'domain') {
    if (CHANGES_EDGES.some((type) => types.has(type))) await syncMxHosts(store, target.name, clock.now());
    if (types.has('verdict-changed')) await showVerdict(store, target.name);
  } else if (CHANGES_VERDICTS.some((type) => types.has(type))) await assessDependents(target.name, deps);
}

/** Remembers the verdict of each domain that names the MX host, and publishes those that changed. */
export async function assessDependents(host: string, deps: PublishDeps): Promise<void> {
  const readHosts = rememberedHosts(deps.store);
  for await (const domain of deps.store.domainsOf(host)) {
    await orLeave(async () => {
      const { changed } = await assessDomain(deps.store, domain, deps.clock.now(), { readHosts });
      if (changed) await publish(domainTarget(domain), deps);
    }, undefined);
  }
}
