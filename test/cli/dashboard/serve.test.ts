import { serveLocally } from '../../../lib/cli/dashboard/serve';
import type { OpenStore } from '../../../lib/storage/store';
import { NOON } from '../../storage/fixtures';
import { memoryStore } from '../../support/memory-store';

const TOKEN = 't'.repeat(43);
const clock = { now: () => NOON };

/** A dashboard over two domains, whose list is read by `domains` of the store given. */
async function open(domains: (store: ReturnType<typeof memoryStore>) => AsyncIterable<unknown>) {
  const store = memoryStore(clock);
  for (const name of ['a.example', 'b.example']) await store.addDomain({ name, source: 'test', addedAt: NOON });
  const faults: unknown[] = [];
  const over = { ...store, domains: () => domains(store) } as unknown as OpenStore;
  const dashboard = await serveLocally({
    port: 0,
    tries: 1,
    store: over,
    every: { domains: 1, mxHosts: 1 },
    place: 'a test',
    caller: 'ada',
    token: TOKEN,
    readsNeedToken: false,
    onError: (error) => faults.push(error),
  });
  return { dashboard, faults };
}

test('what was read ahead is not read again by whoever comes first', async () => {
  let readings = 0;
  const { dashboard, faults } = await open((store) => ((readings += 1), store.domains()));
  await dashboard.warm();
  expect(readings).toBe(1);
  expect(await (await fetch(`${dashboard.url}api/domains`)).json()).toMatchObject({ total: 2 });
  expect(readings).toBe(1);
  expect(faults).toEqual([]);
  await dashboard.close();
});

test('a fault of the store is told while the dashboard is open; what its end cuts off is none', async () => {
  // eslint-disable-next-line require-yield
  const closed = async function* (): AsyncGenerator<never> {
    throw new Error('the store is closed');
  };
  const { dashboard, faults } = await open(closed);
  await dashboard.warm();
  expect(faults).toEqual([new Error('the store is closed')]);
  await dashboard.close();
  await dashboard.warm();
  expect(faults).toHaveLength(1);
});
