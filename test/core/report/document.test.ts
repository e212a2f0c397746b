import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkJsonDocument, checkJsonSchema } from '../../../lib/core/report/document';

const docs = (file: string): string => readFileSync(join(__dirname, '../../../docs', file), 'utf8');

test('docs/check-json.md and its schema are current: if not, run `npm run docs`', () => {
  expect(docs('check-json.md')).toBe(checkJsonDocument());
  expect(docs('check-json.schema.json')).toBe(checkJsonSchema());
});

test('the table reaches into lists and objects, and says what may be missing', () => {
  const document = checkJsonDocument();
  for (const field of [
    'domains[].verdict',
    'domains[].findings[].senders.testing?',
    'domains[].certificates{}.validUntil',
    'domains[].mxHosts[].addresses[].tls?',
  ])
    expect(document).toContain(`| \`${field}\` |`);
});
