import { queryApp } from '../../lib/query/app';
import type { QueryDependencies } from '../../lib/query/dependencies';
import type { OverviewResource, ProblemResource } from '../../lib/query/resources';
import { memoryStore } from '../support/memory-store';
import { serve, type Serving } from './serving';

const NOON = Date.UTC(2026, 10, 23, 12);

let now: number;
let failing: Error | undefined;
let told: unknown[];
let serving: Serving;
let store: ReturnType<typeof memoryStore>;

beforeEach(async () => {
  now = NOON;
  failing = undefined;
  told = [];
  const clock = { now: () => now };
  store = memoryStore(clock);
  await store.addDomain({
    name: 'a.example',
    source: 'test',
    addedAt: NOON,
    verdict: 'protected',
    verdictSince: NOON,
    reasons: ['It is.'],
  });
  const runs = async () => {
    if (failing !== undefined) throw failing;
    return { items: [] };
  };
  const dependencies: QueryDependencies = {
    store: { ...store, runs },
    clock,
    every: { domains: 3_600_000, mxHosts: 3_600_000 },
    place: 'a test',
    onError: (error) => told.push(error),
  };
  serving = await serve(queryApp(dependencies, { throttle: { rate: 2, burst: 5 } }));
});
afterEach(() => serving.close());

const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(serving.url + path, init);
const problem = async (response: Response): Promise<ProblemResource> => (await response.json()) as ProblemResource;

test('an answer that is still the same is not sent again', async () => {
  const first = await ask('/api/overview');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^W\/"[0-9a-f]+"$/);
  now += 60_000;
  const again = await ask('/api/overview', { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text(), again.headers.get('etag'), again.headers.get('cache-control')]).toEqual([
    304,
    '',
    etag,
    'private, no-cache',
  ]);
  await store.addDomain({ name: 'b.example', source: 'test', addedAt: NOON });
  await store.putEvents([
    {
      id: 'domain/b.example#1#0',
      target: { type: 'domain', name: 'b.example' },
      at: now,
      type: 'target-added',
      before: null,
      after: 'b.example',
    },
  ]);
  now += 60_000;
  const changed = await ask('/api/overview', { headers: { 'if-none-match': etag } });
  expect([changed.status, ((await changed.json()) as OverviewResource).domains]).toEqual([200, 2]);
});

test('the pulse is the same until something happens', async () => {
  const etag = (await ask('/api/pulse')).headers.get('etag') ?? '';
  now += 5_000;
  expect((await ask('/api/pulse', { headers: { 'if-none-match': etag } })).status).toBe(304);
  await store.putEvents([
    {
      id: 'domain/a.example#1#0',
      target: { type: 'domain', name: 'a.example' },
      at: now,
      type: 'tlsrpt-changed',
      before: null,
      after: 'v=TLSRPTv1',
    },
  ]);
  now += 5_000;
  const next = await ask('/api/pulse', { headers: { 'if-none-match': etag } });
  expect(next.status).toBe(200);
  await store.writeSilence({
    id: 's',
    version: 1,
    purpose: 'mute',
    subject: '*',
    from: now,
    reason: 'a test',
    by: 'somebody',
    at: now,
  });
  now += 5_000;
  expect((await ask('/api/pulse', { headers: { 'if-none-match': next.headers.get('etag') ?? '' } })).status).toBe(200);
});

test('HEAD has the headers of GET and no body', async () => {
  const [get, head] = [await ask('/api/domains'), await ask('/api/domains', { method: 'HEAD' })];
  expect([head.status, await head.text(), head.headers.get('content-type'), head.headers.get('etag')]).toEqual([
    200,
    '',
    'application/json',
    get.headers.get('etag'),
  ]);
});

test('other methods are refused with those that there are, and OPTIONS lets no other site in', async () => {
  const refused = await ask('/api/domains', { method: 'DELETE' });
  expect([refused.status, refused.headers.get('allow'), (await problem(refused)).status]).toEqual([
    405,
    'GET, HEAD, OPTIONS',
    405,
  ]);
  const options = await ask('/api/domains', {
    method: 'OPTIONS',
    headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET' },
  });
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  for (const response of [
    refused,
    options,
    await ask('/api/domains', { headers: { origin: 'https://elsewhere.example' } }),
  ])
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('each answer says that its type is not to be guessed, and runs nothing', async () => {
  for (const path of ['/api/overview', '/badge/a.example.svg', '/badge/b.example.svg', '/nothing']) {
    const { headers } = await ask(path);
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
  }
  expect((await ask('/badge/a.example.svg')).headers.get('content-security-policy')).toBe(
    "default-src 'none'; frame-ancestors 'none'",
  );
});

test('too many requests are told when to come back, and are answered then', async () => {
  const statuses = [];
  for (let n = 0; n < 6; n += 1) statuses.push((await ask('/api/runs')).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  const refused = await ask('/api/runs');
  expect([refused.headers.get('content-type'), refused.headers.get('retry-after')]).toEqual([
    'application/problem+json',
    '1',
  ]);
  now += 1_000;
  expect([(await ask('/api/runs')).status, (await ask('/api/runs')).status, (await ask('/api/runs')).status]).toEqual([
    200, 200, 429,
  ]);
});

test.each([
  ['/api/events?since=yesterday', 'since'],
  ['/api/events?kind=verdict-changed,nonsense', 'kind'],
  ['/api/events?limit=501', 'limit'],
  ['/api/domains?q=a&q=b', 'q'],
  ['/api/domains?cursor=bm90aGluZw', 'cursor'],
  ['/api/domains/a.example?verbose=1', 'verbose'],
  ['/api/policies/ABC', 'sha256'],
  ['/api/alerts/a%20b', 'id'],
])('%s names %s as the parameter at fault', async (path, parameter) => {
  const response = await ask(path);
  expect([
    response.status,
    response.headers.get('content-type'),
    (await problem(response)).errors?.map((error) => error.parameter),
  ]).toEqual([400, 'application/problem+json', [parameter]]);
});

test('what does not exist is said to, and an address that is too long is not read', async () => {
  for (const path of ['/api/domains/b.example', '/api/nothing', '/api/alerts/bm90aGluZw'])
    expect((await problem(await ask(path))).status).toBe(404);
  expect((await problem(await ask(`/api/domains?q=${'a'.repeat(9_000)}`))).status).toBe(414);
});

test('a fault of the storage is told to the log, and not to whoever asked', async () => {
  failing = new Error('the table secret-table is throttled');
  const response = await ask('/api/runs');
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret');
  expect(told).toEqual([failing]);
});
