import * as z from 'zod';
import { INDEXES } from '../contract/table';
import { targetId, type MonitorEvent, type Target } from '../core/model';
import { exactEvent, keptEvent } from '../core/verdict';
import type { HistoryStore } from '../monitor/ports';
import { checkItem, readCheck } from './check-item';
import type { StorageContext } from './context';
import { decode, encode, expiry, keyOf, reader, type Entity, type Item } from './item';
import { CHECK_PREFIX, EVENT_PREFIX, eventKey, EVENTS, listedAt, printKey, targetPartition } from './keys';
import { knownEvent } from './known';
import { indexPage, targetPage } from './listing';
import { pack } from './packed';
import { anObject, packedAs } from './shapes';

const shape = z.object({ event: packedAs<MonitorEvent>(anObject) });
const eventEntity: Entity<typeof shape> = { type: 'event', schema: 1, shape };
export const readEvent = reader((item): MonitorEvent =>
  knownEvent(exactEvent(decode(eventEntity, item).event), printKey(keyOf(item))),
);

export function historyStore({ table, clock, retention, quarantine }: StorageContext): HistoryStore {
  const checks: HistoryStore['checks'] = (target, range) =>
    targetPage(table, {
      scope: `checks ${targetId(target)}`,
      partition: targetPartition(target),
      prefix: CHECK_PREFIX,
      range,
      now: clock.now(),
      decode: readCheck,
      quarantine,
    });

  const eventItem = (event: MonitorEvent): Item =>
    encode(eventEntity, eventKey(event.target, event.at, event.id), {
      event: pack(keptEvent(event)),
      kind: event.type,
      [INDEXES.listing.partition]: EVENTS,
      [INDEXES.listing.sort]: listedAt(event.at, event.id),
      ttl: expiry(event.at, retention.events, clock),
    } as z.input<typeof shape>);

  return {
    async putChecks(records) {
      await table.writeMany(records.map((record) => checkItem(record, expiry(record.at, retention.checks, clock))));
    },

    checks,

    async latestCheck(target: Target) {
      return (await checks(target, { until: clock.now(), limit: 1 })).items[0];
    },

    async putEvents(events) {
      await table.writeMany(events.map(eventItem));
    },

    async events(range) {
      return indexPage(table, {
        scope: 'events',
        partitions: [EVENTS],
        range,
        now: clock.now(),
        decode: readEvent,
        quarantine,
      });
    },

    async eventsOf(target, range) {
      return targetPage(table, {
        scope: `events ${targetId(target)}`,
        partition: targetPartition(target),
        prefix: EVENT_PREFIX,
        range,
        now: clock.now(),
        decode: readEvent,
        quarantine,
      });
    },
  };
}
