/** @jest-environment @happy-dom/jest-environment */
import { all, HOSTILE, openPage, textOf, texts, type OpenPage } from './open';

let page: OpenPage;
beforeEach(() => {
  page = openPage();
});
afterEach(() => page.close());

test('a panel is a region with its heading as its name', async () => {
  const { h, Panel } = page.parts;
  const root = await page.show(h(Panel, { title: 'DANE', id: 'dane', aside: 'signed', children: h('p', null, 'x') }));
  const section = root.querySelector('section');
  expect(section?.getAttribute('aria-labelledby')).toBe('dane');
  expect(textOf(root.querySelector('h2#dane'))).toBe('DANE');
  expect(texts(root, '.aside')).toEqual(['signed']);
  const plain = await page.show(h(Panel, { title: 'DANE', id: 'dane', children: null }));
  expect(all(plain, '.aside')).toEqual([]);
});

describe('a resource', () => {
  const drawn = (resource: { readonly body?: string; readonly error?: Error }): Promise<HTMLElement> => {
    const { h, Loaded } = page.parts;
    return page.show(h(Loaded<string>, { resource, rows: 3, children: (body) => h('p', null, body) }));
  };

  test('is an outline until it is there', async () => {
    const root = await drawn({});
    expect(textOf(root.querySelector('[role=status]'))).toBe('Loading');
    expect(all(root, '.skeleton i')).toHaveLength(3);
  });

  test('is drawn when it is there, also after a refresh that failed', async () => {
    expect(textOf(await drawn({ body: HOSTILE }))).toContain('<img');
    expect(texts(await drawn({ body: 'known', error: new Error('x') }), 'p')).toEqual(['known']);
  });

  test.each([
    ['unreachable', () => new page.parts.Unreachable('x'), 'The monitor does not answer.'],
    ['404', () => new page.parts.Refused(404, 'Not found', ''), 'Nothing is known of this.'],
    ['401', () => new page.parts.Refused(401, 'No', 'Sign in.'), 'You are not let in.'],
    ['403', () => new page.parts.Refused(403, 'No', 'Not you.'), 'You are not let in.'],
    ['500', () => new page.parts.Refused(500, HOSTILE, ''), '<img src=x onerror="ran()">'],
    ['a fault of the page', () => new TypeError('x is undefined'), 'This could not be read.'],
  ])('is an alert without a body: %s', async (_name, error, title) => {
    const root = await drawn({ error: error() });
    const alert = root.querySelector('[role=alert]');
    expect(textOf(alert?.querySelector('.title') ?? null)).toContain(title);
    expect(all(root, 'img')).toEqual([]);
    expect(textOf(alert).length).toBeGreaterThan(title.length);
  });
});

test('nothing to show is said, with a sign', async () => {
  const { h, Empty } = page.parts;
  const root = await page.show(h(Empty, { icon: 'clock', children: 'No run has finished yet.' }));
  expect(texts(root, '.empty span')).toEqual(['No run has finished yet.']);
  expect(all(root, 'svg[aria-hidden=true]')).toHaveLength(1);
});

test('the connection: nothing while the monitor answers, a banner since when it does not', async () => {
  await page.close();
  page = openPage(() => 'no answer');
  const { h, ConnectionBanner, History } = page.parts;
  const root = await page.show(
    h(
      'div',
      null,
      h(ConnectionBanner, null),
      h(History, { path: 'api/domains/a.example/checks', checkedAt: undefined }),
    ),
  );
  expect(texts(root, '.banner')).toEqual([expect.stringMatching(/^The monitor has not answered since \d\d:\d\d\./)]);
  await page.close();
  page = openPage(() => ({ body: { items: [] } }));
  const live = await page.show(page.parts.h(page.parts.ConnectionBanner, null));
  expect(all(live, '.banner')).toEqual([]);
});
