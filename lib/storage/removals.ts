import * as z from 'zod';
import type { RemovalLedger } from '../core/model';
import type { DirectoryStore } from '../monitor/ports';
import type { StorageContext } from './context';
import { follows } from './expressions';
import { decode, encode, type Entity } from './item';
import { removalsKey } from './keys';

const shape = z.object({
  version: z.number(),
  confirmedUpTo: z.number().exactOptional(),
  alerted: z.number(),
  recent: z.array(z.object({ source: z.string(), at: z.number(), count: z.number() })),
});
const removalsEntity: Entity<typeof shape> = { type: 'removals', schema: 1, shape };

const NOTHING: RemovalLedger = { version: 0, alerted: 0, recent: [] };

export function removalStore({ table }: StorageContext): Pick<DirectoryStore, 'removalLedger' | 'writeRemovalLedger'> {
  return {
    async removalLedger() {
      const item = await table.get(removalsKey());
      return item === undefined ? NOTHING : decode(removalsEntity, item);
    },

    async writeRemovalLedger(next) {
      const item = encode(removalsEntity, removalsKey(), { ...next, recent: [...next.recent] });
      return table.putIf(item, follows(next));
    },
  };
}
