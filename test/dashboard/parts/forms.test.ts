/** @jest-environment @happy-dom/jest-environment */
import type { AlertDetail } from '../../../lib/query/resources';
import { all, HOSTILE, HOSTILE_SHOWN, openPage, textOf, texts, type Answer, type Asked, type OpenPage } from './open';

const HOUR = 3_600_000;

let page: OpenPage;
let refused: Answer | undefined;
let mayChange: boolean;
beforeEach(() => {
  refused = undefined;
  mayChange = true;
  page = openPage(({ method, path }) => {
    if (method === 'GET') return path === 'api/caller' ? { body: { name: 'ada', mayChange } } : { status: 404 };
    return refused ?? { body: {} };
  });
});
afterEach(() => page.close());

const changes = (): readonly Asked[] => page.asked.filter(({ method }) => method !== 'GET');

const button = (root: ParentNode, words: string): HTMLButtonElement => {
  const found = all(root, 'button').find((one) => textOf(one) === words || one.getAttribute('aria-label') === words);
  if (found === undefined) throw new Error(`There is no button "${words}".`);
  return found as HTMLButtonElement;
};
const press = async (root: ParentNode, words: string): Promise<void> => {
  button(root, words).click();
  await page.settle();
};
const fill = (root: ParentNode, name: string, value: string): void => {
  const field = root.querySelector<HTMLInputElement>(`[name="${name}"]`);
  if (field === null) throw new Error(`There is no field "${name}".`);
  field.value = value;
};
const submit = async (root: ParentNode): Promise<void> => {
  root.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await page.settle();
};

describe('the button that copies', () => {
  test('copies exactly its text', async () => {
    const { h, CopyButton } = page.parts;
    const text = ` _mta-sts.a.example. IN TXT "v=STSv1; id=1;"\n${HOSTILE}`;
    const root = await page.show(h(CopyButton, { text, label: 'Copy the record' }));
    await press(root, 'Copy the record');
    expect(page.copied).toEqual([text]);
  });

  test('tells a reader when the browser refuses', async () => {
    const { h, Announcer, CopyButton } = page.parts;
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined });
    const root = await page.show(h('div', null, h(Announcer, null), h(CopyButton, { text: 'x', label: 'Copy' })));
    await press(root, 'Copy');
    expect(texts(root, '[role=status]')).toEqual([expect.stringMatching(/does not let this page copy/)]);
    expect(textOf(button(root, 'Copy'))).toBe('Copy');
  });
});

describe('a button that changes something', () => {
  test('sends once and says that it is done', async () => {
    const { h, ActionButton, Announcer } = page.parts;
    let sent = 0;
    const send = async (): Promise<void> => void (sent += 1);
    const root = await page.show(
      h(
        'div',
        null,
        h(Announcer, null),
        h(ActionButton, { verb: 'Lift', label: 'Lift the mute', done: 'Lifted', send }),
      ),
    );
    await press(root, 'Lift the mute');
    expect(sent).toBe(1);
    expect(texts(root, '[role=status]')).toEqual(['Lifted']);
  });

  test('shows what the server refuses as text, and can be pressed again', async () => {
    const { h, ActionButton, Refused } = page.parts;
    const send = (): Promise<never> => Promise.reject(new Refused(409, 'Gone', HOSTILE));
    const root = await page.show(h(ActionButton, { verb: 'Lift', done: 'Lifted', send }));
    await press(root, 'Lift');
    expect(textOf(root.querySelector('[role=alert]'))).toContain('<img src=x');
    expect(all(root, 'img')).toEqual([]);
    expect(button(root, 'Lift').disabled).toBe(false);
  });
});

describe('a mute', () => {
  test.each([
    ['kind', { kind: 'tlsrpt-missing' }],
    ['all', {}],
  ])('of %s is sent with its reason and its end', async (what, kind) => {
    const { h, MuteButton } = page.parts;
    const root = await page.show(h(MuteButton, { subject: 'domain/a.example', kind: 'tlsrpt-missing', label: 'Mute' }));
    await press(root, 'Mute');
    for (const radio of all(root, '[name=what]') as readonly HTMLInputElement[]) radio.checked = radio.value === what;
    fill(root, 'reason', 'known');
    fill(root, 'end', String(8 * HOUR));
    const before = Date.now();
    await submit(root);
    const [sent] = changes();
    expect(sent).toMatchObject({ method: 'POST', path: 'api/silences' });
    const { until, ...body } = sent?.body as { readonly until: string };
    expect(body).toEqual({ purpose: 'mute', subject: 'domain/a.example', reason: 'known', ...kind });
    expect(Date.parse(until)).toBeGreaterThanOrEqual(before + 8 * HOUR);
    expect(Date.parse(until)).toBeLessThanOrEqual(Date.now() + 8 * HOUR);
    expect(all(root, 'dialog')).toEqual([]);
  });

  test('without an end has none', async () => {
    const { h, MuteButton } = page.parts;
    const root = await page.show(h(MuteButton, { subject: `mx-host/${HOSTILE}`, label: 'Mute' }));
    await press(root, 'Mute');
    expect(texts(root, 'form b')).toEqual([HOSTILE_SHOWN]);
    fill(root, 'end', '');
    await submit(root);
    expect(changes()[0]?.body).not.toHaveProperty('until');
  });

  test('that the server refuses keeps the form open, with the server’s words', async () => {
    refused = { status: 400, title: HOSTILE };
    const { h, MuteButton } = page.parts;
    const root = await page.show(h(MuteButton, { subject: 'domain/a.example', label: 'Mute' }));
    await press(root, 'Mute');
    await submit(root);
    expect(textOf(root.querySelector('dialog [role=alert]'))).toContain('<img src=x');
    expect(all(root, 'img')).toEqual([]);
    await press(root, 'Cancel');
    expect(all(root, 'dialog')).toEqual([]);
    expect(changes()).toHaveLength(1);
  });
});

test('maintenance is sent in UTC', async () => {
  const { h, MaintenanceDialog } = page.parts;
  let closed = 0;
  const root = await page.show(h(MaintenanceDialog, { onClose: () => void (closed += 1) }));
  fill(root, 'subject', '*.example.com');
  fill(root, 'from', '2026-12-01T20:00');
  fill(root, 'until', '2026-12-01T22:00');
  fill(root, 'reason', 'new disks');
  await submit(root);
  expect(changes()).toEqual([
    {
      method: 'POST',
      path: 'api/silences',
      body: {
        purpose: 'maintenance',
        subject: '*.example.com',
        from: new Date(2026, 11, 1, 20).toISOString(),
        until: new Date(2026, 11, 1, 22).toISOString(),
        weekly: false,
        reason: 'new disks',
      },
    },
  ]);
  expect(closed).toBe(1);
});

describe('what can be done about an alert', () => {
  const alert = (more: Partial<AlertDetail> = {}): AlertDetail =>
    ({
      id: 'a/1',
      kind: 'mx-host-slow',
      subject: { type: 'mx-host', name: 'mx1.example.com' },
      ...more,
    }) as AlertDetail;
  const drawn = (one: AlertDetail): Promise<HTMLElement> =>
    page.show(page.parts.h(page.parts.AlertActions, { alert: one }));

  test('it is acknowledged with a reason', async () => {
    const root = await drawn(alert());
    await press(root, 'Acknowledge');
    fill(root, 'reason', 'ordered');
    fill(root, 'end', '');
    await submit(root);
    expect(changes()).toEqual([
      { method: 'POST', path: 'api/alerts/a%2F1/acknowledgement', body: { reason: 'ordered' } },
    ]);
  });

  test('an acknowledgement says whose it is and can be withdrawn', async () => {
    const acknowledgement = { by: HOSTILE, at: new Date().toISOString(), reason: HOSTILE };
    const root = await drawn(alert({ acknowledgement }));
    expect(textOf(root.querySelector('.acknowledged p'))).toContain(`Acknowledged by ${HOSTILE_SHOWN}`);
    expect(all(root, 'img')).toEqual([]);
    await press(root, 'Withdraw');
    expect(changes()).toEqual([{ method: 'DELETE', path: 'api/alerts/a%2F1/acknowledgement', body: undefined }]);
  });

  test('nothing, for one who may only read', async () => {
    mayChange = false;
    expect(all(await drawn(alert()), 'button')).toEqual([]);
  });
});

describe('one who may only read', () => {
  beforeEach(() => {
    mayChange = false;
  });

  test('is told so on their own machine', async () => {
    const { h, ReadOnlyBanner } = page.parts;
    expect(textOf(await page.show(h(ReadOnlyBanner, null)))).toMatch(/^Read-only: .*mta-sts-watch dashboard token/);
  });

  test('is told so beside what they cannot press, where they are signed in', async () => {
    const { h, AccountNote, Changing, ReadOnlyBanner, setAccount } = page.parts;
    let out = 0;
    setAccount({ name: HOSTILE, signOut: () => void (out += 1) });
    const root = await page.show(
      h(
        'div',
        null,
        h(ReadOnlyBanner, null),
        h(AccountNote, null),
        h(Changing, { children: h('button', null, 'Mute') }),
      ),
    );
    expect(all(root, '.banner')).toEqual([]);
    expect(textOf(root.querySelector('.account'))).toBe(`Signed in as ${HOSTILE_SHOWN} Sign out`);
    expect(texts(root, 'p.muted')).toHaveLength(1);
    await press(root, 'Sign out');
    expect(out).toBe(1);
  });
});
