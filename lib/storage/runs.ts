import { createHash } from 'node:crypto';
import * as z from 'zod';
import { INDEXES } from '../contract/table';
import type { RunRecord } from '../core/model';
import type { RunCounts, RunStore, TurnStore } from '../monitor/ports';
import type { StorageContext } from './context';
import { StorageError } from './errors';
import { decode, encode, expiry, type Entity, type Item } from './item';
import { listedAt, runKey, RUNS, turnKey } from './keys';
import { indexPage } from './listing';
import { NEW, type Condition } from './expressions';

const count = z.number().default(0);
const shape = z.object({
  id: z.string(),
  startedAt: z.number(),
  finishedAt: z.number().optional(),
  planned: count,
  done: count,
  unknown: count,
  failed: count,
  skipped: z.number().optional(),
  closedAs: z.enum(['skipped', 'incomplete']).optional(),
  closedAt: z.number().optional(),
});
const runEntity: Entity<typeof shape> = { type: 'run', schema: 1, shape };

const turn = z.object({ runId: z.string(), at: z.number() });
const turnEntity: Entity<typeof turn> = { type: 'turn', schema: 1, shape: turn };

/** What was seen is counted in attributes of the item, because only those can be added to. */
const SIGHT = 'sight_';
const flat = <T extends RunCounts>({ sight = {}, ...counts }: T) => ({
  ...counts,
  ...Object.fromEntries(Object.entries(sight).map(([name, value]) => [SIGHT + name, value])),
});

export const readRun = (item: Item): RunRecord => {
  const { finishedAt, skipped = 0, closedAs, closedAt = 0, ...run } = decode(runEntity, item);
  const sight = Object.entries(item).filter(
    (entry): entry is [string, number] => entry[0].startsWith(SIGHT) && typeof entry[1] === 'number',
  );
  return {
    ...run,
    ...(finishedAt !== undefined && { finishedAt }),
    ...(skipped > 0 && { skipped }),
    ...(closedAs !== undefined && { closed: { as: closedAs, at: closedAt } }),
    ...(sight.length > 0 && {
      sight: Object.fromEntries(sight.map(([name, value]) => [name.slice(SIGHT.length), value])),
    }),
  };
};

const THERE: Condition = { expression: 'attribute_exists(#pk)' };

/** A run has some hundred parts, and each of them is remembered in its item: 48 bits of a hash tell them apart. */
const partMark = (part: string): string => createHash('sha256').update(part).digest('base64url').slice(0, 8);
const uncounted = (part: string): Condition => ({
  expression: 'attribute_exists(#pk) AND NOT contains(#parts, :part)',
  values: { part: partMark(part) },
});

const unknownRun = (id: string): StorageError =>
  new StorageError(`There is no run ${JSON.stringify(id)} to count for: it was never begun, or it has expired.`);

export function runStore({ table, clock, retention, quarantine }: StorageContext): RunStore & TurnStore {
  return {
    async beginRun({ closed, ...run }) {
      const item = {
        ...encode(runEntity, runKey(run.id), flat(run)),
        ...(closed !== undefined && { closedAs: closed.as, closedAt: closed.at }),
        [INDEXES.listing.partition]: RUNS,
        [INDEXES.listing.sort]: listedAt(run.startedAt, run.id),
        ttl: expiry(run.startedAt, retention.runs, clock),
      };
      const condition = {
        expression: 'attribute_not_exists(#pk) OR #ttl <= :now',
        values: { now: Math.floor(clock.now() / 1000) },
      };
      return (await table.putIf(item, condition)) === 'written';
    },

    async addToRun(id, counts, part) {
      const key = runKey(id);
      const given = { planned: 0, done: 0, unknown: 0, failed: 0, ...flat(counts) };
      // A part that was counted fails the condition, and so does a run that is not there: the reading tells them apart.
      const counted = await (part === undefined
        ? table.add(key, given, THERE)
        : table.add(key, { ...given, parts: new Set([partMark(part)]) }, uncounted(part)));
      const item = counted ?? (await table.get(key));
      if (!item) throw unknownRun(id);
      return readRun(item);
    },

    async isCounted(id, part) {
      const parts = (await table.get(runKey(id)))?.parts;
      return parts instanceof Set && parts.has(partMark(part));
    },

    async finishRun(id, at) {
      const outcome = await table.updateIf(
        runKey(id),
        'SET #finishedAt = if_not_exists(#finishedAt, :at)',
        { at },
        THERE,
      );
      if (outcome !== 'written') throw unknownRun(id);
    },

    async closeRun(id, as, at) {
      const condition = {
        expression: 'attribute_exists(#pk) AND attribute_not_exists(#finishedAt) AND attribute_not_exists(#closedAt)',
      };
      return table.updateIf(runKey(id), 'SET #closedAs = :as, #closedAt = :at', { as, at }, condition);
    },

    async run(id) {
      const item = await table.get(runKey(id));
      return item && quarantine.read(item, readRun);
    },

    async turn(schedule) {
      const item = await table.get(turnKey(schedule));
      if (!item) return undefined;
      const { runId, at } = decode(turnEntity, item);
      return { runId, at };
    },

    async setTurn(schedule, next, expected) {
      const condition = expected === undefined ? NEW : { expression: '#runId = :expected', values: { expected } };
      return table.putIf(encode(turnEntity, turnKey(schedule), next), condition);
    },

    async runs(range) {
      return indexPage(table, {
        scope: 'runs',
        partitions: [RUNS],
        range,
        now: clock.now(),
        decode: readRun,
        quarantine,
      });
    },
  };
}
