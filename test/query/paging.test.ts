import fc from 'fast-check';
import { queryApp } from '../../lib/query/app';
import { filteredPage } from '../../lib/query/paging';
import type { DomainPage } from '../../lib/query/resources';
import type { DomainEntry } from '../../lib/core/model';
import { VERDICTS } from '../../lib/core/model';
import type { Page, Range } from '../../lib/monitor/ports';
import { memoryStore } from '../support/memory-store';

const MANY = 2_500;

/** Verdicts in turn, and every seventh domain not looked at yet. */
const entry = (n: number): DomainEntry => ({
  name: `d${String(n).padStart(5, '0')}.${n % 2 === 0 ? 'even' : 'odd'}.example`,
  source: 'test',
  addedAt: n,
  ...(n % 7 !== 0 && { verdict: VERDICTS[n % VERDICTS.length] ?? 'unknown', verdictSince: n }),
});

async function app() {
  const clock = { now: () => 0 };
  const store = memoryStore(clock);
  for (let n = 0; n < MANY; n += 1) await store.addDomain(entry(n));
  const api = queryApp(
    {
      store: { ...store, runs: async () => ({ items: [] }) },
      clock,
      every: { domains: 1, mxHosts: 1 },
      place: 'a test',
    },
    { throttle: { rate: 1e6, burst: 1e6 } },
  );
  return async (path: string): Promise<DomainPage> => (await api.request(path)).json() as Promise<DomainPage>;
}

test('the pages of a list are the whole of it, once each and in order', async () => {
  const get = await app();
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await get(`/api/domains?limit=333${cursor === undefined ? '' : `&cursor=${cursor}`}`);
    names.push(...page.items.map(({ name }) => name));
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(names).toEqual(Array.from({ length: MANY }, (_, n) => entry(n).name));
});

test('filters, their counts, and the cursor of other filters', async () => {
  const get = await app();
  const expected = Array.from({ length: MANY }, (_, n) => entry(n)).filter(
    ({ name, verdict }) => name.includes('odd') && verdict === 'degraded',
  );
  const page = await get('/api/domains?q=odd&verdict=degraded&limit=2');
  expect([page.total, page.items.map(({ name }) => name)]).toEqual([
    expected.length,
    expected.slice(0, 2).map(({ name }) => name),
  ]);
  expect(Object.values(page.verdicts).reduce((sum, count) => sum + count, page.notYet)).toBe(MANY / 2);
  expect((await get('/api/domains?verdict=not-yet')).total).toBe(Math.ceil(MANY / 7));
  expect(await get(`/api/domains?q=even&limit=2&cursor=${page.cursor ?? ''}`)).toMatchObject({
    status: 400,
    errors: [{ parameter: 'cursor' }],
  });
});

test('names that begin with what was typed come before those that contain it, also over pages', async () => {
  const get = await app();
  const first = await get('/api/domains?q=D0000&limit=3');
  expect(first.items.map(({ name }) => name.slice(0, 6))).toEqual(['d00000', 'd00001', 'd00002']);
  const all = await get('/api/domains?q=01&limit=1000');
  expect(all.items.every(({ name }) => name.includes('01'))).toBe(true);
  expect((await get('/api/domains?q=%D8%A7%D8%AE%D8%AA%D8%A8%D8%A7%D8%B1')).total).toBe(0);
});

/** A list that gives pages of a store: newest first, with the place in the list for a cursor. */
const listOf =
  (items: readonly number[]) =>
  async ({ limit = 100, cursor = '0' }: Range): Promise<Page<number>> => {
    const from = Number(cursor);
    return {
      items: items.slice(from, from + limit),
      ...(from + limit < items.length && { cursor: String(from + limit) }),
    };
  };

test('pages of what fits are all that fits, whatever fits', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(9), { maxLength: 60 }),
      fc.integer({ min: 1, max: 12 }),
      fc.nat(9),
      async (items, limit, most) => {
        const fits = (item: number): boolean => item <= most;
        const found: number[] = [];
        let cursor: string | undefined;
        do {
          const page: Page<number> = await filteredPage(listOf(items), { limit, cursor, fits });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          found.push(...page.items);
          cursor = page.cursor;
        } while (cursor !== undefined);
        expect(found).toEqual(items.filter(fits));
      },
    ),
  );
});

test('a filter that nothing fits ends a page all the same, with the way on', async () => {
  let asked = 0;
  const endless = async ({ limit = 1, cursor = '0' }: Range): Promise<Page<number>> => {
    asked += limit;
    return { items: Array.from({ length: limit }, () => 1), cursor: String(Number(cursor) + limit) };
  };
  const page = await filteredPage(endless, { limit: 100, fits: () => false });
  expect(page).toEqual({ items: [], cursor: String(asked) });
  expect(asked).toBe(5_000);
});
