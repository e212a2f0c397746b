import * as z from 'zod';
import type { CertificateFacts } from '../core/model';
import type { EvidenceStore } from '../monitor/ports';
import type { StorageContext } from './context';
import { decode, encode, expiry, hasExpired, keyOf, type Entity, type Item } from './item';
import { certificateKey, policyKey, printKey, type Key } from './keys';
import { pack } from './packed';
import { RENEWAL_MS } from './retention';
import { anObject, packed, packedAs } from './shapes';

/** Leases remembered in the process; more than the certificates of 35,000 domains. */
const LEASES = 100_000;

const policyShape = z.object({ body: packed(z.string()) });
const policyEntity: Entity<typeof policyShape> = { type: 'policy', schema: 1, shape: policyShape };

/** The DER apart, as octets: base64 would be a third longer. */
const certificateShape = z.object({
  facts: packedAs<Omit<CertificateFacts, 'der'>>(anObject),
  der: z.instanceof(Uint8Array),
});
const certificateEntity: Entity<typeof certificateShape> = { type: 'certificate', schema: 1, shape: certificateShape };

/** A policy by its hash. */
export const readPolicy = (item: Item): { readonly sha256: string; readonly body: string } => ({
  sha256: keyOf(item).pk.slice('POLICY#'.length),
  body: decode(policyEntity, item).body,
});

export const readCertificate = (item: Item): CertificateFacts => {
  const { facts, der } = decode(certificateEntity, item);
  return { ...facts, der: Buffer.from(der).toString('base64') };
};

export function evidenceStore({ table, clock, retention, quarantine }: StorageContext): EvidenceStore {
  /** Until when, in milliseconds, an item is known to need no new lease. */
  const leases = new Map<string, number>();

  /**
   * Writes what is not there, and what is there but would expire soon although it is still seen. Evidence never
   * changes under its hash, so writing it again is harmless.
   */
  async function keep(given: readonly { readonly key: Key; readonly item: (ttl: number) => Item }[]): Promise<void> {
    const now = clock.now();
    const asked = given.filter(({ key }) => (leases.get(printKey(key)) ?? 0) <= now);
    if (asked.length === 0) return;
    const ttl = expiry(now, retention.events, clock);
    const stored = await table.getMany(asked.map(({ key }) => key));
    const renewAt = (held: unknown) =>
      Number(held ?? 0) * 1000 - retention.events + Math.min(RENEWAL_MS, retention.events / 2);
    const due = new Set(asked.filter((_, n) => renewAt(stored[n]?.ttl) <= now));
    await table.writeMany([...due].map(({ item }) => item(ttl)));
    if (leases.size + asked.length > LEASES) leases.clear();
    for (const [n, one] of asked.entries()) leases.set(printKey(one.key), renewAt(due.has(one) ? ttl : stored[n]?.ttl));
  }

  return {
    async putPolicyBody(sha256, body) {
      const key = policyKey(sha256);
      await keep([{ key, item: (ttl) => ({ ...encode(policyEntity, key, { body: pack(body) }), ttl }) }]);
    },

    async policyBody(sha256) {
      const item = await table.get(policyKey(sha256));
      if (!item || hasExpired(item, clock.now())) return undefined;
      // Without it a change is shown without its lines; that is no reason not to check the domain.
      return (await quarantine.all([item], readPolicy))[0]?.body;
    },

    async putCertificates(certificates) {
      await keep(
        certificates.map(({ der, ...facts }) => {
          const key = certificateKey(facts.fingerprint);
          return {
            key,
            item: (ttl: number) => ({
              ...encode(certificateEntity, key, { facts: pack(facts), der: Buffer.from(der, 'base64') }),
              ttl,
            }),
          };
        }),
      );
    },

    async certificates(fingerprints) {
      const now = clock.now();
      const items = await table.getMany([...new Set(fingerprints)].map(certificateKey));
      return quarantine.all(
        items.filter((item) => item !== undefined).filter((item) => !hasExpired(item, now)),
        readCertificate,
      );
    },
  };
}
