import { SANDBOX_TABLE } from '../../lib/sandbox';
import { queryApp } from '../../lib/query/app';
import { writingOperations } from '../../lib/query/operations';
import type { AlertPage, DomainPage, DomainResource, EventPage, MxHostPage } from '../../lib/query/resources';
import { Conformance, type Document } from './conformance';
import { serve, type Serving } from './serving';
import { watch, type Watched } from './watched';

// Real looks at a sandbox, and a hundred answers, beside whatever else the machine does.
jest.setTimeout(240_000);

let watched: Watched;
let serving: Serving;
let app: ReturnType<typeof queryApp>;
let conformance: Conformance;

/** Rows whose looks are quick: each kind of finding that they can show, once, and texts that mean harm. */
const ROWS = covering(SANDBOX_TABLE.filter(({ name }) => !/slow|silent|late|endless|bomb/.test(name)));

function covering(rows: typeof SANDBOX_TABLE): typeof SANDBOX_TABLE {
  const shown = new Set<string>();
  return rows.filter(({ name, expect: { kinds } }) => {
    const isNew =
      kinds.some((kind) => !shown.has(kind)) ||
      /^(healthy|expired-mx|policy-enforcer|policy-markup|markup-mx|dane|xn--mnchen-3ya)\.example$/.test(name);
    for (const kind of kinds) shown.add(kind);
    return isNew;
  });
}

beforeAll(async () => {
  watched = await watch(ROWS);
  await watched.check();
  const { store, clock } = watched.dependencies;
  app = queryApp(
    {
      ...watched.dependencies,
      onError: (error) => {
        throw error;
      },
    },
    { throttle: { rate: 1e6, burst: 1e6 }, operations: writingOperations({ store: watched.store, clock }) },
  );
  expect(store).toBe(watched.store);
  serving = await serve(app);
  conformance = new Conformance((await (await fetch(`${serving.url}/api/openapi.json`)).json()) as Document);
}, 480_000);
afterAll(async () => {
  await serving.close();
  await watched.close();
});

const get = async <T>(path: string): Promise<T> => (await fetch(serving.url + path)).json() as Promise<T>;
const faultsOf = async (operation: string, path: string, init?: RequestInit): Promise<readonly string[]> =>
  conformance.faults(operation, await fetch(serving.url + path, init));

test('what changes something takes the token, by the document too', () => {
  const { paths } = conformance.document as unknown as {
    readonly paths: Record<string, Record<string, { readonly security?: unknown; readonly responses: object }>>;
  };
  const written = Object.values(paths).flatMap((methods) =>
    Object.entries(methods).filter(([method]) => method !== 'get'),
  );
  expect(written.length).toBeGreaterThan(2);
  for (const [, { security, responses }] of written) {
    expect(security).toEqual([{ dashboardToken: [] }]);
    expect(Object.keys(responses)).toContain('403');
  }
});

test('every route is in the document, and the other way round', () => {
  const routes = new Set(
    app.routes
      .filter(({ method }) => method !== 'ALL' && method !== 'OPTIONS')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`),
  );
  expect([...routes].sort()).toEqual([...conformance.operations].sort());
});

test('each operation has an id of its own, and documents each parameter of its path', () => {
  const operations = Object.entries(conformance.document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, operation })),
  );
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  for (const { path, operation } of operations)
    expect([
      path,
      operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`),
    ]).toEqual([path, path.match(/\{\w+\}/g) ?? []]);
});

test('each answer is as the document says', async () => {
  const { items: alerts } = await get<AlertPage>('/api/alerts');
  const policy = await get<DomainResource>('/api/domains/healthy.example');
  const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const silence = {
    ...json,
    body: JSON.stringify({ purpose: 'mute', subject: 'healthy.example', reason: 'as a test' }),
  };
  const made = (await (await fetch(`${serving.url}/api/silences`, silence)).json()) as { id: string };
  const [open] = alerts.filter(({ status }) => status === 'open');
  /** An example of each operation: a new one needs one too. */
  const examples: Readonly<Record<string, readonly (readonly [path: string, init?: RequestInit])[]>> = {
    'GET /api/overview': [['/api/overview'], ['/api/overview?since=2026-01-01']],
    'GET /api/domains': [
      ['/api/domains'],
      ['/api/domains?q=m%C3%BCnchen&verdict=protected,not-yet&limit=1'],
      ['/api/domains?limit=0'],
    ],
    'GET /api/domains/{name}': [['/api/domains/nobody.example']],
    'GET /api/domains/{name}/checks': [
      ['/api/domains/healthy.example/checks?limit=1'],
      ['/api/domains/healthy.example/checks?cursor=x'],
    ],
    'GET /api/domains/{name}/events': [['/api/domains/expired-mx.example/events']],
    'GET /api/mx-hosts': [['/api/mx-hosts?q=mail&limit=1']],
    'GET /api/mx-hosts/{name}': [['/api/mx-hosts/nobody.example']],
    'GET /api/mx-hosts/{name}/domains': [['/api/mx-hosts/mx1.mail.example/domains?limit=3']],
    'GET /api/mx-hosts/{name}/checks': [['/api/mx-hosts/mx1.mail.example/checks']],
    'GET /api/mx-hosts/{name}/events': [['/api/mx-hosts/mx1.mail.example/events']],
    'GET /api/events': [
      ['/api/events?limit=500'],
      ['/api/events?kind=verdict-changed&severity=error&since=2026-01-01T00:00:00%2B01:00'],
    ],
    'GET /api/policies/{sha256}': [
      [`/api/policies/${policy.policy.sha256 ?? ''}`],
      [`/api/policies/${'0'.repeat(64)}`],
      ['/api/policies/x'],
    ],
    'GET /api/alerts': [
      ['/api/alerts?limit=500'],
      ['/api/alerts?status=open&severity=critical&kind=mx-host-certificate-expired'],
    ],
    'GET /api/alerts/{id}': [
      ...alerts.slice(0, 20).map(({ id }) => [`/api/alerts/${id}`] as const),
      ['/api/alerts/nothing'],
    ],
    'POST /api/alerts/{id}/acknowledgement': [
      [`/api/alerts/${open?.id ?? ''}/acknowledgement`, { ...json, body: '{"reason":"known"}' }],
      [`/api/alerts/${open?.id ?? ''}/acknowledgement`, { ...json, body: '{' }],
    ],
    'DELETE /api/alerts/{id}/acknowledgement': [
      [`/api/alerts/${open?.id ?? ''}/acknowledgement`, { method: 'DELETE' }],
    ],
    'GET /api/silences': [['/api/silences'], ['/api/silences?cursor=x']],
    'POST /api/silences': [
      ['/api/silences', silence],
      ['/api/silences', { method: 'POST', body: 'reason=x' }],
    ],
    'GET /api/silences/{id}': [[`/api/silences/${made.id}`], ['/api/silences/none']],
    'DELETE /api/silences/{id}': [
      [`/api/silences/${made.id}`, { method: 'DELETE' }],
      ['/api/silences/none', { method: 'DELETE' }],
    ],
    'GET /api/runs': [['/api/runs']],
    'GET /api/pulse': [['/api/pulse']],
    'GET /api/caller': [['/api/caller']],
    'GET /api/openapi.json': [['/api/openapi.json']],
    'GET /metrics': [['/metrics'], ['/metrics?perDomain=2000']],
    'GET /feed.atom': [['/feed.atom']],
    'GET /certificates.ics': [['/certificates.ics']],
    'GET /badge/{file}': [['/badge/healthy.example.svg'], ['/badge/nobody.example.svg'], ['/badge/healthy.example']],
  };
  expect(Object.keys(examples).sort()).toEqual([...conformance.operations].sort());
  for (const [operation, requests] of Object.entries(examples))
    for (const [path, init] of requests) expect([path, await faultsOf(operation, path, init)]).toEqual([path, []]);
  // The answer that is meant, and not one of the problems that are documented as well.
  for (const [operation, [[path, init] = ['']]] of Object.entries(examples)) {
    if (!operation.startsWith('DELETE') && !path.endsWith('nobody.example'))
      expect([path, (await fetch(serving.url + path, init)).ok]).toEqual([path, true]);
  }
});

test('so is the view of each domain and each MX host of the sandbox, with what its row says', async () => {
  const { items } = await get<DomainPage>('/api/domains?limit=1000');
  expect(items.map(({ name }) => name).sort()).toEqual([...watched.sandbox.domains].sort());
  for (const { name } of items)
    expect(await faultsOf('GET /api/domains/{name}', `/api/domains/${encodeURIComponent(name)}`)).toEqual([]);
  const { items: hosts } = await get<MxHostPage>('/api/mx-hosts?limit=1000');
  expect(hosts.length).toBeGreaterThan(15);
  const rowOf = (host: string) => hosts.find(({ name }) => name === host);
  expect(rowOf('mx1.mail.example')).toEqual({ name: 'mx1.mail.example', standing: 'sound' });
  expect(rowOf('mx.expired-mx.example')).toMatchObject({
    standing: 'at-fault',
    worst: { severity: 'error', title: 'The certificate of mx.expired-mx.example has expired' },
  });
  for (const { name } of hosts)
    expect(await faultsOf('GET /api/mx-hosts/{name}', `/api/mx-hosts/${encodeURIComponent(name)}`)).toEqual([]);
});

test('a view says what a check says', async () => {
  const view = await get<DomainResource>('/api/domains/policy-enforcer.example');
  expect(view).toMatchObject({
    verdict: 'unprotected',
    policy: { state: 'invalid' },
    stsRecord: { state: 'present' },
    tlsRptRecord: { state: 'present' },
  });
  expect(view.policy.published?.lines[1]).toMatchObject({
    text: 'mode: enforcer',
    problems: [{ kind: 'bad-mode', severity: 'error', from: 6, to: 14 }],
  });
  expect(view.findings.map(({ kind, status }) => [kind, status])).toContainEqual(['policy-invalid', 'open']);
  const expired = await get<DomainResource>('/api/domains/expired-mx.example');
  const [host] = expired.mxHosts;
  expect(host).toMatchObject({
    acceptance: 'refused',
    covered: true,
    endpoints: [{ shown: true, served: [{ current: true }] }],
  });
  const chain = host?.endpoints[0]?.served[0]?.chain ?? [];
  expect(chain).toHaveLength(2);
  expect(chain.map((fingerprint) => expired.certificates[fingerprint]?.issuer)).toEqual([
    expect.stringContaining('ec CA'),
    expect.stringContaining('root CA'),
  ]);
  expect(Date.parse(expired.certificates[chain[0] ?? '']?.validUntil ?? '')).toBeLessThan(Date.now());
});

test('an event of a policy names both bodies, and they can be had', async () => {
  await watched.sandbox.apply({ domain: 'healthy.example', to: { policy: { mode: 'testing' } } });
  await watched.check();
  const { items } = await get<EventPage>('/api/events?kind=policy-body-changed');
  // Another domain of the sandbox serves two policies in turn, and may have changed in the same run.
  const changed = items.find(({ target }) => target.name === 'healthy.example');
  expect(changed).toMatchObject({ severity: 'error', diff: expect.stringContaining('+mode: testing') as string });
  for (const sha256 of [changed?.before, changed?.after])
    expect(await get(`/api/policies/${sha256 ?? ''}`)).toMatchObject({
      sha256,
      published: { lines: expect.arrayContaining([{ text: 'version: STSv1', problems: [] }]) as unknown },
    });
});
