/** @jest-environment @happy-dom/jest-environment */
import { SEVERITIES, VERDICTS } from '../../../lib/core/model';
import { all, openPage, textOf, texts, type OpenPage } from './open';

const DAY = 86_400_000;

let page: OpenPage;
beforeEach(() => {
  page = openPage();
});
afterEach(() => page.close());

/** What an element would look like without its words: shape and colour. */
const appearance = (root: HTMLElement): string =>
  `${root.querySelector('.badge')?.className} ${root.querySelector('path')?.getAttribute('d')}`;

test('each verdict has a word, an explanation, and a shape or colour of its own', async () => {
  const { h, VerdictBadge } = page.parts;
  const seen = new Set<string>();
  const words = new Set<string>();
  for (const verdict of VERDICTS) {
    const root = await page.show(h(VerdictBadge, { verdict }));
    seen.add(appearance(root));
    words.add(textOf(root));
    expect(root.querySelector('.badge')?.getAttribute('title')).toMatch(/^[A-Z].{10,}/);
  }
  expect([seen.size, words.size]).toEqual([VERDICTS.length, VERDICTS.length]);
  const none = await page.show(h(VerdictBadge, { verdict: undefined, large: true }));
  expect(none.querySelector('.badge')?.className).toBe('badge tone-unknown large');
});

test('each severity has a word, and a shape or colour of its own', async () => {
  const { h, SeverityBadge } = page.parts;
  const seen = new Set<string>();
  for (const severity of SEVERITIES) {
    const root = await page.show(h(SeverityBadge, { severity }));
    seen.add(appearance(root));
    expect(textOf(root)).not.toBe('');
  }
  expect(seen.size).toBe(SEVERITIES.length);
});

describe('the life of a certificate', () => {
  const iso = (at: number): string => new Date(at).toISOString();
  test.each([
    [-10, 79.5, 'protected', '79 days left'],
    [-80, 9.5, 'warning', '9 days left'],
    [-88, 1.5, 'error', '1 day left'],
    [-100, -10.5, 'critical', 'ended 10 days ago'],
    [9.5, 100, 'unknown', 'valid in 9 days'],
    // It ends before it begins, or at once.
    [4.5, -5, 'unknown', 'valid in 4 days'],
    [-5.5, -5.5, 'critical', 'ended 5 days ago'],
  ])('from day %d to day %d is %s: %s', async (from, until, tone, words) => {
    const { h, LifeBar } = page.parts;
    const now = Date.now();
    const root = await page.show(h(LifeBar, { from: iso(now + from * DAY), until: iso(now + until * DAY) }));
    expect(root.querySelector('.life')?.className).toBe(`life tone-${tone}`);
    expect(texts(root, '.words')).toEqual([words]);
    const width = Number(root.querySelector('rect.used')?.getAttribute('width'));
    expect(width).toBeGreaterThanOrEqual(0);
    expect(width).toBeLessThanOrEqual(100);
  });

  test('without dates is words', async () => {
    const { h, LifeBar } = page.parts;
    expect(textOf(await page.show(h(LifeBar, { from: null, until: iso(0) })))).toMatch(/dates/);
  });
});

describe('the bar of verdicts', () => {
  const rects = async (props: {
    readonly verdicts: Readonly<Record<string, number>>;
    readonly notYet: number;
    readonly total: number;
  }): Promise<readonly { readonly name: string; readonly x: number; readonly width: number }[]> => {
    const { h, VerdictBar } = page.parts;
    return all(await page.show(h(VerdictBar, props)), 'rect').map((rect) => ({
      name: rect.getAttribute('class') ?? '',
      x: Number(rect.getAttribute('x')),
      width: Number(rect.getAttribute('width')),
    }));
  };

  test('shows three domains of 35,000, and stays within its box', async () => {
    const parts = await rects({ verdicts: { protected: 34_990, undeliverable: 3 }, notYet: 7, total: 35_000 });
    expect(parts.map(({ name }) => name)).toEqual(['solid-undeliverable', 'solid-protected', 'solid-not-yet']);
    for (const { x, width } of parts) {
      expect(width).toBeGreaterThanOrEqual(1);
      expect(x + width).toBeLessThanOrEqual(1_000.001);
    }
  });

  test('is empty without domains', async () => expect(await rects({ verdicts: {}, notYet: 0, total: 0 })).toEqual([]));
});

test('the choice that holds is marked, the others are links', async () => {
  const { h, AlertTabs } = page.parts;
  const root = await page.show(h(AlertTabs, { current: 'resolved' }));
  expect(all(root, 'a').map((link) => link.getAttribute('href'))).toEqual([
    '#/alerts',
    '#/alerts?status=resolved',
    '#/alerts?status=told',
    '#/alerts?status=all',
    '#/silences',
  ]);
  expect(texts(root, '[aria-current=true]')).toEqual(['Resolved']);
});

describe('the pager', () => {
  const links = async (query: Readonly<Record<string, string>>, next?: string): Promise<readonly (string | null)[]> => {
    const { h, Pager } = page.parts;
    return all(await page.show(h(Pager, { path: ['domains'], query, next })), 'a').map((a) => a.getAttribute('href'));
  };

  test('is not there for a list of one part', async () => expect(await links({ q: 'a' })).toEqual([]));

  test('keeps the filters on the way back and on', async () => {
    expect(await links({ q: 'a b', cursor: 'c1' }, 'c2&x')).toEqual([
      '#/domains?q=a+b',
      '#/domains?q=a+b&cursor=c2%26x',
    ]);
    expect(await links({}, 'c2')).toEqual(['#/domains?cursor=c2']);
  });
});
