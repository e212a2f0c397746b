import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { Pki } from '../../../lib/sandbox/pki/authority';
import { watch, type Watched } from '../../query/watched';
import { launch, openTab, screenshot, violations, type Tab, type TabOptions } from './browser';
import { deploy, type Deployment } from './hosted/deployment';

const GROUPS = { alice: ['team', 'postmasters'], bob: ['team'], mallory: ['staff'] };
const ACCESS = {
  readers: { claim: 'groups', anyOf: ['team'] },
  operators: { claim: 'groups', anyOf: ['postmasters'] },
};

/** What the provider's pages ask for, and cannot get. */
const FROM_THERE = /^request: |fonts|ERR_FAILED/;

let browser: Browser;
let watched: Watched;
let deployment: Deployment;

beforeAll(async () => {
  [browser, watched] = await Promise.all([launch(), watch([{ name: 'good.example', says: '' }])]);
  await watched.check();
  const pki = await Pki.create();
  deployment = await deploy({
    credentials: await pki.issue({ names: ['127.0.0.1'] }),
    watched,
    access: ACCESS,
    groups: GROUPS,
  });
});
afterAll(async () => {
  await browser.close();
  await deployment.close();
  await watched.close();
});

/** A tab that is on its way to the provider; requests there are no fault. The provider's own pages ask for a font elsewhere, and do without. */
const arrive = (hash = '', { before, ...options }: TabOptions = {}): Promise<Tab> =>
  openTab(browser, `${deployment.url}${hash}`, {
    ignoreHTTPSErrors: true,
    expected: FROM_THERE,
    async before(tab) {
      await tab.route(
        (url) => url.hostname !== '127.0.0.1',
        (route) => route.abort(),
      );
      await before?.(tab);
    },
    ...options,
  });

/** Gives a name at the provider, and agrees to what is asked there. */
async function signIn(page: Page, name: string): Promise<void> {
  await page.fill('input[name=login]', name);
  await page.fill('input[name=password]', 'any');
  await page.click('button[type=submit]');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`${deployment.url}**`);
}

/** Asks the API as the page does, with the token that the tab keeps. */
const ask = (
  page: Page,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> =>
  page.evaluate(
    async ([method, path, body]) => {
      const { idToken } = JSON.parse(sessionStorage.getItem('mta-sts-watch.tokens') ?? '{}') as { idToken?: string };
      const response = await fetch(path, {
        method,
        headers: { authorization: `Bearer ${idToken ?? ''}`, 'content-type': 'application/json' },
        ...(body !== '' && { body }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    [method, path, body === undefined ? '' : JSON.stringify(body)] as const,
  );

test('who is not signed in gets the empty page and nothing else', async () => {
  const page = await browser.newContext({ ignoreHTTPSErrors: true });
  const status = async (path: string, headers: Record<string, string> = {}) =>
    (await page.request.get(`${deployment.url}${path}`, { headers })).status();
  for (const path of ['api/overview', 'api/domains', 'api/openapi.json', 'api/metrics'])
    expect([path, await status(path)]).toEqual([path, 401]);
  expect(await status('api/overview', { authorization: 'Bearer e30.e30.e30' })).toBe(401);
  const shell = await (await page.request.get(deployment.url)).text();
  expect(shell).not.toContain('good.example');
  await page.close();
});

test('signs in at the provider, comes back to the view that was asked for, and shows it under the strict policy', async () => {
  const { page, faults, close } = await arrive('#/domain/good.example');
  await page.waitForURL(`${deployment.issuer}/**`);
  const asked = new URL((await page.evaluate(() => performance.getEntriesByType('navigation')[0]?.name)) ?? '');
  expect(asked.origin).toBe(deployment.issuer);
  await signIn(page, 'alice');
  await page.getByRole('heading', { level: 1, name: /good\.example/ }).waitFor();
  expect(page.url()).toBe(`${deployment.url}#/domain/good.example`);
  await page.getByText('Signed in as alice@example.com').waitFor();
  expect(await violations(page)).toEqual([]);
  await screenshot(page, 'hosted-domain');
  expect(faults).toEqual([]);

  // A reload goes on in the same session, without the provider.
  const elsewhere: string[] = [];
  page.on(
    'request',
    (request) => void (request.isNavigationRequest() && elsewhere.push(new URL(request.url()).origin)),
  );
  await page.reload();
  await page.getByText('Signed in as alice@example.com').waitFor();
  expect(new Set(elsewhere)).toEqual(new Set([new URL(deployment.url).origin]));
  await close();
});

test('an operator changes things in their own name, a reader is told why not, a stranger sees nothing', async () => {
  const mute = {
    purpose: 'mute',
    subject: 'good.example',
    reason: 'a test',
    until: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const asked = async (name: string) => {
    const { page, close } = await arrive('', { expected: /./ });
    await signIn(page, name);
    await page.locator('main h1, main .failure').first().waitFor();
    const answers = {
      shown: await page.locator('main').innerText(),
      read: await ask(page, 'GET', 'api/overview'),
      write: await ask(page, 'POST', 'api/silences', mute),
    };
    await close();
    return answers;
  };
  expect(await asked('alice')).toMatchObject({
    read: { status: 200 },
    write: { status: 201, body: { by: 'alice@example.com', subject: 'good.example' } },
  });
  expect(await asked('bob')).toMatchObject({
    read: { status: 200 },
    write: { status: 403, body: { detail: expect.stringContaining('You may look') as string } },
  });
  const mallory = await asked('mallory');
  expect(mallory).toMatchObject({ read: { status: 403 }, write: { status: 403 } });
  expect(mallory.shown).toContain('are not one of those who may see this dashboard');
});

test('a reader finds no buttons that would be refused, and reads why; an operator finds them', async () => {
  for (const [name, mayChange] of [
    ['bob', false],
    ['alice', true],
  ] as const) {
    const { page, close } = await arrive('#/silences', { expected: /./ });
    await signIn(page, name);
    const plan = page.getByRole('button', { name: 'Plan maintenance' });
    const why = page.getByText('You may look, but not acknowledge');
    await (mayChange ? plan : why).waitFor();
    await page.getByText('Mutes and maintenance').first().waitFor();
    expect([await plan.count(), await why.count()]).toEqual(mayChange ? [1, 0] : [0, 1]);
    expect(await violations(page)).toEqual([]);
    await close();
  }
});

test('goes on by itself before the token ends, and asks for the person again when it cannot', async () => {
  const { page, close } = await arrive('#/domains', { expected: /./, before: (tab) => tab.clock.install() });
  await signIn(page, 'alice');
  await page.getByRole('heading', { level: 1 }).waitFor();
  // Rotated with each use; two ID tokens of one second may be the same.
  const first = await page.evaluate(
    () =>
      (JSON.parse(sessionStorage.getItem('mta-sts-watch.tokens') ?? '{}') as { refreshToken?: string }).refreshToken,
  );
  const renewed = page.waitForResponse((response) => response.url() === `${deployment.issuer}/token`);
  await page.clock.fastForward(3_570_000);
  expect((await (await renewed).json()) as object).toMatchObject({ refresh_token: expect.any(String) as string });
  await page.waitForFunction(
    (before) =>
      (JSON.parse(sessionStorage.getItem('mta-sts-watch.tokens') ?? '{}') as { refreshToken?: string }).refreshToken !==
      before,
    first,
  );
  expect(await ask(page, 'GET', 'api/overview')).toMatchObject({ status: 200 });

  // The session at the provider is over, and so is what the tab kept.
  await page.context().clearCookies();
  await page.evaluate(() =>
    sessionStorage.setItem(
      'mta-sts-watch.tokens',
      JSON.stringify({ idToken: 'e30.e30.e30', name: 'alice', expiresAt: Date.now() + 3_600_000 }),
    ),
  );
  await page.reload();
  // Each answer that refuses the token leads there: a navigation under way may be replaced by the next.
  for (let n = 0; n < 300 && !page.url().startsWith(`${deployment.issuer}/interaction/`); n++) await pause(100);
  await page
    .getByText(/sign-in/i)
    .first()
    .waitFor();
  expect(page.url()).toContain(`${deployment.issuer}/interaction/`);
  await close();
});

test('signing out ends the session at the provider as well', async () => {
  const { page, close } = await arrive('', { expected: /./ });
  await signIn(page, 'alice');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${deployment.issuer}/session/end**`);
  await page.getByRole('button', { name: /yes/i }).click();
  // Back at the dashboard nobody is known, so it asks who is there.
  await page.waitForURL(`${deployment.issuer}/interaction/**`);
  expect(await page.locator('input[name=login]').count()).toBe(1);
  await close();
});

test('an answer to a question that was not asked signs nobody in', async () => {
  const { page, close } = await arrive('', { expected: /./ });
  await page.waitForURL(`${deployment.issuer}/interaction/**`);
  // The tab has begun a sign-in; somebody else's code, with another state, comes back to it.
  await page.goto(`${deployment.url}?code=stolen&state=of-another&iss=${encodeURIComponent(deployment.issuer)}`);
  await page.getByText('unexpected "state" response parameter value').waitFor();
  expect(await page.evaluate(() => sessionStorage.getItem('mta-sts-watch.tokens'))).toBeNull();
  expect(page.url()).toBe(deployment.url);
  expect(await violations(page)).toEqual([]);
  await screenshot(page, 'hosted-stopped');
  // And a refusal is told in the provider's words.
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${deployment.issuer}/interaction/**`);
  await page.getByText('Cancel').click();
  await page.getByText('End-User aborted interaction').waitFor();
  await close();
});
