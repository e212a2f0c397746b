import * as z from 'zod';
import type { DomainEntry, VerdictName, ZoneView } from '../core/model';
import { COMPARED_TYPES } from '../core/model';
import { exactVerdict, isKeptForOthers, keptVerdict } from '../core/verdict';
import type { DirectoryStore } from '../monitor/ports';
import type { StorageContext } from './context';
import { makeCursor, readPosition } from './cursor';
import { decode, encode, keyOf, type Entity, type Item } from './item';
import { domainKey, DOMAINS } from './keys';
import { pageLimit } from './listing';
import { NEW, type Condition } from './expressions';

type DomainStore = Pick<
  DirectoryStore,
  | 'domain'
  | 'domains'
  | 'domainsPage'
  | 'addDomain'
  | 'removeDomain'
  | 'setVerdict'
  | 'setSource'
  | 'setZone'
  | 'hold'
  | 'release'
  | 'adoptHeld'
>;

/** Names are ASCII: this follows all that begin with a prefix. */
const AFTER_NAMES = '~';

/** Octets; no domain name is longer, and DynamoDB takes no prefix that is much longer. */
const LONGEST_NAME = 255;

const zoneShape = z.object({
  zone: z.string(),
  zoneId: z.string(),
  account: z.string(),
  readAt: z.number(),
  nameServers: z.array(z.string()),
  negativeTtl: z.number(),
  intended: z.array(
    z.object({
      name: z.string(),
      type: z.enum(COMPARED_TYPES),
      ttl: z.number(),
      records: z.array(z.string()),
      cname: z.string().exactOptional(),
    }),
  ),
});

const shape = z.object({
  source: z.string(),
  addedAt: z.number(),
  verdict: z.string().optional(),
  exactVerdict: z.string().optional(),
  verdictSince: z.number().optional(),
  reasons: z.array(z.string()).optional(),
  heldSince: z.number().optional(),
  zone: zoneShape.optional(),
});
const domainEntity: Entity<typeof shape> = { type: 'domain', schema: 1, shape };

export const readDomainEntry = (item: Item): DomainEntry => {
  const {
    source,
    addedAt,
    verdict,
    exactVerdict: exact,
    verdictSince,
    reasons,
    heldSince,
    zone,
  } = decode(domainEntity, item);
  return {
    name: keyOf(item).sk,
    source,
    addedAt,
    ...(verdict !== undefined && { verdict: exactVerdict(verdict, exact) }),
    ...(verdictSince !== undefined && { verdictSince }),
    ...(reasons && { reasons }),
    ...(heldSince !== undefined && { heldSince }),
    ...(zone && { zone }),
  };
};

/** That a row shows this verdict, or none yet. */
function showing(expected: VerdictName | undefined): Condition {
  if (expected === undefined) return { expression: 'attribute_exists(#pk) AND attribute_not_exists(#verdict)' };
  const { verdict, exactVerdict: exact } = keptVerdict(expected);
  if (exact !== undefined)
    return { expression: '#verdict = :shown AND #exactVerdict = :exact', values: { shown: verdict, exact } };
  return isKeptForOthers(expected)
    ? { expression: '#verdict = :shown AND attribute_not_exists(#exactVerdict)', values: { shown: verdict } }
    : { expression: '#verdict = :shown', values: { shown: verdict } };
}

const HELD: Condition = { expression: 'attribute_exists(#heldSince)' };

const zoneItem = (zone: ZoneView): z.input<typeof zoneShape> => ({
  ...zone,
  nameServers: [...zone.nameServers],
  intended: zone.intended.map((one) => ({ ...one, records: [...one.records] })),
});

export function domainStore(
  { table, quarantine }: StorageContext,
  clearMxHosts: (domain: string) => Promise<void>,
): DomainStore {
  return {
    async domain(name) {
      const item = await table.get(domainKey(name));
      return item && quarantine.read(item, readDomainEntry);
    },

    async *domains() {
      for await (const page of table.query({ partition: DOMAINS, from: '!', to: AFTER_NAMES, consistent: true }))
        yield* await quarantine.all(page, readDomainEntry);
    },

    async domainsPage({ prefix = '', limit, cursor }) {
      const scope = `domains ${prefix}`;
      const size = pageLimit(limit);
      if (Buffer.byteLength(prefix) > LONGEST_NAME) return { items: [] };
      const after = cursor === undefined ? '' : readPosition(scope, cursor);
      const from = after > prefix ? after : prefix || '!';
      const items: DomainEntry[] = [];
      for await (const page of table.query({ partition: DOMAINS, from, to: prefix + AFTER_NAMES, limit: size + 2 })) {
        for (const entry of await quarantine.all(page, readDomainEntry)) {
          if (entry.name === after) continue;
          if (items.length === size) return { items, cursor: makeCursor(scope, items[size - 1]?.name ?? '') };
          items.push(entry);
        }
      }
      return { items };
    },

    async addDomain({ name, reasons, verdict, zone, ...entry }) {
      const attributes = {
        ...entry,
        ...(verdict && keptVerdict(verdict)),
        ...(reasons && { reasons: [...reasons] }),
        ...(zone && { zone: zoneItem(zone) }),
      };
      return (await table.putIf(encode(domainEntity, domainKey(name), attributes), NEW)) === 'written';
    },

    async removeDomain(name) {
      if (!(await table.get(domainKey(name)))) return false;
      // The hosts first: when this is cut short, the domain is still there to be removed again.
      await clearMxHosts(name);
      return table.delete(domainKey(name));
    },

    async setVerdict(name, expected, { verdict, verdictSince, reasons }) {
      const kept = keptVerdict(verdict);
      const exact = kept.exactVerdict === undefined ? ' REMOVE #exactVerdict' : ', #exactVerdict = :exactVerdict';
      return table.updateIf(
        domainKey(name),
        `SET #verdict = :verdict, #verdictSince = :verdictSince, #reasons = :reasons${exact}`,
        { ...kept, verdictSince, reasons },
        showing(expected),
      );
    },

    async setSource(name, expected, next) {
      return table.updateIf(
        domainKey(name),
        'SET #source = :source REMOVE #heldSince',
        { source: next },
        { expression: '#source = :expected', values: { expected } },
      );
    },

    async hold(name, since) {
      return table.updateIf(
        domainKey(name),
        'SET #heldSince = :heldSince',
        { heldSince: since },
        { expression: 'attribute_exists(#pk) AND attribute_not_exists(#heldSince)' },
      );
    },

    async release(name) {
      return table.updateIf(
        domainKey(name),
        'SET #schema = :schema REMOVE #heldSince',
        { schema: domainEntity.schema },
        HELD,
      );
    },

    async adoptHeld(name, source) {
      return table.updateIf(domainKey(name), 'SET #source = :source REMOVE #heldSince', { source }, HELD);
    },

    async setZone(name, zone) {
      const there: Condition = { expression: 'attribute_exists(#pk)' };
      if (zone === undefined)
        return table.updateIf(
          domainKey(name),
          'SET #schema = :schema REMOVE #zone',
          { schema: domainEntity.schema },
          there,
        );
      return table.updateIf(domainKey(name), 'SET #zone = :zone', { zone: zoneItem(zone) }, there);
    },
  };
}
