import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FINDING_KINDS } from '../../../lib/core/findings';
import { findingsDocument } from '../../../lib/core/findings/document';

const document = findingsDocument();

test('docs/findings.md is current: if not, run `npm run docs`', () => {
  expect(readFileSync(join(__dirname, '../../../docs/findings.md'), 'utf8')).toBe(document);
});

test('each kind has one section, and every link leads to one', () => {
  const anchors = [...document.matchAll(/^#{2,3} (.+)$/gm)].map(([, title]) =>
    (title ?? '')
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
  expect(anchors).toEqual(expect.arrayContaining([...FINDING_KINDS]));
  expect(new Set(anchors).size).toBe(anchors.length);
  const links = [...document.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(links.filter((anchor) => !anchors.includes(anchor ?? ''))).toEqual([]);
});

test('what is to be published stands in blocks of code', () => {
  expect(document).toContain(
    '   ```text\n   version: STSv1\n   mode: testing\n   mx: mx1.example.com\n   mx: mx2.example.com\n   max_age: 604800\n   ```',
  );
  expect(document).toContain('   ```text\n   example.com. IN MX 0 .\n   ```');
});
