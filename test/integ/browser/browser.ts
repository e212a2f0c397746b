import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const SCREENSHOTS = resolve(__dirname, '../../../screenshots');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const DESKTOP = { width: 1280, height: 900 } as const;
export const PHONE = { width: 390, height: 844 } as const;

/** Debian's Chromium. Without its own sandbox where the test runs as root, as in a container; it opens our pages alone. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });

export interface Tab {
  readonly page: Page;
  /** What went wrong in the page: exceptions, errors on its console (violations of its policy among them), requests to other hosts. */
  readonly faults: readonly string[];
  readonly close: () => Promise<void>;
}

export interface TabOptions extends BrowserContextOptions {
  /** Faults that the test brings about. */
  readonly expected?: RegExp;
  /** Called before the page is opened. */
  readonly before?: (page: Page) => Promise<unknown>;
}

/** A tab of a new reader, who has stored nothing. Faults of the page are gathered. */
export async function openTab(
  browser: Browser,
  url: string,
  { expected = /^$/, before, ...options }: TabOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({
    viewport: DESKTOP,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    ...options,
  });
  const page = await context.newPage();
  await before?.(page);
  const faults: string[] = [];
  const fault = (text: string): void => void (expected.test(text) || faults.push(text));
  page.on('pageerror', (error) => fault(`exception: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && fault(`console: ${message.text()}`));
  page.on(
    'request',
    (request) => new URL(request.url()).origin === new URL(url).origin || fault(`request: ${request.url()}`),
  );
  await page.goto(url);
  return { page, faults, close: () => context.close() };
}

/** Goes to a view as a link does, and waits until it stands. */
export async function show(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => (location.hash = to), hash);
  await page.waitForFunction(
    () =>
      document.querySelector('main .skeleton') === null &&
      (document.querySelector('main h1') ?? document.querySelector('main .failure')) !== null,
  );
  await page.waitForLoadState('networkidle');
}

/** What axe-core finds wrong, a line each. It is run through the debugger, which the page's policy does not bind. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const axe = (
      globalThis as unknown as {
        axe: {
          run(
            options: unknown,
          ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
        };
      }
    ).axe;
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  );
}

export async function screenshot(page: Page, name: string, fullPage = true): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage, animations: 'disabled' });
}
