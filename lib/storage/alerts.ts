import * as z from 'zod';
import { INDEXES } from '../contract/table';
import { targetId, type Alert } from '../core/model';
import type { AlertStore } from '../monitor/ports';
import type { StorageContext } from './context';
import { decode, encode, expiry, hasExpired, keyOf, reader, type Entity, type Item } from './item';
import { alertKey, alertsPartition, listedAt, printKey, UNTOLD } from './keys';
import { knownAlert } from './known';
import { indexed, indexPage } from './listing';
import { pack } from './packed';
import { anObject, packedAs } from './shapes';
import { follows } from './expressions';

type AlertsOnly = Pick<AlertStore, 'alert' | 'writeAlert' | 'openAlerts' | 'alerts' | 'alertsToTell'>;

const STATUSES = ['open', 'resolved', 'told'] as const satisfies readonly Alert['status'][];

const shape = z.object({ alert: packedAs<Alert>(anObject) });
const alertEntity: Entity<typeof shape> = { type: 'alert', schema: 1, shape };
export const readAlert = reader((item): Alert => knownAlert(decode(alertEntity, item).alert, printKey(keyOf(item))));

/** The channels that are to tell a notice of the alert and have not. */
const waitingChannels = (alert: Alert): Set<string> =>
  new Set(
    alert.notices.flatMap(({ channels, deliveredTo }) => channels.filter((channel) => !deliveredTo.includes(channel))),
  );

export function alertStore({ table, clock, retention, quarantine }: StorageContext): AlertsOnly {
  const { listing, work } = INDEXES;

  const alertItem = (alert: Alert): Item => ({
    ...encode(alertEntity, alertKey(alert.id), { alert: pack(alert) }),
    version: alert.version,
    status: alert.status,
    severity: alert.severity,
    ...(alert.subject && { subject: targetId(alert.subject) }),
    [listing.partition]: alertsPartition(alert.status),
    [listing.sort]: listedAt(alert.openedAt, alert.id),
    ...(waitingChannels(alert).size > 0 && {
      [work.partition]: UNTOLD,
      [work.sort]: listedAt(alert.openedAt, alert.id),
    }),
    ...(alert.status !== 'open' && { ttl: expiry(alert.resolvedAt ?? alert.openedAt, retention.alerts, clock) }),
  });

  return {
    async alert(id) {
      const item = await table.get(alertKey(id));
      return item && !hasExpired(item, clock.now()) ? quarantine.read(item, readAlert) : undefined;
    },

    async writeAlert(next) {
      return table.putIf(alertItem(next), follows(next));
    },

    async *openAlerts() {
      const all = { partition: alertsPartition('open'), from: '0', to: ':', now: clock.now() };
      for await (const { item } of indexed(table, listing, all)) yield* await quarantine.all([item], readAlert);
    },

    async alerts({ status, ...range }) {
      const partitions = (status ? [status] : STATUSES).map(alertsPartition);
      return indexPage(table, {
        scope: `alerts ${status ?? ''}`,
        partitions,
        range,
        now: clock.now(),
        decode: readAlert,
        quarantine,
      });
    },

    async *alertsToTell(channels) {
      for await (const { item } of indexed(table, work, { partition: UNTOLD, from: '0', to: ':', now: clock.now() })) {
        for (const alert of await quarantine.all([item], readAlert)) {
          const waiting = waitingChannels(alert);
          if (channels.some((channel) => waiting.has(channel))) yield alert;
        }
      }
    },
  };
}
