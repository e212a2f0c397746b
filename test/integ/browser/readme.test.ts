import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import type { DomainDeclaration } from '../../../lib/sandbox/world/declaration';
import { launch, openTab } from './browser';
import { openWorld, type BrowserWorld } from './world';

/** Where `npm run docs:picture` puts the pictures of the README; not set in the suite, which looks at their size alone. */
const FOLDER = process.env.PICTURES;
const MOST_BYTES = 200_000;

/** Certificates at all ages, as in life: `days` to their end. */
const OTHERS: readonly (readonly [name: string, days: number])[] = [
  ['bakery', 8],
  ['bridge', 19],
  ['ferry', 23],
  ['forest', 24],
  ['harbour', 31],
  ['island', 38],
  ['lake', 38],
  ['market', 46],
  ['meadow', 52],
  ['orchard', 60],
  ['river', 67],
  ['theatre', 74],
];
const ageing = OTHERS.map(([label, until]): DomainDeclaration => ({
  name: `${label}.example`,
  says: '',
  hosts: { mx: { certificate: { from: until - 90, until } } },
  policyHost: { certificate: { from: -until, until: 90 - until } },
}));

let browser: Browser;
let world: BrowserWorld;

beforeAll(async () => {
  [browser, world] = await Promise.all([launch(), openWorld({ domains: ageing, faults: false })]);
  await world.check();
  await world.goWrong();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await world.close();
});

test.each(['light', 'dark'] as const)('the overview as the README shows it, %s', async (colorScheme) => {
  const { page, faults, close } = await openTab(browser, world.url, {
    colorScheme,
    viewport: { width: 1240, height: 1600 },
  });
  await page.locator('.chart canvas').waitFor();
  const { y, height } = (await page.locator('section', { has: page.locator('#expiries') }).boundingBox()) ?? {
    y: 0,
    height: 0,
  };
  await page.setViewportSize({ width: 1240, height: Math.ceil(y + height + 18) });
  const debuggerOfPage = await page.context().newCDPSession(page);
  const { data } = await debuggerOfPage.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  const picture = Buffer.from(data, 'base64');
  expect(picture.length).toBeLessThan(MOST_BYTES);
  if (FOLDER !== undefined) writeFileSync(resolve(FOLDER, `dashboard-${colorScheme}.webp`), picture);
  expect(faults).toEqual([]);
  await close();
});
