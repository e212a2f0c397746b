import type {
  Alert,
  Archived,
  ArchivedType,
  ArchivedValues,
  DomainEntry,
  Silence,
  TargetState,
} from '../../core/model';
import { targetId, nextVersion } from '../../core/model';
import { mapInOrder } from '../in-order';
import type { Store, WriteOutcome } from '../ports';
import { untilWritten } from '../retry';

const AT_ONCE = 16;

/** Brings things of an export into the store, each only if it is not there, or older there. */
export async function takeOver(things: readonly Archived[], store: Store): Promise<void> {
  await store.putChecks(of(things, 'check'));
  await store.putEvents(of(things, 'event'));
  await store.putCertificates(of(things, 'certificate'));
  const others = things.filter(({ type }) => type !== 'check' && type !== 'event' && type !== 'certificate');
  const work = mapInOrder(others, AT_ONCE, (thing) => takeOne(thing, store));
  while ((await work.next()).done !== true);
}

const of = <T extends ArchivedType>(things: readonly Archived[], type: T): ArchivedValues[T][] =>
  things.flatMap((thing) => (thing.type === type ? [thing.value as ArchivedValues[T]] : []));

async function takeOne(thing: Archived, store: Store): Promise<void> {
  switch (thing.type) {
    case 'domain':
      return takeDomain(thing.value, store);
    case 'mx-set':
      if ((await store.mxHostsOf(thing.value.domain)).length === 0)
        await store.setMxHosts(thing.value.domain, thing.value.hosts);
      return;
    case 'policy':
      return store.putPolicyBody(thing.value.sha256, thing.value.body);
    case 'run':
      await store.beginRun(thing.value);
      return;
    case 'state':
      return takeNewer<TargetState>({
        what: `The state of ${targetId(thing.value.target)}`,
        value: thing.value,
        changedAt: (stored) => stored.observedAt,
        read: () => store.readState(thing.value.target),
        write: (next) => store.writeState(next),
      });
    case 'alert':
      return takeNewer<Alert>({
        what: `The alert ${thing.value.id}`,
        value: thing.value,
        changedAt: lastChangeOfAlert,
        read: () => store.alert(thing.value.id),
        write: (next) => store.writeAlert(next),
      });
    case 'silence':
      return takeNewer<Silence>({
        what: `The silence ${thing.value.id}`,
        value: thing.value,
        changedAt: ({ at, lifted }) => lifted?.at ?? at,
        read: () => store.silence(thing.value.id),
        write: (next) => store.writeSilence(next),
      });
    case 'check':
    case 'event':
    case 'certificate':
  }
}

/** A verdict is taken over where none is known; otherwise the looks here know better. */
async function takeDomain(entry: DomainEntry, store: Store): Promise<void> {
  if (await store.addDomain(entry)) return;
  const { name, verdict, verdictSince, reasons = [] } = entry;
  if (verdict !== undefined && verdictSince !== undefined)
    await store.setVerdict(name, undefined, { verdict, verdictSince, reasons });
}

async function takeNewer<T extends { readonly version: number }>({
  what,
  value,
  changedAt,
  read,
  write,
}: {
  readonly what: string;
  readonly value: Omit<T, 'version'>;
  readonly changedAt: (value: Omit<T, 'version'>) => number;
  readonly read: () => Promise<T | undefined>;
  readonly write: (next: T) => Promise<WriteOutcome>;
}): Promise<void> {
  await untilWritten(what, async (n) => {
    const stored = await read();
    // What is there and not shown has outlived its retention: so has this.
    if (stored === undefined && n > 0) return true;
    if (stored !== undefined && changedAt(stored) >= changedAt(value)) return true;
    return (await write({ ...value, version: nextVersion(stored) } as T)) === 'written' ? true : undefined;
  });
}

/** When something last happened to it that is on record. */
function lastChangeOfAlert({
  openedAt,
  resolvedAt = 0,
  notices,
  acknowledgements = [],
}: Omit<Alert, 'version'>): number {
  return Math.max(
    openedAt,
    resolvedAt,
    ...notices.map(({ at }) => at),
    ...acknowledgements.flatMap(({ at, ended }) => [at, ended?.at ?? 0]),
  );
}
