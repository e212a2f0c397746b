import { SANDBOX_TABLE } from '../../lib/sandbox';
import { queryApp } from '../../lib/query/app';
import type { DomainPage, OverviewResource, ProblemResource } from '../../lib/query/resources';
import { domainPageSchema, overviewSchema } from '../../lib/query/resources';
import { watch, type Watched } from './watched';

let watched: Watched;
let app: ReturnType<typeof queryApp>;

beforeAll(async () => {
  watched = await watch(
    SANDBOX_TABLE.filter(({ name }) => /^(healthy|testing|expired-mx|no-starttls|none-at-all|plain)/.test(name)),
  );
  await watched.check();
  app = queryApp(watched.dependencies);
}, 120_000);
afterAll(() => watched.close());

const get = async <T>(path: string): Promise<T> => (await app.request(path)).json() as Promise<T>;

test('the overview says how mail stands', async () => {
  const overview = await get<OverviewResource>('/api/overview');
  expect(overviewSchema.parse(overview)).toEqual(overview);
  expect(overview.domains).toBe(watched.sandbox.domains.length);
  expect(overview.headline).toMatch(/^Mail to \d+ domains? is being refused/);
  expect(overview.alerts.gravest[0]?.severity).toBe('critical');
  expect(overview.expiries.next[0]?.target).toEqual({ type: 'mx-host', name: 'mx.expired-mx.example' });
  expect(
    overview.expiries.days.reduce((sum, { policyHosts, mxHosts }) => sum + policyHosts + mxHosts, 0),
  ).toBeGreaterThan(2);
  expect(overview.schedules.map(({ name, last }) => [name, last?.planned])).toEqual([
    ['domains', overview.domains],
    ['mx-hosts', overview.mxHosts],
  ]);
});

test('domains are found by what their names begin with, then by what they contain, and by verdict', async () => {
  const all = await get<DomainPage>('/api/domains');
  expect(domainPageSchema.parse(all)).toEqual(all);
  expect(all.items.map(({ name }) => name)).toEqual([...watched.sandbox.domains].sort());
  const undeliverable = await get<DomainPage>('/api/domains?verdict=undeliverable&q=MX');
  expect(undeliverable.items.map(({ name, verdict }) => [name, verdict])).toContainEqual([
    'expired-mx.example',
    'undeliverable',
  ]);
});

test('what is asked wrongly is told by the name of the parameter', async () => {
  const response = await app.request('/api/domains?verdict=good&limit=0&limt=3');
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await response.json()) as ProblemResource;
  expect(problem.errors?.map(({ parameter }) => parameter).sort()).toEqual(['limit', 'limt', 'verdict']);
});
