import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Api } from '../../../lib/dashboard/server/api';
import { CONTENT_SECURITY_POLICY, isLoopback } from '../../../lib/dashboard/server/guard';
import { serveDashboard, type Dashboard } from '../../../lib/dashboard/server/server';

const PAGE = readFileSync(join(__dirname, '../../../lib/dashboard/page/index.html'), 'utf8');

let folder: string;
let dashboard: Dashboard;
let answer: Api['fetch'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
  writeFileSync(join(folder, 'index.html'), PAGE);
  writeFileSync(join(folder, 'page.js'), 'void 0');
  writeFileSync(join(folder, 'notes.txt'), 'not for readers');
  dashboard = await serveDashboard({ api: { fetch: (asked) => answer(asked) }, port: 0, folder });
});
beforeEach(() => {
  answer = () => Response.json({ headline: 'All is well.' }, { headers: { etag: 'W/"1"' } });
});
afterAll(async () => {
  await dashboard.close();
  rmSync(folder, { recursive: true });
});

/** Sends a request as a browser that was led here: fetch() sets Host itself. */
const status = (headers: Readonly<Record<string, string>>, method = 'GET', path = ''): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(
      `${dashboard.url}${path}`,
      { method, headers },
      (response) => (response.resume(), resolve(response.statusCode)),
    )
      .on('error', reject)
      .end();
  });

test('it listens on loopback, and answers to its names alone', async () => {
  expect(dashboard.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(await status({ host: 'localhost:1234' })).toBe(200);
  expect(await status({ host: 'attacker.example' })).toBe(403);
  expect(await status({ host: 'attacker.example' }, 'GET', 'api/overview')).toBe(403);
  expect(await status({ host: '127.0.0.1.attacker.example' })).toBe(403);
});

test.each([
  ['localhost', true],
  ['LOCALHOST:80', true],
  ['127.0.0.1:8425', true],
  ['127.9.9.9', true],
  ['[::1]:8425', true],
  ['[::2]', false],
  ['128.0.0.1', false],
  ['', false],
  [':80', false],
  ['127.1', false],
  ['localhost.', false],
  ['localhost@attacker.example', false],
  ['localhost:80:80', false],
])('Host %s names this machine: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));

test('another site may not change anything', async () => {
  const own = new URL(dashboard.url).host;
  expect(await status({ host: own, origin: `http://${own}` }, 'POST', 'api/alerts')).toBe(200);
  expect(await status({ host: own }, 'POST', 'api/alerts')).toBe(200);
  expect(await status({ host: own, origin: 'https://attacker.example' }, 'POST', 'api/alerts')).toBe(403);
  expect(await status({ host: own, origin: 'null' }, 'POST', 'api/alerts')).toBe(403);
  expect(await status({ host: own, 'sec-fetch-site': 'cross-site' }, 'DELETE', 'api/alerts')).toBe(403);
});

test('every answer carries the policy, those of the API and refusals too, unless it has one of its own', async () => {
  for (const path of ['', 'page.js', 'api/overview', 'nowhere']) {
    const { headers } = await fetch(`${dashboard.url}${path}`);
    expect([path, headers.get('content-security-policy'), headers.get('x-content-type-options')]).toEqual([
      path,
      CONTENT_SECURITY_POLICY,
      'nosniff',
    ]);
  }
  answer = () => new Response('{}', { headers: { 'content-security-policy': "default-src 'none'" } });
  expect((await fetch(`${dashboard.url}api/overview`)).headers.get('content-security-policy')).toBe(
    "default-src 'none'",
  );
  expect(CONTENT_SECURITY_POLICY).not.toContain('unsafe');
});

test('the first answer stands in the page, and no name in it can end its element', async () => {
  answer = () => Response.json({ headline: '</script><script>alert(1)</script><!--\u2028' });
  const html = await (await fetch(dashboard.url)).text();
  expect(html.match(/<\/script>/g)).toHaveLength(PAGE.match(/<\/script>/g)?.length ?? 0);
  expect(html).not.toContain('<!--');
  const json = /id="first-answers">(.*)<\/script>/.exec(html)?.[1] ?? '';
  expect(JSON.parse(json)).toEqual({
    'api/overview': { etag: null, body: { headline: '</script><script>alert(1)</script><!--\u2028' } },
  });
});

test('a page without its first answer is served all the same: when the API fails, and when it is slow', async () => {
  answer = () => new Response('no', { status: 500 });
  expect(await (await fetch(dashboard.url)).text()).toBe(PAGE);
  answer = () => Promise.reject(new Error('the table is gone'));
  expect(await (await fetch(dashboard.url)).text()).toBe(PAGE);
  answer = () => new Promise(() => undefined);
  expect(await (await fetch(dashboard.url)).text()).toBe(PAGE);
});

test('files are served by name, by their type, with a validator, and nothing beside them', async () => {
  const script = await fetch(`${dashboard.url}page.js`);
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(
    (await fetch(`${dashboard.url}page.js`, { headers: { 'if-none-match': script.headers.get('etag') ?? '' } })).status,
  ).toBe(304);
  expect((await fetch(`${dashboard.url}page.js`, { method: 'HEAD' })).headers.get('etag')).toBe(
    script.headers.get('etag'),
  );
  expect((await fetch(`${dashboard.url}page.js`, { method: 'POST' })).status).toBe(405);
  answer = () => new Response('the API', { status: 404 });
  for (const path of ['notes.txt', '..%2fpackage.json', 'package.json'])
    expect(await (await fetch(`${dashboard.url}${path}`)).text()).toBe('the API');
});

test('a port that is taken gives way to the next, or is told', async () => {
  const { port } = new URL(dashboard.url);
  const api: Api = { fetch: () => new Response() };
  await expect(serveDashboard({ api, port: Number(port), folder })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const next = await serveDashboard({ api, port: Number(port), tries: 20, folder });
  expect(Number(new URL(next.url).port)).toBeGreaterThan(Number(port));
  await next.close();
});

test('a page that was not built is told by the folder that it is missed in', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'page-'));
  await expect(serveDashboard({ api: { fetch: () => new Response() }, port: 0, folder: empty })).rejects.toThrow(
    /is not in .*page-.*: run npm run build/,
  );
  rmSync(empty, { recursive: true });
});

describe('/healthz', () => {
  let found: readonly string[] = [];
  let own: Dashboard;
  beforeEach(async () => {
    found = [];
    own = await serveDashboard({
      api: { fetch: () => new Response('api', { status: 404 }) },
      port: 0,
      folder,
      faults: () => found,
    });
  });
  afterEach(() => own.close());

  test('is 200 while all is well, and 503 with the reasons when it is not', async () => {
    const well = await fetch(`${own.url}healthz`);
    expect([well.status, await well.text(), well.headers.get('cache-control')]).toEqual([200, 'ok\n', 'no-store']);
    found = ['no run over domains finished in time', 'the store fails'];
    const ill = await fetch(`${own.url}healthz`);
    expect([ill.status, await ill.text()]).toEqual([503, 'no run over domains finished in time; the store fails\n']);
    const head = await fetch(`${own.url}healthz`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([503, '']);
  });

  test('is for this machine and for reading alone, and is not there without a monitor', async () => {
    expect((await fetch(`${own.url}healthz`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${own.url}healthz/more`)).status).toBe(404);
    expect(await (await fetch(`${dashboard.url}healthz`)).text()).not.toBe('ok\n');
  });
});
