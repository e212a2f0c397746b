import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage } from '../../lib/config/page';
import { allKeys } from '../../lib/config/reference';

const FILE = join(__dirname, '../../docs/configuration.md');
if (process.env.UPDATE_DOCS) writeFileSync(FILE, configurationPage());

test('docs/configuration.md is what the schema says (npm run docs writes it)', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(configurationPage());
});

test('every key says what it does and how it looks', () => {
  for (const { key, about, form } of allKeys()) expect([key, about.endsWith('.') || about.endsWith('.)') || about.endsWith(').'), form !== '']).toEqual([key, true, true]);
});
