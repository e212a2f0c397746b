import { Hono } from 'hono';
import { ORIGIN_HEADER } from '../../lib/contract/hosted-dashboard';
import { originApp } from '../../lib/query/access/origin';

const app = originApp(
  new Hono().get('*', (c) => c.text('answered')),
  'secret-of-the-origin',
);

test('a request that came by CloudFront is answered', async () => {
  const answer = await app.request('/api/v1/domains', { headers: { [ORIGIN_HEADER]: 'secret-of-the-origin' } });
  expect([answer.status, await answer.text()]).toEqual([200, 'answered']);
});

test.each([
  ['no header', {}],
  ['another value', { [ORIGIN_HEADER]: 'secret-of-the-origiN' }],
  ['an empty one', { [ORIGIN_HEADER]: '' }],
])('at the address of the API itself, with %s, nothing is', async (_name, headers) => {
  const answer = await app.request('/api/v1/domains', { headers });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ detail: 'This address is closed. Use the address of the dashboard.' });
});
