import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** What people read or run: documents, files to deploy, and the sources with the words of commands and alerts. */
const files = ['README.md', 'CONTRIBUTING.md', 'docs', 'deploy', 'lib', 'lambdas', 'bin', '.github'].flatMap((start) =>
  start.endsWith('.md')
    ? [start]
    : readdirSync(join(ROOT, start), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/\.(webp|svg|png|ico)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1)),
);

/** Each takes the package by its name from a registry, in which nobody holds the name: anybody could. */
const FROM_A_REGISTRY =
  /(npm (i|install|add|exec)|yarn add|pnpm (add|dlx)|npx)( -[-\w]+)* ["']?mta-sts-watch(@|["'\s]*$|["'] )|(unpkg\.com|jsdelivr\.net\/npm|npmjs\.com\/package)\/mta-sts-watch/m;

test('nothing installs or links by a name in a registry that nobody holds', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => FROM_A_REGISTRY.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
});

test.each([
  'npm install mta-sts-watch',
  'npm install --global mta-sts-watch\n',
  'npm install mta-sts-watch@latest',
  'npx mta-sts-watch@1 check',
  'RUN npm install --global "mta-sts-watch@${VERSION}"',
  'https://unpkg.com/mta-sts-watch/docs/runbook.md',
])('and it would find: %s', (text) => {
  expect(text).toMatch(FROM_A_REGISTRY);
});

test.each(['npm install ./mta-sts-watch-0.1.0.tgz', 'npx mta-sts-watch check example.com'])('but not: %s', (text) => {
  expect(text).not.toMatch(FROM_A_REGISTRY);
});
