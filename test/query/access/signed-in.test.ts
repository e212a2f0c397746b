import { Hono } from 'hono';
import type { AccessRules } from '../../../lib/contract/hosted-dashboard';
import type { Claims } from '../../../lib/query/access/claims';
import { signedInApp } from '../../../lib/query/access/signed-in';

const api = new Hono().all('*', ({ text, req }) => text(`${req.method} ${req.path}`));
const RULES: AccessRules = {
  readers: { claim: 'groups', anyOf: ['team'] },
  operators: { claim: 'groups', anyOf: ['postmasters'] },
};

const ask = async (claims: Claims | undefined, method: string, rules = RULES): Promise<number> =>
  (await signedInApp(api, rules, () => claims).request('/api/alerts', { method })).status;

test('nobody gets an answer without signing in, whatever is asked and whatever the rules are', async () => {
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE'])
    expect([method, await ask(undefined, method, {})]).toEqual([method, 401]);
  const response = await signedInApp(api, {}, () => undefined).request('/api/alerts');
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ status: 401, title: 'Nobody is signed in' });
});

test('readers read, operators also change, and being an operator does not make one a reader', async () => {
  const answers = async (groups: readonly string[]) => [
    await ask({ groups }, 'GET'),
    await ask({ groups }, 'POST'),
    await ask({ groups }, 'DELETE'),
  ];
  expect(await answers(['team'])).toEqual([200, 403, 403]);
  expect(await answers(['team', 'postmasters'])).toEqual([200, 200, 200]);
  expect(await answers(['postmasters'])).toEqual([403, 403, 403]);
  expect(await answers([])).toEqual([403, 403, 403]);
});

test('without rules everybody who is signed in reads, and nobody changes anything', async () => {
  expect([await ask({}, 'GET', {}), await ask({}, 'POST', {})]).toEqual([200, 403]);
});

test('what is let through comes to the API as it was asked', async () => {
  const response = await signedInApp(api, {}, () => ({ sub: 'alice' })).request('/api/domains?q=a');
  expect(await response.text()).toBe('GET /api/domains');
});
