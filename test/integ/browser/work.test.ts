import type { Browser } from 'playwright-core';
import type { AlertDetail, AlertPage, SilencePage } from '../../../lib/query/resources';
import { launch, openTab, screenshot, show, violations } from './browser';
import { openWorld, type BrowserWorld } from './world';

let browser: Browser;
let world: BrowserWorld;

beforeAll(async () => {
  [browser, world] = await Promise.all([launch(), openWorld()]);
  await world.check();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await world.close();
});

const get = async <T>(path: string): Promise<T> => (await fetch(`${world.url}${path}`)).json() as Promise<T>;

test('what goes wrong arrives by itself, and is told to a screen reader', async () => {
  const { page, faults, close } = await openTab(browser, world.url);
  const before = await page.getByRole('heading', { level: 1 }).innerText();
  await world.goWrong();
  await page.getByRole('link', { name: /mx\.smallhost\.example does not offer STARTTLS/ }).waitFor();
  const after = await page.getByRole('heading', { level: 1 }).innerText();
  expect(after).not.toBe(before);
  await page.getByRole('status').filter({ hasText: after }).waitFor({ state: 'attached' });
  expect(faults).toEqual([]);
  await close();
}, 60_000);

test('an alert is acknowledged with a reason and an end, and the acknowledgement withdrawn', async () => {
  const { page, faults, close } = await openTab(browser, world.url, { expected: /ERR_FAILED/ });
  await page.getByRole('link', { name: /mx\.smallhost\.example does not offer STARTTLS/ }).click();
  await page.getByRole('button', { name: 'Acknowledge' }).click();
  const dialog = page.getByRole('dialog', { name: 'Acknowledge this alert' });
  await dialog.getByLabel('Why').fill('The provider <b>knows</b>');
  await dialog.getByLabel('Until').selectOption('1 week from now');
  expect(await violations(page)).toEqual([]);
  await screenshot(page, 'acknowledge-light-desktop', false);
  await dialog.getByRole('button', { name: 'Acknowledge' }).click();
  await page.getByText('Acknowledged by ada').first().waitFor();
  const id = decodeURIComponent(new URL(page.url()).hash.split('/').at(-1) ?? '');
  const { acknowledgement } = await get<AlertDetail>(`api/alerts/${id}`);
  expect(acknowledgement).toMatchObject({ by: 'ada', reason: 'The provider <b>knows</b>' });
  expect(Date.parse(acknowledgement?.until ?? '') - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
  // What fails is said, and can be tried again.
  await page.route('**/acknowledgement', (route) => route.abort(), { times: 1 });
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByRole('alert').filter({ hasText: 'The monitor does not answer.' }).waitFor();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByRole('button', { name: 'Acknowledge' }).waitFor();
  expect((await get<AlertDetail>(`api/alerts/${id}`)).acknowledgement).toBeUndefined();
  expect(faults).toEqual([]);
  await close();
});

test('a domain is muted, maintenance is planned, and both are lifted; what the server refuses is said', async () => {
  const { page, faults, close } = await openTab(browser, world.url, { expected: /status of 400/ });
  await show(page, '#/domain/bank.example');
  await page.getByRole('button', { name: 'Mute' }).click();
  await page.getByLabel('Why').fill('Moves to another provider');
  await page.getByRole('dialog').getByRole('button', { name: 'Mute' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await show(page, '#/silences');
  await page.getByText('Mute of bank.example').waitFor();
  await page.getByRole('button', { name: 'Plan maintenance' }).click();
  const dialog = page.getByRole('dialog', { name: 'Plan maintenance' });
  await dialog.getByLabel('Of what').fill('no name!');
  await dialog.getByLabel('Why').fill('New firewall');
  await dialog.getByRole('button', { name: 'Plan' }).click();
  await dialog
    .getByRole('alert')
    .filter({ hasText: /no name of a domain/ })
    .waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel('Of what').fill('*');
  await dialog.getByRole('button', { name: 'Plan' }).click();
  await page.getByText('Maintenance of everything').waitFor();
  await screenshot(page, 'silences-made-light-desktop');
  await page.getByRole('button', { name: 'Lift: everything' }).click();
  await page.getByRole('button', { name: 'Lift: bank.example' }).click();
  await page.getByRole('button', { name: /^Lift/ }).first().waitFor({ state: 'detached' });
  const { items } = await get<SilencePage>('api/silences');
  expect(items.map(({ purpose, subject, state, lifted }) => [purpose, subject, state, lifted?.by])).toEqual([
    ['maintenance', '*', 'over', 'ada'],
    ['mute', 'domain/bank.example', 'over', 'ada'],
  ]);
  expect(faults).toEqual([]);
  await close();
});

test('with the keyboard alone: skip, search, go, step through rows, acknowledge, and the focus goes along', async () => {
  const { page, close } = await openTab(browser, world.url);
  const focused = (): Promise<string> =>
    page.evaluate(() => (document.activeElement as HTMLElement | null)?.innerText ?? '');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');

  await page.keyboard.press('/');
  await page.keyboard.type('smallh');
  await page.getByRole('option', { name: /^smallhost\.example/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  expect(await page.getByRole('combobox').getAttribute('aria-activedescendant')).toBe('hit-0');
  expect(await violations(page)).toEqual([]);
  await screenshot(page, 'search-light-desktop', false);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'smallhost.example' }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');

  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.getByRole('heading', { level: 1, name: 'Alerts' }).waitFor();
  await page.locator('[data-row]').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  expect(await focused()).toBe(await page.locator('[data-row]').first().innerText());
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Acknowledge' }).waitFor();
  // From the beginning of the view: the way back, and then the first button.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Acknowledge');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await focused()).toBe('Acknowledge');

  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByLabel('Shortcuts are on').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  expect(new URL(page.url()).hash).toMatch(/^#\/alert\//);
  await close();
});

test('a link leads back to the same list, the theme is remembered, and the way back works', async () => {
  const { page, close } = await openTab(browser, world.url, { colorScheme: 'light' });
  await show(page, '#/domains');
  await page
    .getByRole('textbox', { name: /Narrow/ })
    .or(page.getByRole('searchbox', { name: /Narrow/ }))
    .fill('mall');
  await page.waitForFunction(() => location.hash === '#/domains?q=mall');
  await page
    .getByRole('navigation', { name: 'By verdict' })
    .getByRole('link', { name: /Undeliverable/ })
    .click();
  await page.waitForFunction(() => location.hash === '#/domains?q=mall&verdict=undeliverable');
  await page.getByRole('button', { name: /^Colours/ }).click();
  await page.getByRole('button', { name: /Change to dark/ }).click();
  await page.reload();
  await page.getByRole('link', { name: 'smallhost.example' }).waitFor();
  expect(await page.locator('tbody tr').allInnerTexts()).toEqual([expect.stringContaining('smallhost.example')]);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
  await page.getByRole('link', { name: 'smallhost.example' }).click();
  await page.getByRole('heading', { level: 1, name: 'smallhost.example' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Domains' }).waitFor();
  await page.getByRole('link', { name: 'smallhost.example' }).waitFor();
  expect(await page.locator('tbody tr').count()).toBe(1);
  await close();
});

test('when the monitor is away the page says so, keeps what was known, and goes on by itself', async () => {
  const { page, close } = await openTab(browser, world.url, { expected: /ERR_/ });
  const headline = await page.getByRole('heading', { level: 1 }).innerText();
  await page.context().setOffline(true);
  await page.getByText(/has not answered since/).waitFor();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(headline);
  expect(await violations(page)).toEqual([]);
  await screenshot(page, 'offline-light-desktop', false);
  await page.evaluate(() => (location.hash = '#/domain/news.example'));
  await page.getByText('The monitor does not answer.').waitFor();
  await page.context().setOffline(false);
  await page.getByText(/has not answered since/).waitFor({ state: 'detached' });
  await page.getByRole('heading', { level: 1, name: 'news.example' }).waitFor();
  await close();
});

test('a fresh monitor says that it knows nothing yet', async () => {
  const { items } = await get<AlertPage>('api/alerts');
  expect(items.length).toBeGreaterThan(0);
  const { page, close } = await openTab(browser, world.url, {
    before: (tab) => tab.route('**/api/alerts?*', (route) => route.fulfill({ json: { items: [] } })),
  });
  await show(page, '#/alerts');
  await page.getByText('No alert is open.').waitFor();
  await close();
});
