/** @jest-environment @happy-dom/jest-environment */
import type { CheckResource } from '../../../lib/query/resources';
import { all, HOSTILE, HOSTILE_SHOWN, openPage, textOf, texts, type OpenPage } from './open';

let page: OpenPage;
let found: readonly string[];
let checks: readonly CheckResource[];
beforeEach(() => {
  found = [];
  checks = [];
  localStorage.clear();
  location.hash = '';
  page = openPage(({ path }) => {
    if (path.startsWith('api/domains?q='))
      return { body: { items: found.map((name) => ({ name, verdict: 'testing' })) } };
    if (path.startsWith('api/mx-hosts?q=')) return { body: { items: [{ name: 'mx1.example.com' }] } };
    return path.includes('/checks') ? { body: { items: checks } } : { status: 404 };
  });
});
afterEach(() => page.close());

/** Longer than any pause in typing. */
const typed = async (): Promise<void> => {
  await new Promise((done) => setTimeout(done, 400));
  await page.settle();
};
const type = async (input: HTMLInputElement | null, text: string): Promise<void> => {
  if (input === null) throw new Error('There is no field.');
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await typed();
};
const key = async (input: Element | null, name: string): Promise<void> => {
  input?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
  await page.settle();
};

test('the header marks the view that is shown', async () => {
  const { h, Header } = page.parts;
  const root = await page.show(
    h(Header, { route: { path: ['mx', 'mx1.example.com'], query: {} }, onHelp: () => undefined }),
  );
  expect(texts(root, '[aria-current=page]')).toEqual(['MX hosts']);
  expect(texts(root, '.pulse')).toEqual(['Live']);
});

describe('the search', () => {
  const open = async (text: string): Promise<HTMLElement> => {
    const root = await page.show(page.parts.h(page.parts.Search, null));
    await type(root.querySelector('input'), text);
    return root;
  };
  const field = (root: HTMLElement): Element | null => root.querySelector('input');

  test('asks with what was typed, and lists domains before MX hosts', async () => {
    found = ['a.example', HOSTILE];
    const root = await open(' A&b ');
    expect(page.asked.map(({ path }) => path)).toEqual(['api/domains?q=a%26b&limit=8', 'api/mx-hosts?q=a%26b&limit=4']);
    expect(texts(root, '[role=option] bdi')).toEqual(['a.example', HOSTILE_SHOWN, 'mx1.example.com']);
    expect(all(root, 'img')).toEqual([]);
    expect(texts(root, '[role=status]')).toEqual(['3 found']);
  });

  test('goes round with the arrow keys, and to the chosen one with Enter', async () => {
    found = ['a.example', 'b.example'];
    const root = await open('x');
    await key(field(root), 'ArrowUp');
    expect(field(root)?.getAttribute('aria-activedescendant')).toBe('hit-2');
    await key(field(root), 'ArrowDown');
    expect(texts(root, '[aria-selected=true] bdi')).toEqual(['a.example']);
    await key(field(root), 'Enter');
    expect(location.hash).toBe('#/domain/a.example');
  });

  test('takes Enter for the whole name, or for the list of all', async () => {
    found = ['a.example', 'a.example.net'];
    await key(field(await open('a.example')), 'Enter');
    expect(location.hash).toBe('#/domain/a.example');
    await key(field(await open('a.')), 'Enter');
    expect(location.hash).toBe('#/domains?q=a.');
  });

  test('closes with Escape, and then forgets the text', async () => {
    found = ['a.example'];
    const root = await open('a');
    const list = (): boolean => root.querySelector('[role=listbox]')?.hasAttribute('hidden') === true;
    expect(list()).toBe(false);
    await key(field(root), 'Escape');
    expect(list()).toBe(true);
    await key(field(root), 'Escape');
    expect((field(root) as HTMLInputElement).value).toBe('');
  });
});

test('the field of a list narrows it by what was typed, once', async () => {
  const { h, ListSearch } = page.parts;
  const heard: string[] = [];
  const onChange = (text: string): void => void heard.push(text);
  const root = await page.show(h(ListSearch, { label: 'Domains by name', value: '', onChange }));
  await type(root.querySelector('input'), ' a.example ');
  expect(heard).toEqual(['a.example']);
  await page.show(h(ListSearch, { label: 'Domains by name', value: 'b.example', onChange }));
  expect(root.querySelector('input')?.value).toBe('b.example');
  await typed();
  expect(heard).toEqual(['a.example']);
});

test('the colours go round: as the device, light, dark', async () => {
  const { h, ThemeSwitch } = page.parts;
  const root = await page.show(h(ThemeSwitch, null));
  const seen: (string | undefined)[] = [];
  for (let n = 0; n < 3; n += 1) {
    root.querySelector('button')?.click();
    await page.settle();
    seen.push(document.documentElement.dataset['theme']);
  }
  expect(seen).toEqual(['light', 'dark', undefined]);
});

test('the shortcuts are listed, and stay off once they are turned off', async () => {
  const { h, ShortcutHelp } = page.parts;
  const root = await page.show(h(ShortcutHelp, { onClose: () => undefined }));
  expect(all(root, 'dt').length).toBeGreaterThan(5);
  root.querySelector<HTMLInputElement>('[type=checkbox]')?.click();
  await page.settle();
  await page.show(null);
  const again = await page.show(h(ShortcutHelp, { onClose: () => undefined }));
  expect(again.querySelector<HTMLInputElement>('[type=checkbox]')?.checked).toBe(false);
});

describe('the history', () => {
  const check = (at: number, more: Partial<CheckResource> = {}): CheckResource => ({
    at: new Date(at).toISOString(),
    runId: 'r',
    durationMs: 1,
    kinds: [],
    unseen: [],
    certificates: [],
    ...more,
  });
  const drawn = (): Promise<HTMLElement> =>
    page.show(page.parts.h(page.parts.History, { path: 'api/domains/a.example/checks', checkedAt: undefined }));

  test('without a check is a sentence', async () => {
    expect(all(await drawn(), '.empty')).toHaveLength(1);
  });

  test('shows the latest checks, oldest first, each in its colour and in words', async () => {
    const now = Date.now();
    checks = [check(now, { verdict: 'degraded', kinds: ['mx-host-slow'] }), check(now - 60_000, { unseen: [HOSTILE] })];
    const root = await drawn();
    expect(all(root, '.strip li').map((cell) => cell.className)).toEqual(['cell tone-unknown', 'cell tone-degraded']);
    expect(texts(root, '.strip li')[1]).toMatch(/Degraded; MX host slow$/);
    expect(all(root, 'img')).toEqual([]);
  });

  test('of a thousand checks stays one strip and one week', async () => {
    const now = Date.now();
    checks = Array.from({ length: 1_000 }, (_, n) => check(now - n * 3_600_000, { verdict: 'protected' }));
    const root = await drawn();
    expect(all(root, '.strip li')).toHaveLength(72);
    expect(all(root, 'tbody tr').length).toBeLessThanOrEqual(7);
    expect(all(root, 'tbody td')).toHaveLength(24 * all(root, 'tbody tr').length);
  });

  test('an hour has the worst of its checks', async () => {
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    checks = [check(hour, { verdict: 'protected' }), check(hour - 1, { verdict: 'protected' })].concat(
      check(hour - 2, { verdict: 'undeliverable' }),
    );
    const root = await drawn();
    expect(all(root, 'td.tone-undeliverable')).toHaveLength(1);
    expect(textOf(root.querySelector('td.tone-undeliverable'))).toMatch(/^Undeliverable; nothing wrong \(2 /);
  });
});
