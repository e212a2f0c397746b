import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertsPage } from '../../lib/alerts/page';
import { commandLinePage } from '../../lib/cli/page';
import { configurationPage } from '../../lib/config/page';
import { openApiFile, queryDocument } from '../../lib/query/documents';
import { allKeys } from '../../lib/config/reference';

const ROOT = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

test.each([
  ['docs/configuration.md', configurationPage],
  ['docs/alerts.md', alertsPage],
  ['docs/command-line.md', commandLinePage],
  ['docs/query.md', queryDocument],
  ['docs/openapi.json', openApiFile],
])('%s is what the code says (npm run docs writes it)', (file, page) => {
  expect(read(file)).toBe(page());
});

test('every key says what it does and how it looks', () => {
  for (const { key, about, form } of allKeys()) expect([key, /\.\)?$/.test(about), form !== '']).toEqual([key, true, true]);
});

test('every key names an option that the command line has', () => {
  const commands = read('docs/command-line.md');
  for (const { option } of allKeys()) if (option !== undefined) expect(commands).toMatch(new RegExp(`^ +(-\\w, )?${option}\\b`, 'm'));
});

/** As GitHub makes them of headings. */
const anchors = (page: string): ReadonlySet<string> =>
  new Set([...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading.toLowerCase().replace(/[^\p{L}\p{N}\- _]/gu, '').replaceAll(' ', '-')).concat([...page.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id)));

test('links between the documents lead somewhere', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(([link, path = '', anchor]) => {
      const target = path === '' ? page : join(page, '..', path);
      if (!existsSync(join(ROOT, target))) return [`${page}: ${link}`];
      return anchor === undefined || anchors(read(target)).has(anchor) ? [] : [`${page}: ${link}`];
    }),
  );
  expect(broken).toEqual([]);
});
