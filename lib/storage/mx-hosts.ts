import { nextVersion } from '../core/model';
import * as z from 'zod';
import type { DirectoryStore } from '../monitor/ports';
import type { StorageContext } from './context';
import { StorageError } from './errors';
import { decode, encode, expiry, keyOf, type Entity, type Item } from './item';
import { EDGE_PREFIX, edgeKey, edgePartition, MX_HOSTS, mxHostKey, mxSetKey } from './keys';
import { VACANCY_MS } from './retention';
import { type Condition, follows } from './expressions';

type MxHostStore = Pick<DirectoryStore, 'setMxHosts' | 'mxHostsOf' | 'domainsOf' | 'mxHosts'>;
type MxHosts = Awaited<ReturnType<DirectoryStore['mxHostsOf']>>;

/** A domain is checked by one worker at a time; a second one is a repeated message. */
const ATTEMPTS = 10;

/** A host registered so lately needs no registering again; it could be forgotten after {@link VACANCY_MS} only. */
const REMEMBER_MS = 86_400_000;

/**
 * The forward item of a domain is also the journal of a change: until `settled`, edges may be missing, and those to
 * the hosts in `leaving` may still be there. Whoever changes it next finishes the work.
 */
const mxSetShape = z.object({
  version: z.number(),
  hosts: z.array(z.object({ host: z.string(), preference: z.number() })),
  leaving: z.array(z.string()).default([]),
  settled: z.boolean(),
});
type MxSet = z.output<typeof mxSetShape>;
const mxSetEntity: Entity<typeof mxSetShape> = { type: 'mx-set', schema: 1, shape: mxSetShape };

const edgeEntity: Entity<z.ZodObject> = { type: 'mx-edge', schema: 1, shape: z.object({}) };

const hostShape = z.object({ vacant: z.boolean().optional() });
const hostEntity: Entity<typeof hostShape> = { type: 'mx-host', schema: 1, shape: hostShape };

const UNSET: MxSet = { version: 0, hosts: [], leaving: [], settled: true };
const STILL_VACANT: Condition = { expression: '#vacant = :vacant', values: { vacant: true } };

/** The MX hosts that a domain names. */
export const readMxSet = (item: Item): { readonly domain: string; readonly hosts: MxHosts } => ({
  domain: keyOf(item).pk.slice('TARGET#domain/'.length),
  hosts: decode(mxSetEntity, item).hosts,
});

export function mxHostStore({ table, clock }: StorageContext): MxHostStore {
  const registered = new Map<string, number>();

  const readSet = async (domain: string): Promise<MxSet> => {
    const item = await table.get(mxSetKey(domain));
    return item ? decode(mxSetEntity, item) : UNSET;
  };

  const writeSet = (domain: string, next: MxSet) =>
    table.putIf(encode(mxSetEntity, mxSetKey(domain), next), follows(next));

  /** Edge first, host second: a host is never taken off the list between the two. */
  async function arrive(domain: string, hosts: readonly string[]): Promise<void> {
    await table.writeMany(hosts.map((host) => encode(edgeEntity, edgeKey(host, domain), {})));
    const now = clock.now();
    const fresh = hosts.filter((host) => (registered.get(host) ?? -Infinity) + REMEMBER_MS <= now);
    await table.writeMany(fresh.map((host) => encode(hostEntity, mxHostKey(host), {})));
    for (const host of fresh) registered.set(host, now);
  }

  async function leave(domain: string, hosts: readonly string[]): Promise<void> {
    await table.writeMany(
      [],
      hosts.map((host) => edgeKey(host, domain)),
    );
    for (const host of hosts) {
      if (await isNamed(host)) continue;
      // Only a doubt: a domain may name the host again at this moment. mxHosts() settles it on each reading.
      registered.delete(host);
      const ttl = expiry(clock.now(), VACANCY_MS, clock);
      await table.updateIf(
        mxHostKey(host),
        'SET #vacant = :vacant, #ttl = :ttl',
        { vacant: true, ttl },
        { expression: 'attribute_exists(#pk)' },
      );
    }
  }

  async function isNamed(host: string): Promise<boolean> {
    for await (const page of table.query({ ...edges(host), limit: 1, consistent: true })) return page.length > 0;
    return false;
  }

  async function apply(domain: string, wanted: MxHosts, held: MxSet): Promise<boolean> {
    const names = new Set(wanted.map(({ host }) => host));
    const before = new Set(held.hosts.map(({ host }) => host));
    const leaving = [...new Set([...before, ...held.leaving])].filter((host) => !names.has(host));
    const arriving = held.settled ? [...names].filter((host) => !before.has(host)) : [...names];
    const hosts = wanted.map(({ host, preference }) => ({ host, preference }));
    const begun: MxSet = { version: nextVersion(held), hosts, leaving, settled: false };
    if ((await writeSet(domain, begun)) === 'lost-race') return false;
    await arrive(domain, arriving);
    await leave(domain, leaving);
    if ((await writeSet(domain, { ...begun, version: nextVersion(begun), leaving: [], settled: true })) === 'written')
      return true;
    // A later call is at work and counts: edges that this one wrote after that one had cleared them must go.
    const current = new Set((await readSet(domain)).hosts.map(({ host }) => host));
    await leave(
      domain,
      arriving.filter((host) => !current.has(host)),
    );
    return true;
  }

  return {
    async setMxHosts(domain, hosts) {
      const wanted = inOrder(hosts);
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const held = await readSet(domain);
        if (held.settled && same(held.hosts, wanted)) return;
        if (await apply(domain, wanted, held)) return;
      }
      throw new StorageError(
        `The MX hosts of ${domain} were not stored: they were changed ${ATTEMPTS} times meanwhile.`,
      );
    },

    async mxHostsOf(domain) {
      return (await readSet(domain)).hosts;
    },

    async *domainsOf(mxHost, after = '') {
      for await (const page of table.query(edges(mxHost, after))) {
        for (const item of page) {
          const domain = keyOf(item).sk.slice(EDGE_PREFIX.length);
          if (domain !== after) yield domain;
        }
      }
    },

    async *mxHosts() {
      for await (const page of table.query({ partition: MX_HOSTS, from: '!', to: '~', consistent: true })) {
        for (const item of page) {
          const host = keyOf(item).sk;
          if (!decode(hostEntity, item).vacant) yield host;
          else if (await isNamed(host)) {
            await reinstate(item);
            yield host;
          }
        }
      }
    },
  };

  async function reinstate(item: Item): Promise<void> {
    await table.putIf(encode(hostEntity, keyOf(item), {}), STILL_VACANT);
  }
}

const edges = (host: string, after = '') => ({
  partition: edgePartition(host),
  from: EDGE_PREFIX + after,
  to: `${EDGE_PREFIX}~`,
});

/** Each host once, under its lowest preference, in the order in which senders try them. */
function inOrder(hosts: MxHosts): MxHosts {
  const lowest = new Map<string, number>();
  for (const { host, preference } of hosts) lowest.set(host, Math.min(preference, lowest.get(host) ?? preference));
  return [...lowest]
    .map(([host, preference]) => ({ host, preference }))
    .sort((a, b) => a.preference - b.preference || (a.host < b.host ? -1 : 1));
}

const same = (a: MxHosts, b: MxHosts): boolean => JSON.stringify(a) === JSON.stringify(b);
