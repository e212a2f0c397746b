import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { queryApp } from '../../lib/query/app';
import { OPERATIONS } from '../../lib/query/operations';
import { openStore } from '../../lib/storage/open';
import type { OpenStore } from '../../lib/storage/store';
import { around, RUNS } from './support';

const clock = { now: () => Date.UTC(2026, 10, 23, 12) };

let dir: string;
let store: OpenStore;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'fuzz-'));
  store = await openStore({ embedded: { dir } });
  for (const name of ['a.example', 'b.example', 'c.example'])
    await store.addDomain({ name, source: 'test', addedAt: clock.now() });
});
afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

const value = fc.oneof(
  around('a.example', '2026-11-23T12:00:00Z', 'critical', 'protected,unknown', '50', 'mx-host', 'policy-invalid'),
  fc.constantFrom('-1', '1e9', 'NaN', '9'.repeat(400), '__proto__', 'constructor', '%', '../..', 'W10', 'eyJ9'),
);
const query = fc.uniqueArray(
  fc.tuple(
    fc.constantFrom('cursor', 'limit', 'q', 'since', 'until', 'kind', 'severity', 'verdict', 'days', 'perDomain', 'x'),
    value,
  ),
  { maxLength: 4, selector: ([name]) => name },
);

test('no path, filter or cursor of a client is a fault of the monitor', async () => {
  const faults: unknown[] = [];
  const app = queryApp(
    {
      store,
      clock,
      every: { domains: 3_600_000, mxHosts: 3_600_000 },
      place: 'a test',
      onError: (error) => faults.push(error),
    },
    { throttle: { rate: 1e9, burst: 1e9 } },
  );
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...OPERATIONS.map(({ path }) => path)),
      value,
      query,
      async (path, part, asked) => {
        const url = new URL('http://localhost/');
        url.pathname = path.replace(/\{[^}]+\}/g, () => encodeURIComponent(part.replace(/\p{Cs}/gu, '')));
        for (const [name, text] of asked) url.searchParams.set(name, text);
        const response = await app.fetch(new Request(url));
        const text = await response.text();
        statuses.add(response.status);
        expect([200, 304, 400, 404, 414]).toContain(response.status);
        expect(text.length).toBeLessThan(1_000_000);
        expect(faults).toEqual([]);
      },
    ),
    { numRuns: RUNS },
  );
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]));
}, 120_000);
