import type { Browser, Page } from 'playwright-core';
import { Access } from '../../../lib/dashboard/server/access';
import { serveDashboard, type Dashboard } from '../../../lib/dashboard/server/server';
import { queryApp } from '../../../lib/query/app';
import { acknowledgementOperations } from '../../../lib/query/operations/acknowledgements';
import { silenceOperations } from '../../../lib/query/operations/silences';
import { watch, type Watched } from '../../query/watched';
import { launch, openTab, screenshot, show, violations } from './browser';

const TOKEN = 'T'.repeat(43);

let browser: Browser;
let watched: Watched;
const opened: Dashboard[] = [];

beforeAll(async () => {
  [browser, watched] = await Promise.all([launch(), watch([{ name: 'good.example', says: '' }])]);
  await watched.check();
});
afterEach(async () => {
  for (const dashboard of opened.splice(0)) await dashboard.close();
});
afterAll(async () => {
  await browser.close();
  await watched.close();
});

/** The dashboard as `start` serves it. */
async function serve(readsNeedToken = false): Promise<{ readonly url: string; readonly address: string }> {
  const access = new Access({ token: TOKEN, readsNeedToken });
  const deps = { ...watched.dependencies, store: watched.store };
  const api = queryApp(
    { ...deps, callerOf: () => 'ada', mayChange: ({ req }) => access.isOwner(req.raw.headers) },
    { operations: [...acknowledgementOperations(deps), ...silenceOperations(deps)] },
  );
  const dashboard = await serveDashboard({ api, access, port: 0 });
  opened.push(dashboard);
  return { url: dashboard.url, address: access.addressOf(dashboard.url) };
}

const plan = (page: Page) => page.getByRole('button', { name: 'Plan maintenance' });
const why = (page: Page) => page.getByText('Read-only: this page was opened without its token');

test('the printed address opens a page that can change things, and leaves no token in it', async () => {
  const { url, address } = await serve();
  const { page, faults, close } = await openTab(browser, `${address}#/silences`);
  await plan(page).waitFor();
  expect(page.url()).toBe(`${url}#/silences`);
  expect(await why(page).count()).toBe(0);
  expect(await page.evaluate(() => [document.cookie, document.referrer, history.length])).toEqual(['', '', 2]);

  await plan(page).click();
  await page.getByLabel('Of what').fill('good.example');
  await page.getByLabel('Why').fill('new disks');
  const written = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('dialog').getByRole('button', { name: 'Plan' }).click();
  expect((await written).status()).toBe(201);
  await page.reload();
  await plan(page).waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('without the token the page shows all, has no buttons, and says how to open it', async () => {
  const { url } = await serve();
  const { page, faults, close } = await openTab(browser, `${url}#/silences`);
  await why(page).waitFor();
  expect(await plan(page).count()).toBe(0);
  await show(page, '#/domain/good.example');
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('good.example');
  expect(await page.getByRole('button', { name: 'Mute' }).count()).toBe(0);
  await screenshot(page, 'read-only');
  expect(await violations(page)).toEqual([]);
  const status = await page.evaluate(async () => {
    const body = JSON.stringify({ purpose: 'mute', subject: 'good.example', reason: 'quiet' });
    return (await fetch('api/silences', { method: 'POST', headers: { 'content-type': 'application/json' }, body }))
      .status;
  });
  expect(status).toBe(403);
  expect(faults.filter((fault) => !fault.includes('403'))).toEqual([]);
  await close();
});

test('where reading takes the token, a page without it says so, and one with it shows all', async () => {
  const { url, address } = await serve(true);
  const stranger = await openTab(browser, url, { expected: /403/ });
  await why(stranger.page).waitFor();
  await stranger.page.getByText('requires its token for reading too').first().waitFor();
  expect(await stranger.page.content()).not.toContain('good.example');
  await stranger.close();
  const owner = await openTab(browser, address);
  await owner.page.getByRole('heading', { level: 1 }).waitFor();
  expect(owner.faults).toEqual([]);
  await owner.close();
});
