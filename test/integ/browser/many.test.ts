import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { forEachAtOnce } from '../../../lib/core/at-once';
import type { Dashboard } from '../../../lib/dashboard/server/server';
import { openStore } from '../../../lib/storage/open';
import type { OpenStore } from '../../../lib/storage/store';
import { launch, openTab, screenshot, show, violations } from './browser';
import { serve } from './world';

const DOMAINS = 35_000;

let browser: Browser;
let dashboard: Dashboard;

let store: OpenStore;
const dir = mkdtempSync(join(tmpdir(), 'many-'));

beforeAll(async () => {
  browser = await launch();
  store = await openStore({ embedded: { dir } });
  const at = Date.now();
  const verdicts = [
    'protected',
    'protected',
    'protected',
    'testing',
    'unprotected',
    'degraded',
    'undeliverable',
  ] as const;
  await forEachAtOnce(Array(DOMAINS).keys(), 64, async (n) =>
    store.addDomain({
      name: `d${String(n).padStart(5, '0')}.bulk.example`,
      source: 'test',
      addedAt: at,
      verdict: verdicts[n % verdicts.length] ?? 'unknown',
      verdictSince: at,
      reasons: ['So it is.'],
    }),
  );
  dashboard = await serve({
    store,
    clock: { now: () => Date.now() },
    every: { domains: 3_600_000, mxHosts: 3_600_000 },
    place: 'a test',
  });
}, 300_000);
afterAll(async () => {
  await browser.close();
  await dashboard.close();
  await store.close();
  rmSync(dir, { recursive: true });
});

test('35,000 domains: the overview, the list by pages, the filter and the search', async () => {
  const { page, faults, close } = await openTab(browser, dashboard.url);
  await page.getByRole('link', { name: /^15,000/ }).waitFor();
  await screenshot(page, 'many-overview-light-desktop', false);

  await show(page, '#/domains');
  expect(await page.locator('tbody tr').count()).toBe(100);
  await page.getByRole('link', { name: 'Next' }).click();
  await page.getByRole('link', { name: 'd00100.bulk.example' }).waitFor();
  expect(await page.locator('tbody tr').count()).toBe(100);
  expect(await violations(page)).toEqual([]);

  await page
    .getByRole('navigation', { name: 'By verdict' })
    .getByRole('link', { name: /Undeliverable 5,000/ })
    .click();
  await page.getByRole('link', { name: 'd00006.bulk.example' }).waitFor();

  await page.keyboard.press('/');
  await page.keyboard.type('d34999');
  await page.getByRole('option', { name: /^d34999\.bulk\.example/ }).waitFor();
  expect(await page.getByRole('option').count()).toBe(1);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'd34999.bulk.example' }).waitFor();
  await page.getByText('No look yet.').first().waitFor();
  expect(faults).toEqual([]);
  await close();
});
