import type { Browser } from 'playwright-core';
import { serveDashboard, type Dashboard } from '../../../lib/dashboard/server/server';
import { CONTENT_SECURITY_POLICY } from '../../../lib/dashboard/server/guard';
import { queryApp } from '../../../lib/query/app';
import { watch, type Watched } from '../../query/watched';
import { launch, openTab, violations } from './browser';

let browser: Browser;
let watched: Watched;
let dashboard: Dashboard;

beforeAll(async () => {
  [browser, watched] = await Promise.all([launch(), watch([{ name: 'good.example', says: '' }])]);
  await watched.check();
  dashboard = await serveDashboard({ api: queryApp(watched.dependencies), port: 0 });
});
afterAll(async () => {
  await browser.close();
  await dashboard.close();
  await watched.close();
});

test('the first view is drawn from the page itself, under its policy', async () => {
  // Whatever else the page asks for never comes: the overview stands nevertheless.
  const { page, faults, close } = await openTab(browser, dashboard.url, {
    before: (tab) => tab.route('**/api/**', () => undefined),
  });
  expect((await fetch(dashboard.url)).headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.locator('.skeleton').count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

test('the policy holds: neither markup nor a script of text comes to life', async () => {
  const { page, close } = await openTab(browser, dashboard.url, { expected: /Content.Security.Policy|Trusted/i });
  const tried = await page.evaluate(() => {
    const attempt = (act: () => void): string => {
      try {
        act();
        return 'done';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const script = document.createElement('script');
    const style = document.createElement('style');
    const [markup, source] = [
      attempt(() => (document.body.innerHTML = '<b>markup</b>')),
      attempt(() => (script.textContent = 'window.ran = true')),
    ];
    script.append('window.ran = true');
    style.append('body { display: none }');
    document.head.append(script, style);
    const handler = attempt(() => document.body.setAttribute('onclick', 'window.ran = true'));
    document.body.click();
    return { markup, source, handler, ran: 'ran' in window, display: getComputedStyle(document.body).display };
  });
  expect(tried).toEqual({
    markup: 'TypeError',
    source: 'TypeError',
    handler: 'TypeError',
    ran: false,
    display: 'block',
  });
  await close();
});
