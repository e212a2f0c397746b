/** @jest-environment @happy-dom/jest-environment */
import { describeFinding, entryOf, FINDING_KINDS, findingOf } from '../../../lib/core/findings';
import { domainTarget, mxHostTarget } from '../../../lib/core/model';
import { findingPart } from '../../../lib/core/report';
import type { FindingResource } from '../../../lib/query/resources';
import { all, HOSTILE, HOSTILE_SHOWN, openPage, textOf, texts, type OpenPage } from './open';

const NOW = Date.UTC(2026, 10, 23, 12);

let page: OpenPage;
beforeEach(() => {
  page = openPage();
});
afterEach(() => page.close());

const copyAll = async (root: HTMLElement): Promise<readonly string[]> => {
  for (const button of all(root, 'button')) button.click();
  await page.settle();
  return page.copied;
};

const findings = FINDING_KINDS.map((kind) => {
  const subject = entryOf(kind).subject === 'mx-host' ? mxHostTarget('mx1.example.com') : domainTarget('example.com');
  return [kind, findingOf({ kind, subject, evidence: entryOf(kind).example, aspects: [] })] as const;
});

test.each(findings)('%s: exactly its text to publish can be copied, and its words cannot', async (_kind, finding) => {
  const { h, FindingCard } = page.parts;
  const since = new Date(NOW).toISOString();
  const resource: FindingResource = { ...findingPart(finding, finding.severity, NOW), status: 'open', since };
  const root = await page.show(h(FindingCard, { finding: resource, of: 'example.com' }));
  const { fixSteps } = describeFinding(finding, NOW);
  const published = fixSteps.flatMap(({ publish }) => publish?.text ?? []);
  expect(await copyAll(root)).toEqual(published);
  expect(all(root, '.fix pre').map((pre) => pre.textContent)).toEqual(published.map((text) => `${text}\n`));
  expect(texts(root, '.fix p')).toEqual(fixSteps.map(({ words }) => words));
  expect(all(root, '.fix ol')).toHaveLength(fixSteps.length > 1 ? 1 : 0);
});

test('each form of text says what is copied', async () => {
  const { h, Fix } = page.parts;
  const steps = (['policy', 'policy-lines', 'header', 'url', 'path', 'command'] as const).map((form) => ({
    words: 'Do:',
    publish: { form, text: form },
  }));
  const root = await page.show(h(Fix, { steps }));
  const labels = all(root, 'button').map((button) => button.getAttribute('aria-label'));
  expect(new Set(labels).size).toBe(steps.length);
  for (const label of labels) expect(label).toMatch(/^Copy the /);
});

test('what the network wrote is shown as text, and copied as it is', async () => {
  const { h, Fix } = page.parts;
  const text = `mx: ${HOSTILE}`;
  const root = await page.show(h(Fix, { steps: [{ words: HOSTILE, publish: { form: 'policy-lines', text } }] }));
  expect(all(root, 'img')).toEqual([]);
  expect(texts(root, '.fix p')).toEqual([HOSTILE_SHOWN]);
  expect(root.querySelector('pre')?.textContent).not.toMatch(/[\u202e\u200b]/);
  expect(await copyAll(root)).toEqual([text]);
});

test('nothing to do is nothing', async () => {
  const { h, Steps } = page.parts;
  expect(textOf(await page.show(h(Steps, { steps: [] })))).toBe('');
});

test('a finding names the host at fault where the view is about another, and its links lead to https alone', async () => {
  const { h, FindingCard } = page.parts;
  const [, finding] = findings.find(([kind]) => kind === 'mx-host-slow') ?? [];
  if (finding === undefined) throw new Error('There is no such kind.');
  const resource: FindingResource = {
    ...findingPart(finding, 'error', NOW),
    title: HOSTILE,
    references: [
      { text: 'RFC', url: 'https://www.rfc-editor.org/' },
      { text: 'x', url: 'javascript:ran()' },
    ],
    status: 'pending',
    since: new Date(NOW).toISOString(),
  };
  const root = await page.show(h(FindingCard, { finding: resource, of: 'example.com' }));
  expect(texts(root, 'h3')).toEqual([HOSTILE_SHOWN]);
  expect(all(root, 'a').map((link) => link.getAttribute('href'))).toEqual([
    '#/mx/mx1.example.com',
    'https://www.rfc-editor.org/',
  ]);
});
