/** @jest-environment @happy-dom/jest-environment */
import { HOSTILE, HOSTILE_SHOWN, openPage, textOf, type OpenPage } from './open';

let page: OpenPage;
beforeEach(() => {
  page = openPage();
});
afterEach(() => page.close());

test('foreign text is text, with hidden characters written out and a direction of its own', async () => {
  const { h, Foreign } = page.parts;
  const root = await page.show(h(Foreign, { text: HOSTILE }));
  expect(root.querySelectorAll('img, script')).toHaveLength(0);
  expect(root.firstElementChild?.tagName).toBe('BDI');
  expect(root.textContent).toBe(HOSTILE_SHOWN);
});

test('a name is whole on hover and is a link where it leads somewhere', async () => {
  const { h, HostName } = page.parts;
  const plain = await page.show(h(HostName, { name: HOSTILE }));
  expect(plain.querySelector('span.host')?.getAttribute('title')).toBe(HOSTILE_SHOWN);
  const root = await page.show(h(HostName, { name: 'mx1.example.com', href: '#/mx/mx1.example.com', isRow: true }));
  const link = root.querySelector('a');
  expect(link?.getAttribute('href')).toBe('#/mx/mx1.example.com');
  expect(link?.hasAttribute('data-row')).toBe(true);
  expect(textOf(link)).toBe('mx1.example.com');
});

describe('a time', () => {
  test('is said from now, with UTC on hover', async () => {
    const { h, Time } = page.parts;
    const at = Date.now() - 2 * 3_600_000 - 1_000;
    const root = await page.show(h(Time, { at }));
    const time = root.querySelector('time');
    expect(textOf(time)).toBe('2 hours ago');
    expect(time?.getAttribute('dateTime') ?? time?.getAttribute('datetime')).toBe(new Date(at).toISOString());
    expect(time?.getAttribute('title')).toBe(`${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`);
  });

  test.each(['', 'never', '\u202e'])('that cannot be read, %j, is unknown', async (at) => {
    const { h, Time } = page.parts;
    expect(textOf(await page.show(h(Time, { at })))).toBe('unknown');
  });
});
