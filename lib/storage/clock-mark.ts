import * as z from 'zod';
import type { ClockStore } from '../monitor/ports';
import type { StorageContext } from './context';
import { decode, encode, type Entity } from './item';
import { CLOCK_KEY } from './keys';

const shape = z.object({ at: z.number(), behindSince: z.number().optional() });
const clockEntity: Entity<typeof shape> = { type: 'clock', schema: 1, shape };

/** One item: until when the clock of whoever writes here was believed. */
export function clockStore({ table }: StorageContext): ClockStore {
  return {
    async clockMark() {
      const item = await table.get(CLOCK_KEY);
      if (!item) return undefined;
      const { at, behindSince } = decode(clockEntity, item);
      return { at, ...(behindSince !== undefined && { behindSince }) };
    },

    async setClockMark(mark) {
      await table.writeMany([encode(clockEntity, CLOCK_KEY, mark)]);
    },
  };
}
