/** @jest-environment @happy-dom/jest-environment */
import type { CertificateResource, PublishedTextResource } from '../../../lib/query/resources';
import { all, HOSTILE, HOSTILE_SHOWN, openPage, textOf, texts, type Answer, type OpenPage } from './open';

let page: OpenPage;
const open = (answer?: (path: string) => Answer): void => {
  page = openPage(answer && (({ path }) => answer(path)));
};
beforeEach(() => open());
afterEach(() => page.close());

const published = (
  lines: readonly string[],
  problems: PublishedTextResource['lines'][number]['problems'] = [],
): PublishedTextResource => ({
  text: lines.join('\r\n'),
  lines: lines.map((text, n) => ({ text, problems: n === 0 ? problems : [] })),
  problems: [],
});

const problem = (from: number, to: number, severity: 'error' | 'warning' = 'error') => ({
  kind: 'bad-mode',
  severity,
  message: HOSTILE,
  from,
  to,
});

describe('a published text', () => {
  const drawn = (text: PublishedTextResource): Promise<HTMLElement> =>
    page.show(page.parts.h(page.parts.Published, { published: text, label: 'The policy' }));

  test('marks the faulty part of a line and says what is wrong', async () => {
    const root = await drawn(published(['mode: enforcer', ''], [problem(6, 14)]));
    expect(texts(root, 'mark')).toEqual(['enforcer']);
    expect(texts(root, 'ol code')).toEqual(['mode: enforcer', '']);
    expect(texts(root, '.problem')).toEqual([`error: ${HOSTILE_SHOWN}`]);
    expect(all(root, 'img')).toEqual([]);
  });

  test.each([
    ['parts that overlap', [problem(0, 4), problem(2, 8)]],
    ['parts out of order', [problem(6, 8), problem(0, 4)]],
    ['a part that is empty, turned round or beyond the end', [problem(3, 3), problem(9, 2), problem(90, 99)]],
  ])('shows each character once: %s', async (_name, problems) => {
    const root = await drawn(published(['mode: enforcer'], problems));
    expect(textOf(root.querySelector('code'))).toBe('mode: enforcer');
  });

  test('is copied as published, hidden characters and all', async () => {
    const text = published([`mode: ${HOSTILE}`, 'max_age: 1']);
    const root = await drawn(text);
    root.querySelector('button')?.click();
    await page.settle();
    expect(page.copied).toEqual([text.text]);
    expect(textOf(root.querySelector('button'))).toBe('Copied');
  });
});

describe('a policy before and after', () => {
  const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)];
  const bodies: Record<string, string> = {};
  const drawn = async (before: string | null, after: string | null): Promise<HTMLElement> => {
    await page.close();
    open((path) => {
      const text = bodies[path.split('/').at(-1) ?? ''];
      return text === undefined
        ? { status: 404 }
        : { body: { sha256: '', published: { text, lines: [], problems: [] } } };
    });
    return page.show(page.parts.h(page.parts.PolicyDiff, { before, after }));
  };

  test('pairs the lines that changed and marks their words', async () => {
    Object.assign(bodies, {
      [OLD]: 'version: STSv1\r\nmode: enforce\r\n',
      [NEW]: 'version: STSv1\r\nmode: testing\r\n',
    });
    const root = await drawn(OLD, NEW);
    expect(all(root, 'tbody tr').map((row) => row.className)).toEqual(['same', 'changed']);
    expect(texts(root, 'tr.changed b')).toEqual(['enforce', 'testing']);
  });

  test('that came or went has one side', async () => {
    Object.assign(bodies, { [NEW]: 'version: STSv1\r\nmode: testing' });
    expect(all(await drawn(null, NEW), 'tr.added')).toHaveLength(2);
    expect(all(await drawn(NEW, null), 'tr.removed')).toHaveLength(2);
  });

  test('of 64 KiB shows a bounded number of lines and counts the rest', async () => {
    Object.assign(bodies, { [NEW]: 'x\n'.repeat(32_768) });
    const root = await drawn(null, NEW);
    expect(all(root, 'tbody tr')).toHaveLength(400);
    expect(texts(root, 'p.muted')).toEqual(['32368 more lines.']);
  });

  test('is text, whatever the network wrote', async () => {
    Object.assign(bodies, { [OLD]: `mode: ${HOSTILE}`, [NEW]: 'mode: none' });
    const root = await drawn(OLD, NEW);
    expect(all(root, 'img')).toEqual([]);
    expect(root.textContent).not.toMatch(/[\u202e\u200b]/);
  });

  test('that is not kept any longer is said', async () => {
    delete bodies[OLD];
    expect(all(await drawn(null, OLD), '[role=alert]')).toHaveLength(1);
  });
});

describe('what an address serves', () => {
  const LEAF = 'c'.repeat(64);
  const facts: CertificateResource = {
    subject: `CN=${HOSTILE},O=x`,
    issuer: 'C=US, O=Example Trust, CN=E7',
    validFrom: new Date(Date.now() - 86_400_000).toISOString(),
    validUntil: null,
    names: ['mx1.example.com', HOSTILE],
    key: 'RSA 2048',
    signatureAlgorithm: 'sha256WithRSAEncryption',
    serialNumber: '01',
  } as CertificateResource;
  const drawn = (chain: readonly string[], certificates: Readonly<Record<string, CertificateResource>>) =>
    page.show(
      page.parts.h(page.parts.Served, {
        served: [{ current: false, chain: [...chain] }],
        certificates: { ...certificates },
      }),
    );

  test('is the leaf in a line and the chain behind it', async () => {
    const root = await drawn([LEAF, 'd'.repeat(64)], { [LEAF]: facts });
    expect(texts(root, '.issuer')).toEqual(['RSA 2048, from E7']);
    expect(texts(root, 'ol > li')).toHaveLength(2);
    expect(all(root, '.tag')).toHaveLength(1);
    expect(all(root, 'img')).toEqual([]);
    expect(root.textContent).not.toMatch(/[\u202e\u200b]/);
  });

  test('is a fingerprint where its facts are not kept', async () =>
    expect(textOf(await drawn([LEAF], {}))).toContain(LEAF.slice(0, 16)));
});
