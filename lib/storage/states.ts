import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { INDEXES, OUTBOX_PARTITION } from '../contract/table';
import { soonestEnd } from '../core/certificate/soonest-end';
import { parseTargetId, targetId, type MonitorEvent, type TargetState, nextVersion } from '../core/model';
import { exactCounts, keptCounts } from '../core/diff';
import { exactEvent, exactStateVerdict, keptEvent, keptStateVerdict } from '../core/verdict';
import type { StateStore } from '../monitor/ports';
import type { StorageContext } from './context';
import { StorageError } from './errors';
import { decode, envelope, keyOf, reader, type Entity } from './item';
import { CERTIFICATE_ENDS, listedAt, printKey, stateKey, timeBound } from './keys';
import { knownState } from './known';
import { pack } from './packed';
import { aList, anObject, packedAs } from './shapes';
import { itemBytes, MAX_ITEM_BYTES } from './size';
import { versionIs, follows } from './expressions';

/** Rivals for one state are few, and each of them gets through once. */
const ACKNOWLEDGE_ATTEMPTS = 20;

/** The parts of a state that are kept as JSON, each in an attribute of its own: the compiler names one that is missing here. */
type Part = Exclude<keyof TargetState, 'target' | 'version' | 'observedAt' | 'judgedBy' | 'retiredAt'>;
const PARTS = {
  facts: packedAs<TargetState['facts']>(anObject).default({}),
  certificates: packedAs<TargetState['certificates']>(anObject).default({}),
  findings: packedAs<TargetState['findings']>(anObject).default({}),
  unknown: packedAs<TargetState['unknown']>(aList).default([]),
  recurring: packedAs<NonNullable<TargetState['recurring']>>(anObject).optional(),
  verdict: packedAs<NonNullable<TargetState['verdict']>>(anObject).optional(),
  repair: packedAs<NonNullable<TargetState['repair']>>(anObject).optional(),
  outbox: packedAs<readonly MonitorEvent[]>(aList).default([]),
} satisfies Record<Part, z.ZodType>;
const PART_NAMES = Object.keys(PARTS) as Part[];

const shape = z.object({
  target: z.string(),
  version: z.number(),
  observedAt: z.number(),
  judgedBy: z.number().optional(),
  retiredAt: z.number().optional(),
  ...PARTS,
});
const stateEntity: Entity<typeof shape> = { type: 'state', schema: 1, shape };

const { partition, sort } = INDEXES.work;
const { listing } = INDEXES;

export const readState = reader((item): TargetState => {
  const { target, judgedBy, retiredAt, recurring, verdict, repair, outbox, ...rest } = decode(stateEntity, item);
  const state: TargetState = {
    target: parseTargetId(target),
    ...exactCounts(rest),
    outbox: outbox.map(exactEvent),
    ...(judgedBy !== undefined && { judgedBy }),
    ...(retiredAt !== undefined && { retiredAt }),
    ...(recurring && { recurring }),
    ...(verdict && { verdict: exactStateVerdict(verdict) }),
    ...(repair && { repair }),
  };
  return knownState(state, printKey(keyOf(item)));
});

/** `SET #a = :a, …` for what has content, `REMOVE #b, …` for what has none. */
function change(attributes: Readonly<Record<string, unknown>>, waiting: boolean, ends: boolean): string {
  const set = Object.keys(attributes).map((name) => `#${name} = :${name}`);
  const remove: string[] = ['judgedBy', 'retiredAt', ...PART_NAMES]
    .filter((name) => !(name in attributes))
    .map((name) => `#${name}`);
  // The place in the queue is kept while anything waits: it tells since when, and an index entry that never moves
  // cannot get lost between two places when the local engine is killed.
  if (waiting) set.push(`#${partition} = :queue`, `#${sort} = if_not_exists(#${sort}, :place)`);
  else remove.push(`#${partition}`, `#${sort}`);
  if (ends) set.push(`#${listing.partition} = :ends`, `#${listing.sort} = :end`);
  else remove.push(`#${listing.partition}`, `#${listing.sort}`);
  return `SET ${set.join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`;
}

export function stateStore({ table, quarantine }: StorageContext): StateStore {
  const store: StateStore = {
    async readState(target) {
      const item = await table.get(stateKey(target));
      return item && quarantine.read(item, readState);
    },

    async readStates(targets) {
      return quarantine.each(await table.getMany(targets.map(stateKey)), readState);
    },

    async writeState(next) {
      const key = stateKey(next.target);
      const attributes: Record<string, unknown> = {
        ...envelope(stateEntity),
        target: targetId(next.target),
        version: next.version,
        observedAt: next.observedAt,
      };
      if (next.judgedBy !== undefined) attributes.judgedBy = next.judgedBy;
      if (next.retiredAt !== undefined) attributes.retiredAt = next.retiredAt;
      const kept = {
        ...keptCounts(next),
        ...(next.verdict && { verdict: keptStateVerdict(next.verdict) }),
        outbox: next.outbox.map(keptEvent),
      };
      for (const name of PART_NAMES) if (Object.keys(kept[name] ?? {}).length > 0) attributes[name] = pack(kept[name]);
      const bytes = itemBytes({ ...key, ...attributes }) + INDEX_BYTES;
      if (bytes > MAX_ITEM_BYTES)
        throw new StorageError(
          `The state ${printKey(key)} would have ${bytes} bytes, and DynamoDB takes ${MAX_ITEM_BYTES} at most. It was not written.`,
        );
      const oldest = next.outbox[0];
      const end = soonestEnd(next.certificates);
      const values = {
        ...attributes,
        ...(oldest && { queue: OUTBOX_PARTITION, place: listedAt(oldest.at, targetId(next.target)) }),
        ...(end !== undefined && { ends: CERTIFICATE_ENDS, end: `${timeBound(end)}#${targetId(next.target)}` }),
      };
      return table.updateIf(key, change(attributes, oldest !== undefined, end !== undefined), values, follows(next));
    },

    async acknowledgeEvents(target, eventIds) {
      const done = new Set(eventIds);
      for (let attempt = 1; attempt <= ACKNOWLEDGE_ATTEMPTS; attempt += 1) {
        const held = await store.readState(target);
        if (!held?.outbox.some((event) => done.has(event.id))) return;
        const outbox = held.outbox.filter((event) => !done.has(event.id));
        const left = outbox.length > 0 ? { outbox: pack(outbox.map(keptEvent)) } : {};
        const expression =
          outbox.length > 0
            ? 'SET #outbox = :outbox, #version = :version'
            : `SET #version = :version REMOVE #outbox, #${partition}, #${sort}`;
        const outcome = await table.updateIf(
          stateKey(target),
          expression,
          { ...left, version: nextVersion(held) },
          versionIs(held.version),
        );
        if (outcome === 'written') return;
        await wait(Math.random() * 10 * attempt);
      }
      throw new StorageError(
        `The events of ${targetId(target)} were not acknowledged: its state changed ${ACKNOWLEDGE_ATTEMPTS} times meanwhile. They will be published again.`,
      );
    },

    async *targetsWithOutbox() {
      for await (const page of table.query({ partition: OUTBOX_PARTITION, from: '0', to: ':' }, INDEXES.work)) {
        for (const key of page) yield parseTargetId(String(key[sort]).slice(14));
      }
    },

    async deleteState(target) {
      await table.delete(stateKey(target));
    },
  };
  return store;
}

/** The index keys and the write id, which are added to the attributes: more than they ever have. */
const INDEX_BYTES = 800;
