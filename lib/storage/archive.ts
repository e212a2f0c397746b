import type { Archived, DomainEntry } from '../core/model';
import type { ArchiveStore, UnreadableStore } from '../monitor/ports';
import { readAgent } from './agents';
import { readAlert } from './alerts';
import { readCheck } from './check-item';
import type { StorageContext } from './context';
import { readDelivery } from './deliveries';
import { readDomainEntry } from './directory';
import { readCertificate, readPolicy } from './evidence';
import { NewerContentError } from './errors';
import { readEvent } from './history';
import { hasExpired, keyOf, type Item } from './item';
import { printKey } from './keys';
import { readMxSet } from './mx-hosts';
import { readRun } from './runs';
import { readSilence } from './silences';
import { readState } from './states';

/** Types of items that are not in an export: what they say follows from others, or is of the moment. */
const LEFT_OUT: ReadonlySet<unknown> = new Set([
  'mx-edge',
  'mx-host',
  'delivery',
  'agent',
  'jobs',
  'clock',
  'removals',
  'unreadable',
  'turn',
]);

function unversioned<T extends { readonly version: number }>(value: T): Omit<T, 'version'> {
  const { version: ignored, ...rest } = value;
  void ignored;
  return rest;
}

/** What is held is held by the list that it left, which stays behind. */
function unheld(item: Item): DomainEntry {
  const { heldSince: ignored, ...entry } = readDomainEntry(item);
  void ignored;
  return entry;
}

const READERS: { readonly [T in Archived['type']]: (item: Item) => Extract<Archived, { readonly type: T }>['value'] } =
  {
    domain: unheld,
    'mx-set': readMxSet,
    state: (item) => unversioned(readState(item)),
    check: readCheck,
    event: readEvent,
    policy: readPolicy,
    certificate: readCertificate,
    run: readRun,
    alert: (item) => unversioned(readAlert(item)),
    silence: (item) => unversioned(readSilence(item)),
  };

/** By a scan of the table. @throws NewerFormatError, NewerContentError, CorruptItemError for an item that cannot be read: an export lacks nothing in silence */
export function archiveStore({ table, clock, quarantine }: StorageContext): ArchiveStore & UnreadableStore {
  return {
    unreadable: () =>
      quarantine.still((type) => ({ ...READERS, delivery: readDelivery, agent: readAgent })[type as Archived['type']]),

    async *everything() {
      for await (const page of table.scan()) {
        for (const item of page) if (!LEFT_OUT.has(item.type) && !hasExpired(item, clock.now())) yield archived(item);
      }
    },
  };
}

function archived(item: Item): Archived {
  const type = String(item.type) as Archived['type'];
  const read: ((item: Item) => Archived['value']) | undefined = Object.hasOwn(READERS, type)
    ? READERS[type]
    : undefined;
  if (read === undefined) throw new NewerContentError(printKey(keyOf(item)), `the type ${JSON.stringify(item.type)}`);
  return { type, value: read(item) } as Archived;
}
