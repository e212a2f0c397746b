import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Access } from '../../../lib/dashboard/server/access';
import { serveDashboard, type Dashboard } from '../../../lib/dashboard/server/server';

const TOKEN = 'abcdefghijklmnopqrstuvwxyz-0123456789_ABCDE';
const PAGE = '<script type="application/json" id="first-answers">{}</script>';

let folder: string;
const opened: Dashboard[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
  writeFileSync(join(folder, 'index.html'), PAGE);
  writeFileSync(join(folder, 'page.js'), 'void 0');
});
afterEach(async () => {
  for (const dashboard of opened.splice(0)) await dashboard.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function serve(readsNeedToken = false) {
  const access = new Access({ token: TOKEN, readsNeedToken });
  const reached: string[] = [];
  const api = {
    fetch: (request: Request) => {
      reached.push(`${request.method} ${new URL(request.url).pathname}`);
      return Response.json({ headline: 'All is well.' });
    },
  };
  const dashboard = await serveDashboard({ api, access, port: 0, folder });
  opened.push(dashboard);
  const { port } = new URL(dashboard.url);
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${dashboard.url}${path}`, { redirect: 'manual', ...init });
  return {
    url: dashboard.url,
    cookie: `mta-sts-watch-${port}`,
    address: access.addressOf(dashboard.url),
    ask,
    reached,
  };
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

test.each(['POST', 'DELETE', 'PUT', 'PATCH'])('%s takes the token, whatever else comes with it', async (method) => {
  const { ask, cookie, reached } = await serve();
  const wrong: (RequestInit | undefined)[] = [
    undefined,
    bearer(''),
    bearer(TOKEN.slice(0, -1)),
    bearer(`${TOKEN}x`),
    bearer(TOKEN.toLowerCase()),
    { headers: { authorization: `Basic ${TOKEN}` } },
    { headers: { cookie: `${cookie}=` } },
    { headers: { cookie: `${cookie}=${TOKEN.toUpperCase()}` } },
    { headers: { cookie: `mta-sts-watch-1=${TOKEN}; other=${TOKEN}` } },
  ];
  for (const init of wrong) {
    const response = await ask('api/silences', { ...init, method });
    expect([response.status, response.headers.get('content-type')]).toEqual([403, 'application/problem+json']);
    expect(((await response.json()) as { detail: string }).detail).toMatch(
      /^Changes require the token of this dashboard\. Open the address .* "mta-sts-watch dashboard token" prints the token/,
    );
  }
  expect((await ask(`api/silences?token=${TOKEN}`, { method })).status).toBe(403);
  expect(reached).toEqual([]);
  for (const init of [bearer(TOKEN), { headers: { cookie: `a=b; ${cookie}=${TOKEN}; c=d` } }])
    expect((await ask('api/silences', { ...init, method })).status).toBe(200);
  expect(reached).toHaveLength(2);
});

test('with the token too, another site may not change anything', async () => {
  const { ask, cookie, reached } = await serve();
  for (const headers of [{ origin: 'http://127.0.0.1:1' }, { 'sec-fetch-site': 'same-site' }] as const)
    expect(
      (await ask('api/silences', { method: 'POST', headers: { ...headers, cookie: `${cookie}=${TOKEN}` } })).status,
    ).toBe(403);
  expect(reached).toEqual([]);
});

test('reading takes it where that is configured, and the page holds no answer then', async () => {
  const free = await serve();
  expect((await free.ask('api/overview')).status).toBe(200);
  expect(await (await free.ask('')).text()).toContain('All is well.');

  const { ask, cookie } = await serve(true);
  for (const path of ['api/overview', 'feed.atom', 'metrics']) {
    const refused = await ask(path);
    expect([path, refused.status]).toEqual([path, 403]);
    expect(await refused.text()).toMatch(/requires its token for reading too/);
    expect((await ask(path, bearer(TOKEN))).status).toBe(200);
  }
  expect(await (await ask('')).text()).toBe(PAGE);
  expect((await ask('page.js')).status).toBe(200);
  expect(await (await ask('', { headers: { cookie: `${cookie}=${TOKEN}` } })).text()).toContain('All is well.');
});

test('the address is exchanged for a cookie, and leaves no token behind', async () => {
  const { ask, address, url, cookie } = await serve();
  expect(address).toBe(`${url}?token=${TOKEN}`);
  const response = await ask(address.slice(url.length));
  expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
  expect(response.headers.get('set-cookie')).toBe(
    `${cookie}=${TOKEN}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict`,
  );
  expect([response.headers.get('cache-control'), response.headers.get('referrer-policy')]).toEqual([
    'no-store',
    'no-referrer',
  ]);
  const wrong = await ask('?token=guess');
  expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([403, null]);
  expect(await wrong.text()).not.toContain('guess');
  expect((await ask('?token=')).status).toBe(403);
});

test('two dashboards of one machine have a cookie each', async () => {
  const [first, second] = [await serve(), await serve()];
  expect(first.cookie).not.toBe(second.cookie);
  expect(
    (await second.ask('api/silences', { method: 'POST', headers: { cookie: `${first.cookie}=${TOKEN}` } })).status,
  ).toBe(403);
});
