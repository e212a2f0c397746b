import * as z from 'zod';
import { INDEXES } from '../contract/table';
import { overFrom } from '../core/alerting';
import type { Silence } from '../core/model';
import { SILENCE_PURPOSES } from '../core/model';
import type { SilenceStore } from '../monitor/ports';
import type { StorageContext } from './context';
import { follows } from './expressions';
import { decode, encode, expiry, hasExpired, type Entity, type Item } from './item';
import { listedAt, SILENCES, silenceKey, silencesPartition, timeBound } from './keys';
import { indexed, indexPage } from './listing';
import { pack } from './packed';
import { anObject, packedAs } from './shapes';

const shape = z.object({ silence: packedAs<Silence>(anObject) });
const silenceEntity: Entity<typeof shape> = { type: 'silence', schema: 1, shape };
export const readSilence = (item: Item): Silence => decode(silenceEntity, item).silence;

export function silenceStore({ table, clock, retention, quarantine }: StorageContext): SilenceStore {
  const { listing, work } = INDEXES;

  const silenceItem = (silence: Silence): Item => {
    const over = overFrom(silence);
    return {
      ...encode(silenceEntity, silenceKey(silence.id), { silence: pack(silence) }),
      version: silence.version,
      [listing.partition]: silencesPartition(silence.purpose),
      [listing.sort]: listedAt(silence.at, silence.id),
      [work.partition]: SILENCES,
      [work.sort]: `${timeBound(over)}#${silence.id}`,
      ...(over < Infinity && { ttl: expiry(over, retention.alerts, clock) }),
    };
  };

  return {
    async silence(id) {
      const item = await table.get(silenceKey(id));
      return item && !hasExpired(item, clock.now()) ? quarantine.read(item, readSilence) : undefined;
    },

    async writeSilence(next) {
      return table.putIf(silenceItem(next), follows(next));
    },

    async *silencesNotOver(at) {
      const range = { partition: SILENCES, from: timeBound(at + 1), to: ':', now: clock.now() };
      for await (const { item } of indexed(table, work, range)) yield* await quarantine.all([item], readSilence);
    },

    async silences({ purpose, ...range }) {
      const partitions = (purpose ? [purpose] : SILENCE_PURPOSES).map(silencesPartition);
      return indexPage(table, {
        scope: `silences ${purpose ?? ''}`,
        partitions,
        range,
        now: clock.now(),
        decode: readSilence,
        quarantine,
      });
    },
  };
}
