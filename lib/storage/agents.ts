import * as z from 'zod';
import type { AgentRecord } from '../core/model';
import type { AgentStore } from '../monitor/ports';
import type { StorageContext } from './context';
import { decode, encode, expiry, hasExpired, keyOf, type Entity, type Item } from './item';
import { AGENTS, agentKey, jobsKey } from './keys';
import { pack } from './packed';
import { packed } from './shapes';
import type { Condition } from './expressions';

/** Jobs wait in their queue for less; agents that were silent for so long are gone. Milliseconds. */
const WEEK = 7 * 86_400_000;

const jobs = z.object({ digests: packed(z.record(z.string(), z.string())) });
const jobsEntity: Entity<typeof jobs> = { type: 'jobs', schema: 1, shape: jobs };

const agent = z.object({ heardAt: z.number(), version: z.string(), port25: z.enum(['open', 'closed', 'unproven']) });
const agentEntity: Entity<typeof agent> = { type: 'agent', schema: 1, shape: agent };

export const readAgent = (item: Item): AgentRecord => ({ name: keyOf(item).sk, ...decode(agentEntity, item) });

const notHeardAfter = (at: number): Condition => ({
  expression: 'attribute_not_exists(#pk) OR #heardAt <= :at',
  values: { at },
});

export function agentStore({ table, clock, quarantine }: StorageContext): AgentStore {
  return {
    async putJobs(runId, digests) {
      await table.writeMany([
        { ...encode(jobsEntity, jobsKey(runId), { digests: pack(digests) }), ttl: expiry(clock.now(), WEEK, clock) },
      ]);
    },

    async jobDigest(runId, part) {
      const item = await table.get(jobsKey(runId));
      if (!item || hasExpired(item, clock.now())) return undefined;
      const { digests } = decode(jobsEntity, item);
      return Object.hasOwn(digests, part) ? digests[part] : undefined;
    },

    async heardAgent({ name, ...record }) {
      await table.putIf(
        { ...encode(agentEntity, agentKey(name), record), ttl: expiry(record.heardAt, WEEK, clock) },
        notHeardAfter(record.heardAt),
      );
    },

    async forgetAgent(name, at) {
      await table.delete(agentKey(name), notHeardAfter(at));
    },

    async *agents() {
      for await (const page of table.query({ partition: AGENTS, from: '!', to: '~', consistent: true })) {
        yield* await quarantine.all(
          page.filter((item) => !hasExpired(item, clock.now())),
          readAgent,
        );
      }
    },
  };
}
