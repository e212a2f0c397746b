/** @jest-environment @happy-dom/jest-environment */
import type { AlertResource, EventResource, UnseenResource } from '../../../lib/query/resources';
import { all, HOSTILE, HOSTILE_SHOWN, openPage, textOf, texts, type OpenPage } from './open';

const AT = new Date(Date.now() - 7_200_000).toISOString();

let page: OpenPage;
beforeEach(() => {
  page = openPage();
});
afterEach(() => page.close());

const isPlainText = (root: ParentNode): void => {
  expect(all(root, 'img, script')).toEqual([]);
  expect(root.textContent).not.toMatch(/[\u202a-\u202e\u200b]/);
  for (const link of all(root, 'a')) expect(link.getAttribute('href')).toMatch(/^(#\/|https:\/\/)/);
};

const numbered = <T>(length: number, one: (n: number) => T): readonly T[] => Array.from({ length }, (_, n) => one(n));

describe('the table of domains', () => {
  const row = {
    name: 'a.example',
    verdict: 'degraded',
    since: AT,
    reason: 'why',
    source: 'file',
    addedAt: AT,
  } as const;

  test('has a row each: name, verdict, since when, why', async () => {
    const { h, DomainTable } = page.parts;
    const root = await page.show(h(DomainTable, { rows: [row], caption: 'Domains' }));
    expect(texts(root, 'caption')).toEqual(['Domains']);
    expect(texts(root, 'tbody td')).toEqual(['a.example', 'Degraded', '2 hours ago', 'why']);
    expect(root.querySelector('a')?.getAttribute('href')).toBe('#/domain/a.example');
  });

  test('leaves blank what is not known yet, and shows names and reasons as text', async () => {
    const { h, DomainTable } = page.parts;
    const rows = [{ name: HOSTILE, verdict: null, reason: HOSTILE, source: '', addedAt: AT }];
    const root = await page.show(h(DomainTable, { rows, caption: 'x' }));
    isPlainText(root);
    expect(texts(root, 'tbody td')).toEqual([HOSTILE_SHOWN, 'Not looked at yet', '', HOSTILE_SHOWN]);
    expect(texts(await page.show(h(DomainTable, { rows: [], caption: 'x' })), 'tbody tr')).toEqual([]);
  });
});

test.each([
  ['not-yet', undefined, /^Not looked at yet$/],
  ['unseen', undefined, /^Partly unseen$/],
  ['sound', undefined, /^Sound$/],
  ['at-fault', { severity: 'error', title: HOSTILE }, /^Error$/],
] as const)('an MX host that is %s', async (standing, worst, state) => {
  const { h, MxHostTable } = page.parts;
  const row = { name: HOSTILE, standing, ...(worst && { worst }) };
  const root = await page.show(h(MxHostTable, { rows: [row], caption: 'MX hosts' }));
  const [name, badge, why] = texts(root, 'tbody td');
  expect([name, badge, why]).toEqual([HOSTILE_SHOWN, expect.stringMatching(state), worst ? HOSTILE_SHOWN : '']);
  isPlainText(root);
});

describe('alerts', () => {
  const alert = (more: Partial<AlertResource> = {}): AlertResource => ({
    id: 'a/1',
    status: 'open',
    severity: 'error',
    kind: 'mx-host-certificate-expired',
    subject: { type: 'mx-host', name: 'mx1.example.com' },
    openedAt: AT,
    headline: 'mx1.example.com: certificate expired',
    impact: { domains: 2, sample: ['a.example', 'b.example'], enforcing: 2, undeliverable: 0 },
    silences: [],
    ...more,
  });
  const drawn = (...alerts: readonly AlertResource[]): Promise<HTMLElement> =>
    page.show(page.parts.h(page.parts.AlertList, { alerts }));

  test('lead to their view, and name whom they hit', async () => {
    const root = await drawn(alert());
    expect(root.querySelector('.headline a')?.getAttribute('href')).toBe('#/alert/a%2F1');
    expect(texts(root, '.hit li')).toEqual(['MX hostmx1.example.com', 'a.example', 'b.example']);
    expect(texts(root, '.word')).toEqual(['Error']);
  });

  test('say that they are resolved, acknowledged or muted', async () => {
    const root = await drawn(
      alert({ status: 'resolved', resolvedAt: AT }),
      alert({ acknowledgement: { by: HOSTILE, at: AT, reason: 'known' }, silences: ['s1'] }),
    );
    expect(texts(root, '.alert-row').map((row) => /Resolved|acknowledged muted/.exec(row)?.[0])).toEqual([
      'Resolved',
      'acknowledged muted',
    ]);
  });

  test('name a few domains of many, and count them all', async () => {
    const sample = numbered(20, (n) => `d${n}.example`);
    const impact = { domains: 35_000, sample: [...sample], enforcing: 1, undeliverable: 0 };
    const root = await drawn(alert({ impact }));
    expect(all(root, '.hit a')).toHaveLength(1 + 5);
    expect(texts(root, '.hit .muted')).toEqual(['35,000 domains in all']);
  });

  test('about a domain do not name it twice', async () => {
    const subject = { type: 'domain', name: 'a.example' } as const;
    const impact = { domains: 1, sample: ['a.example'], enforcing: 1, undeliverable: 0 };
    expect(texts(await drawn(alert({ subject, impact })), '.hit a')).toEqual(['a.example']);
  });

  test('are text, whatever the network wrote', async () => {
    const impact = { domains: 1, sample: [HOSTILE], enforcing: 1, undeliverable: 0 };
    isPlainText(await drawn(alert({ headline: HOSTILE, subject: { type: 'mx-host', name: HOSTILE }, impact })));
    expect(all(await drawn(), 'li')).toEqual([]);
  });
});

describe('changes', () => {
  const event = (more: Partial<EventResource> = {}): EventResource => ({
    id: 'e1',
    at: AT,
    target: { type: 'domain', name: 'a.example' },
    type: 'mx-set-changed',
    kind: 'mx-set-changed',
    severity: 'info',
    title: 'the MX records have changed',
    before: 'mx1.example.com',
    after: 'mx2.example.com',
    ...more,
  });
  const drawn = (events: readonly EventResource[], of?: string): Promise<HTMLElement> =>
    page.show(page.parts.h(page.parts.EventList, { events, ...(of !== undefined && { of }) }));

  test('stand under their day, newest day first', async () => {
    const day = (n: number): string => new Date(2026, 10, n, 12).toISOString();
    const root = await drawn([
      event({ id: '1', at: day(23) }),
      event({ id: '2', at: day(23) }),
      event({ at: day(21) }),
    ]);
    expect(all(root, 'section').map((section) => all(section, 'li').length)).toEqual([2, 1]);
    expect(texts(root, 'h3')).toHaveLength(2);
  });

  test('say what was and what is, and leave out the name that the view is about', async () => {
    const root = await drawn([event()], 'a.example');
    expect([...texts(root, 'del'), ...texts(root, 'ins')]).toEqual(['mx1.example.com', 'mx2.example.com']);
    expect(all(root, 'a')).toEqual([]);
    expect(texts(root, '.title')).toEqual(['The MX records have changed']);
    expect(texts(await drawn([event()], 'b.example'), 'a')).toEqual(['a.example']);
  });

  test('of a record that came or went have one side', async () => {
    expect(texts(await drawn([event({ before: null })]), 'del, ins')).toEqual(['mx2.example.com']);
    expect(texts(await drawn([event({ before: null, after: null })]), '.change')).toEqual([]);
  });

  test('of a policy offer both policies', async () => {
    const root = await drawn([event({ type: 'policy-body-changed', diff: '-a\n+b' })]);
    expect(texts(root, 'details > summary')).toEqual(['Show the policy before and after']);
  });

  test('of a verdict say why', async () => {
    const root = await drawn([
      event({ type: 'verdict-changed', before: 'protected', after: 'degraded', reasons: ['r'] }),
    ]);
    expect(texts(root, 'p.muted')).toEqual(['r']);
    expect(root.querySelector('li')?.className).toBe('event tone-degraded');
  });

  test('are text, whatever the network wrote', async () => {
    const target = { type: 'domain', name: HOSTILE } as const;
    isPlainText(await drawn([event({ target, title: HOSTILE, before: HOSTILE, after: HOSTILE, place: HOSTILE })]));
  });

  test('of a target that has none are a sentence', async () => {
    const { h, EventsPanel } = page.parts;
    const root = await page.show(h(EventsPanel, { events: { body: { items: [] } }, of: 'a.example' }));
    expect(all(root, '.event')).toEqual([]);
    expect(all(root, '.empty')).toHaveLength(1);
  });
});

describe('what could not be checked', () => {
  const unseen = (more: Partial<UnseenResource> = {}): UnseenResource => ({
    subject: { type: 'mx-host', name: 'mx1.example.com' },
    aspect: 'smtp:192.0.2.25',
    cause: 'timeout',
    since: AT,
    ...more,
  });
  const drawn = (...all: readonly UnseenResource[]): Promise<HTMLElement> =>
    page.show(page.parts.h(page.parts.Unseen, { unseen: all, of: 'a.example' }));

  test('is named with the cause in words', async () =>
    expect(texts(await drawn(unseen()), 'li')).toEqual([
      'mx1.example.com address 192.0.2.25: no answer in time, since 2 hours ago',
    ]));

  test('of the view’s own target is without its name; an unknown cause is shown as it is', async () =>
    expect(
      texts(
        await drawn(unseen({ subject: { type: 'domain', name: 'a.example' }, aspect: HOSTILE, cause: 'new' })),
        'li',
      ),
    ).toEqual([`${HOSTILE_SHOWN}: new, since 2 hours ago`]));

  test('is nothing where all was seen', async () => expect(textOf(await drawn())).toBe(''));
});
