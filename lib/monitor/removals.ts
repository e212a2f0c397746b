import { forEachAtOnce } from '../core/at-once';
import { confirmationOf, isBraked, recentOf, withRecent } from '../core/removal/brake';
import { nextVersion } from '../core/model';
import type { CoverageNotice, DomainEntry, RemovalLedger } from '../core/model';
import { changeCoverage, noteCoverage } from './note-coverage';
import type { AlertStore, DirectoryStore } from './ports';
import type { PublishDeps } from './publish';
import { untilWritten } from './retry';
import { unwatchDomain } from './unwatch';

const AT_ONCE = 25;
/** Names in the alert. */
const NAMED = 5;

export type RemovalDeps = PublishDeps & {
  readonly store: DirectoryStore & Pick<AlertStore, 'openAlerts' | 'alert' | 'writeAlert'>;
  /** Confirms the removal of just the held names that it stands for: see {@link confirmationOf}. */
  readonly confirmation?: string | undefined;
};

export interface Removed {
  readonly removed: number;
  /** How many are watched although they left their list, until the removal is confirmed. */
  readonly held: number;
}

/** What becomes of the entries of the directory, by those who follow a list: filled by one reading of all of them. */
export class Departures {
  private readonly watched = new Map<string, number>();
  readonly leaving: DomainEntry[] = [];
  /** Held, and on their list again. */
  readonly back: DomainEntry[] = [];
  /** Held, and another list's. */
  readonly others: DomainEntry[] = [];

  /** @param fate `unknown`: another list decides, or it could not be read */
  see(entry: DomainEntry, fate: 'stays' | 'leaves' | 'unknown'): void {
    this.watched.set(entry.source, this.watchedOf(entry.source) + 1);
    if (fate === 'leaves') this.leaving.push(entry);
    else if (entry.heldSince !== undefined) (fate === 'stays' ? this.back : this.others).push(entry);
  }

  watchedOf(source: string): number {
    return this.watched.get(source) ?? 0;
  }
}

/**
 * Unwatches what has left its list, or holds it: names that leave in a number that looks like a slip stay watched, and
 * people are alerted, until the removal is confirmed or the names are back. What is held once goes by a confirmation
 * alone. Once more is harmless; what a crash leaves undone is done by the next call.
 */
export async function removeOrHold(departures: Departures, deps: RemovalDeps): Promise<Removed> {
  const { store, clock } = deps;
  await each(departures.back, ({ name }) => store.release(name));
  const ledger = await confirmed(await store.removalLedger(), departures, deps);
  const isConfirmed = ({ heldSince }: DomainEntry): boolean =>
    heldSince !== undefined && heldSince <= (ledger.confirmedUpTo ?? -1);
  const waiting = departures.leaving.filter((entry) => !isConfirmed(entry));
  const { go, hold } = judge(waiting, departures, ledger.recent, clock.now());
  const since = Math.max(clock.now(), (ledger.confirmedUpTo ?? -1) + 1);
  await each(hold, ({ name }) => store.hold(name, since));
  const held = [
    ...waiting.filter(({ heldSince }) => heldSince !== undefined),
    ...hold,
    ...departures.others.filter((entry) => !isConfirmed(entry)),
  ];
  // Before anything goes: what is held is told even if what goes takes too long for this process.
  if (held.length > 0 && held.length !== ledger.alerted) await alertHeld(held, deps);
  let removed = 0;
  for (const { name } of [...departures.leaving.filter(isConfirmed), ...go])
    removed += (await unwatchDomain(name, deps)) ? 1 : 0;
  if (go.length > 0) await countRecent(go, deps);
  if (held.length === 0 && ledger.alerted > 0) await alertHeld([], deps);
  return { removed, held: held.length };
}

/** Ends the alert when nothing is held any longer, as after a removal by hand; costs one read while there is no alert. */
export async function endHeldAlert(deps: RemovalDeps): Promise<void> {
  if ((await deps.store.removalLedger()).alerted === 0) return;
  for await (const { heldSince } of deps.store.domains()) if (heldSince !== undefined) return;
  await alertHeld([], deps);
}

/** All held names, of whatever list. */
export async function heldDomains(store: Pick<DirectoryStore, 'domains'>): Promise<readonly DomainEntry[]> {
  const held: DomainEntry[] = [];
  for await (const entry of store.domains()) if (entry.heldSince !== undefined) held.push(entry);
  return held;
}

/**
 * Confirms the removal of held names, and unwatches them. The confirmation is stored first, so that a crash in between
 * leaves the rest to whoever follows the lists.
 */
export async function removeHeld(held: readonly DomainEntry[], deps: RemovalDeps): Promise<void> {
  await storeConfirmation(held, deps);
  for (const { name } of held) await unwatchDomain(name, deps);
}

/** Stores the confirmation if it stands for all that is held. */
async function confirmed(
  ledger: RemovalLedger,
  { leaving, others }: Departures,
  deps: RemovalDeps,
): Promise<RemovalLedger> {
  const held = [...leaving, ...others].filter(({ heldSince = -1 }) => heldSince > (ledger.confirmedUpTo ?? -1));
  if (held.length === 0 || deps.confirmation !== confirmationOf(held)) return ledger;
  return storeConfirmation(held, deps);
}

const storeConfirmation = (held: readonly DomainEntry[], { store }: RemovalDeps): Promise<RemovalLedger> =>
  update(store, (ledger) => ({
    ...ledger,
    confirmedUpTo: held.reduce((last, { heldSince = -1 }) => Math.max(last, heldSince), ledger.confirmedUpTo ?? -1),
  }));

/** Judges each source by itself: few zones that all vanish are a slip beside however long a list. */
function judge(
  waiting: readonly DomainEntry[],
  departures: Departures,
  recent: RemovalLedger['recent'],
  now: number,
): { readonly go: readonly DomainEntry[]; readonly hold: readonly DomainEntry[] } {
  const [go, hold]: [DomainEntry[], DomainEntry[]] = [[], []];
  for (const source of new Set(waiting.map((entry) => entry.source))) {
    const leaving = waiting.filter((entry) => entry.source === source);
    const watched = departures.watchedOf(source);
    const isHeld = isBraked({ watched, leaving: leaving.length, recent: recentOf(recent, source, now) });
    (isHeld ? hold : go).push(...leaving.filter(({ heldSince }) => heldSince === undefined));
  }
  return { go, hold };
}

const countRecent = (gone: readonly DomainEntry[], { store, clock }: RemovalDeps): Promise<RemovalLedger> =>
  update(store, (ledger) => ({
    ...ledger,
    recent: [...new Set(gone.map(({ source }) => source))].reduce(
      (recent, source) =>
        withRecent(recent, source, gone.filter((entry) => entry.source === source).length, clock.now()),
      ledger.recent,
    ),
  }));

/** Alerts people of what is held, again when more names are, or that nothing is held any longer; fewer are no news. */
async function alertHeld(held: readonly DomainEntry[], { store, clock, policy }: RemovalDeps): Promise<void> {
  const sample = held.slice(0, NAMED).map(({ name }) => name);
  const more = held.length - sample.length;
  const detail = `${sample.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const coverage: CoverageNotice = { kind: 'removals-held', targets: held.length, detail };
  const now = clock.now();
  await noteCoverage(
    {
      report: () => (held.length === 0 ? [] : [coverage]),
      isOver: (kind) => kind === 'removals-held' && held.length === 0,
    },
    { store, at: now, policy },
  );
  if (held.length > 0)
    await changeCoverage(coverage, { store, at: now, policy, isNews: ({ targets }) => targets < coverage.targets });
  await update(store, (ledger) => ({ ...ledger, alerted: held.length }));
}

const update = (store: DirectoryStore, change: (ledger: RemovalLedger) => RemovalLedger): Promise<RemovalLedger> =>
  untilWritten('The record of removals', async () => {
    const ledger = await store.removalLedger();
    const next = { ...change(ledger), version: nextVersion(ledger) };
    return (await store.writeRemovalLedger(next)) === 'written' ? next : undefined;
  });

/** One that fails keeps none of the others from being done. @throws the first failure */
async function each(entries: readonly DomainEntry[], act: (entry: DomainEntry) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  await forEachAtOnce(entries, AT_ONCE, (entry) => act(entry).catch((error: unknown) => failures.push(error)));
  if (failures.length > 0) throw failures[0];
}
