import type { Browser, Page } from 'playwright-core';
import type { AlertPage } from '../../../lib/query/resources';
import { DESKTOP, launch, openTab, PHONE, screenshot, show, violations } from './browser';
import { HOSTILE, LONG_NAME, openWorld, type BrowserWorld } from './world';

let browser: Browser;
let world: BrowserWorld;

beforeAll(async () => {
  [browser, world] = await Promise.all([launch(), openWorld()]);
  await world.check();
  await world.goWrong();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await world.close();
});

const get = async <T>(path: string): Promise<T> => (await fetch(`${world.url}${path}`)).json() as Promise<T>;

/** Every view, by the name of its screenshot. */
async function views(): Promise<readonly (readonly [name: string, hash: string])[]> {
  const { items } = await get<AlertPage>('api/alerts?status=open&severity=critical');
  const shared = items.find(({ subject }) => subject?.name === 'mx.smallhost.example');
  return [
    ['overview', '#/'],
    ['domains', '#/domains'],
    ['domains-undeliverable', '#/domains?verdict=undeliverable'],
    ['domain-degraded', '#/domain/bank.example'],
    ['domain-invalid-policy', '#/domain/policy-enforcer.example'],
    ['domain-changed-policy', '#/domain/airline.example'],
    ['domain-dane', '#/domain/dane-wrong-name.example'],
    ['domain-hostile', '#/domain/hostile.example'],
    ['mx-hosts', '#/mx-hosts'],
    ['mx-host', '#/mx/mx.smallhost.example'],
    ['alerts', '#/alerts'],
    ['alert', `#/alert/${shared?.id ?? ''}`],
    ['silences', '#/silences'],
    ['changes', '#/changes'],
    ['unknown-domain', '#/domain/never.example'],
    ['no-such-view', '#/nowhere'],
  ];
}

/** Whether the page can be scrolled sideways: something in it is wider than the window. */
const overflows = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

describe.each([
  ['light', 'desktop', DESKTOP],
  ['dark', 'desktop', DESKTOP],
  ['light', 'phone', PHONE],
  ['dark', 'phone', PHONE],
] as const)('%s, %s', (colorScheme, device, viewport) => {
  test('every view stands, fits, and leaves axe-core nothing to say', async () => {
    const { page, faults, close } = await openTab(browser, world.url, {
      colorScheme,
      viewport,
      reducedMotion: 'reduce',
      expected: /status of 404/,
    });
    const found: unknown[] = [];
    for (const [name, hash] of await views()) {
      await show(page, hash);
      await page
        .locator('details')
        .evaluateAll((all) => all.forEach((one) => ((one as HTMLDetailsElement).open = true)));
      await page.waitForLoadState('networkidle');
      // Colours are those of the dark desktop, and the layout that of the light phone: both were looked at.
      const faulty = colorScheme === 'dark' && device === 'phone' ? [] : await violations(page);
      if (faulty.length > 0) found.push([name, faulty]);
      if (await overflows(page)) found.push([name, 'is wider than the window']);
      await page
        .locator('details')
        .evaluateAll((all) => all.forEach((one) => ((one as HTMLDetailsElement).open = false)));
      await screenshot(page, `${name}-${colorScheme}-${device}`);
    }
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  }, 120_000);
});

test('a phone shows the coverage of both schedules, with what its numbers are', async () => {
  const { page, close } = await openTab(browser, world.url, { viewport: PHONE });
  const rows = page.getByRole('region', { name: 'Coverage' }).getByRole('row');
  await rows.first().waitFor();
  const shown = await rows.filter({ visible: true }).allInnerTexts();
  expect(
    shown.map((row) =>
      row
        .split('\t')
        .map((cell) => cell.trim())
        .filter((cell) => cell !== ''),
    ),
  ).toEqual([
    ['Last run', 'Looked at', 'Partly unseen', 'Failed'],
    ['Domains', expect.stringMatching(/^\d+ of \d+$/), expect.any(String), expect.any(String)],
    ['MX hosts', expect.stringMatching(/^\d+ of \d+$/), expect.any(String), expect.any(String)],
  ]);
  await close();
});

test('what the network wrote is text: nothing of it runs, turns the line round, or breaks the page', async () => {
  const { page, faults, close } = await openTab(browser, world.url);
  for (const { name } of HOSTILE) {
    await show(page, `#/domain/${encodeURIComponent(name)}`);
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.locator('body').innerText()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(await overflows(page)).toBe(false);
    // A link that runs a script would have come from a record.
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
  }
  await show(page, '#/domain/hostile.example');
  const record = page.getByRole('list', { name: /The record at _mta-sts/ });
  await expect(record.innerText()).resolves.toContain('\\u202e<img src=x');
  await show(page, '#/domains');
  const cell = page.getByRole('link', { name: LONG_NAME });
  await expect(cell.getAttribute('title')).resolves.toBe(LONG_NAME);
  expect(await cell.evaluate((link) => link.scrollWidth > link.clientWidth)).toBe(true);
  expect(faults).toEqual([]);
  await close();
});

test('a change of the policy is shown side by side, the words that differ marked', async () => {
  const { page, faults, close } = await openTab(browser, world.url);
  await show(page, '#/domain/airline.example');
  await page.getByText('Show the policy before and after').first().click();
  const diff = page.getByRole('group', { name: 'The policy before and after' });
  await diff.getByRole('table').waitFor();
  expect(await diff.locator('tr.changed td').allInnerTexts()).toEqual([
    expect.stringMatching(/mode: enforce$/),
    expect.stringMatching(/mode: testing$/),
  ]);
  expect(await diff.locator('tr.changed b').allInnerTexts()).toEqual(['enforce', 'testing']);
  expect(await violations(page)).toEqual([]);
  await screenshot(page, 'diff-light-desktop', false);
  expect(faults).toEqual([]);
  await close();
});

test('a faulty part of a policy is marked, with what to write instead', async () => {
  const { page, close } = await openTab(browser, world.url);
  await show(page, '#/domain/policy-enforcer.example');
  const policy = page.getByRole('list', { name: 'The policy as published' });
  expect(await policy.locator('mark').innerText()).toBe('enforcer');
  expect(await policy.innerText()).toMatch(/did you mean enforce\?/);
  await close();
});

test('a fix is copied as it is to be published', async () => {
  const { page, close } = await openTab(browser, world.url, { permissions: ['clipboard-read', 'clipboard-write'] });
  await show(page, '#/domain/workshop.example');
  const steps = page.getByRole('article', { name: /does not use MTA-STS/ }).getByRole('button', { name: /^Copy the / });
  const copied: string[] = [];
  for (const step of await steps.all()) {
    await step.click();
    await step.getByText('Copied').waitFor();
    copied.push(await page.evaluate(() => navigator.clipboard.readText()));
  }
  expect(copied).toEqual([
    expect.stringMatching(/^_smtp\._tls\.workshop\.example\. IN TXT "v=TLSRPTv1;[^\n]*$/),
    expect.stringMatching(/^version: STSv1\nmode: testing\n[^]*max_age: 604800$/),
    'https://mta-sts.workshop.example/.well-known/mta-sts.txt',
    expect.stringMatching(/^_mta-sts\.workshop\.example\. IN TXT "v=STSv1;[^\n]*$/),
  ]);
  await close();
});

test('times are the reader’s, with UTC on hover', async () => {
  const { page, close } = await openTab(browser, world.url, { timezoneId: 'Pacific/Auckland' });
  await show(page, '#/changes');
  const time = page.locator('main time').first();
  const at = new Date((await time.getAttribute('datetime')) ?? '');
  expect(await time.innerText()).toBe(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Pacific/Auckland',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }).format(at),
  );
  expect(await time.getAttribute('title')).toBe(`${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`);
  await close();
});

test('on paper there is the view alone, in black on white', async () => {
  const { page, close } = await openTab(browser, world.url, { colorScheme: 'dark' });
  await show(page, '#/domain/bank.example');
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('banner').isVisible()).toBe(false);
  expect(await page.locator('.copy').first().isVisible()).toBe(false);
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
  await screenshot(page, 'print-domain');
  expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
  await close();
});
