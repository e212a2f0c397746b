import fc from 'fast-check';
import type { Page } from '../../../lib/monitor/ports';
import type { Bench } from '../contract';
import { alert, check, DAY, event, example, HOUR, mx1, NOON } from '../fixtures';

/** All pages of a list, each at most `limit` long. */
async function pages<T>(read: (cursor?: string) => Promise<Page<T>>): Promise<T[][]> {
  const found: T[][] = [];
  let cursor: string | undefined;
  do {
    const page: Page<T> = await read(cursor);
    found.push([...page.items]);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

export function pagingContract(bench: Bench): void {
  describe('pages', () => {
    test('of checks, events, runs, alerts and domains: each item once, in order, no empty page at the end', async () => {
      const { store } = bench;
      const times = Array.from({ length: 9 }, (_, n) => NOON - n * 9 * DAY);
      await store.putChecks(times.map((at) => check(at)));
      await store.putEvents(times.flatMap((at) => [event(at, 1), event(at, 0)]));
      for (const [n, at] of times.entries()) {
        await store.beginRun({ id: `r${n}`, startedAt: at, planned: 0, done: 0, unknown: 0, failed: 0 });
        await store.writeAlert(
          alert(`a${n}`, 1, { openedAt: at, status: (['open', 'resolved', 'told'] as const)[n % 3] ?? 'open' }),
        );
        await store.addDomain({ name: `d${n}.example`, source: 'config', addedAt: NOON });
      }
      expect(
        (await pages((cursor) => store.checks(example, { limit: 3, ...(cursor && { cursor }) }))).map((page) =>
          page.map(({ at }) => at),
        ),
      ).toEqual([times.slice(0, 3), times.slice(3, 6), times.slice(6)]);
      const events = await pages((cursor) => store.events({ limit: 5, ...(cursor && { cursor }) }));
      expect(events.map((page) => page.length)).toEqual([5, 5, 5, 3]);
      expect(events.flat()).toEqual(times.flatMap((at) => [event(at, 1), event(at, 0)]));
      expect(
        (await pages((cursor) => store.eventsOf(example, { limit: 18, ...(cursor && { cursor }) }))).map(
          (page) => page.length,
        ),
      ).toEqual([18]);
      expect(
        (await pages((cursor) => store.runs({ limit: 4, ...(cursor && { cursor }) }))).map((page) =>
          page.map(({ id }) => id),
        ),
      ).toEqual([['r0', 'r1', 'r2', 'r3'], ['r4', 'r5', 'r6', 'r7'], ['r8']]);
      expect(
        (await pages((cursor) => store.alerts({ limit: 2, ...(cursor && { cursor }) }))).flat().map(({ id }) => id),
      ).toEqual(times.map((_, n) => `a${n}`));
      expect(
        (await pages((cursor) => store.domainsPage({ limit: 4, ...(cursor && { cursor }) }))).map((page) =>
          page.map(({ name }) => name[1]).join(''),
        ),
      ).toEqual(['0123', '4567', '8']);
    });

    test('a page is filled although much in between has expired', async () => {
      const old = Array.from({ length: 150 }, (_, n) => check(NOON - 91 * DAY - n * HOUR));
      await bench.store.putChecks([...old, check(NOON)]);
      expect((await bench.store.checks(example, { limit: 10 })).items).toEqual([check(NOON)]);
    });

    test('a hundred items unless told otherwise, a thousand at most', async () => {
      await bench.store.putChecks(Array.from({ length: 120 }, (_, n) => check(NOON - n)));
      expect((await bench.store.checks(example, {})).items).toHaveLength(100);
      expect((await bench.store.checks(example, { limit: 1000 })).items).toHaveLength(120);
      for (const limit of [0, -1, 1.5, 1001, NaN, Infinity]) {
        await expect(bench.store.checks(example, { limit })).rejects.toThrow(RangeError);
        await expect(bench.store.domainsPage({ limit })).rejects.toThrow(RangeError);
      }
    });

    test('a cursor of one list is refused by another', async () => {
      await bench.store.putChecks([check(NOON), check(NOON - 1)]);
      const { cursor = '' } = await bench.store.checks(example, { limit: 1 });
      await expect(bench.store.checks(mx1, { cursor })).rejects.toThrow(/belongs to another query/);
      await expect(bench.store.events({ cursor })).rejects.toThrow(RangeError);
      await expect(bench.store.domainsPage({ cursor })).rejects.toThrow(RangeError);
    });

    test('any other text is no cursor', async () => {
      const forged = (position: string, scope: string) =>
        Buffer.from(JSON.stringify([1, scope, position])).toString('base64url');
      await bench.store.putChecks([check(NOON), check(NOON - 1)]);
      const { cursor = '' } = await bench.store.checks(example, { limit: 1 });
      const scope = (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [number, string])[1];
      const bad = [
        '',
        'x',
        '{}',
        '💥',
        'A'.repeat(3000),
        forged('STATE', scope),
        forged('CHECK#', scope),
        forged('EVENT#0000000000000', scope),
        forged(`CHECK#${'9'.repeat(14)}`, scope),
        forged('CHECK#0000000000000', 'other'),
      ];
      for (const text of bad) await expect(bench.store.checks(example, { cursor: text })).rejects.toThrow(RangeError);
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(
            fc.string(),
            fc.json(),
            fc.json().map((json) => Buffer.from(json).toString('base64url')),
          ),
          async (text) => {
            await expect(bench.store.events({ cursor: text })).rejects.toThrow(RangeError);
          },
        ),
        { numRuns: 50 },
      );
    });
  });
}
