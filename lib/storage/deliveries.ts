import * as z from 'zod';
import type { AlertMessage } from '../core/model';
import type { AlertStore } from '../monitor/ports';
import type { StorageContext } from './context';
import { decode, encode, type Entity, type Item } from './item';
import { deliveryKey } from './keys';
import { pack } from './packed';
import { aList, packedAs } from './shapes';
import { NEW, type Condition } from './expressions';

type DeliveryStore = Pick<AlertStore, 'unfinishedDelivery' | 'beginDelivery' | 'deferDelivery' | 'finishDelivery'>;

const shape = z.object({
  id: z.string(),
  channel: z.string(),
  claimedAt: z.number(),
  messages: packedAs<readonly AlertMessage[]>(aList),
  attempts: z.number(),
  notBefore: z.number().optional(),
  waitMs: z.number().optional(),
  inHand: z.boolean().optional(),
});
const deliveryEntity: Entity<typeof shape> = { type: 'delivery', schema: 1, shape };

export const readDelivery = (item: Item) => decode(deliveryEntity, item);

export function deliveryStore({ table, quarantine }: StorageContext): DeliveryStore {
  return {
    async unfinishedDelivery(channel) {
      const item = await table.get(deliveryKey(channel));
      if (!item) return undefined;
      const { notBefore, waitMs, inHand, ...delivery } = await quarantine.read(item, readDelivery);
      return {
        ...delivery,
        ...(notBefore !== undefined && { notBefore }),
        ...(waitMs !== undefined && { waitMs }),
        ...(inHand !== undefined && { inHand }),
      };
    },

    async beginDelivery({ messages, ...delivery }) {
      return table.putIf(
        encode(deliveryEntity, deliveryKey(delivery.channel), { ...delivery, messages: pack(messages) }),
        NEW,
      );
    },

    async deferDelivery({ id, channel, attempts: was }, next) {
      const asClaimed: Condition = { expression: '#id = :id AND #attempts = :was', values: { id, was } };
      return table.updateIf(
        deliveryKey(channel),
        'SET #attempts = :attempts, #notBefore = :notBefore, #waitMs = :waitMs, #inHand = :inHand',
        { ...next },
        asClaimed,
      );
    },

    async finishDelivery(delivery) {
      await table.delete(deliveryKey(delivery.channel), { expression: '#id = :id', values: { id: delivery.id } });
    },
  };
}
