import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownRunbookUrl, runbookUrl } from '../../lib/constructs/monitoring/runbook';

const ROOT = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface PackageJson {
  readonly scripts: Readonly<Record<string, string>>;
  readonly repository?: string;
  readonly bugs?: string;
  readonly homepage?: string;
}

const page = read('CONTRIBUTING.md');
const packageJson = JSON.parse(read('package.json')) as PackageJson;

test('package.json names no repository, or CONTRIBUTING.md does not say that it is absent', () => {
  const { repository, bugs, homepage } = packageJson;
  const isAbsent = repository === undefined && bugs === undefined && homepage === undefined;
  expect(page.includes('are absent from package.json until the owner of the package sets them')).toBe(isAbsent);
  expect(ownRunbookUrl() === undefined).toBe(repository === undefined);
});

test('the lines that CONTRIBUTING.md gives to the owner make the links that it promises', () => {
  const [, lines = ''] = /```json\n([^]*?),?\n```/.exec(page) ?? [];
  const given = JSON.parse(`{${lines}}`) as PackageJson;
  expect(Object.keys(given)).toEqual(['repository', 'bugs']);
  expect(runbookUrl(given)).toBe('https://github.com/OWNER/mta-sts-watch/blob/HEAD/docs/runbook.md');
  expect(read('docs/runbook.md')).toContain('# ');
});

test('the release workflow does what CONTRIBUTING.md says of it, and no more', () => {
  const workflow = read('.github/workflows/release.yml');
  expect(workflow).toMatch(/tags: \['v\*'\]/);
  expect(workflow).toMatch(/gh release create .*\.tgz/);
  expect(workflow).not.toMatch(/npm publish|NODE_AUTH_TOKEN|registry-url/);
});

test('every script that CONTRIBUTING.md and the pull-request form name is there', () => {
  const named = [page, read('.github/pull_request_template.md')].flatMap((text) =>
    [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script),
  );
  expect(named).toEqual(expect.arrayContaining(['dev', 'lint', 'typecheck', 'docs']));
  expect(named.filter((script) => !(script in packageJson.scripts))).toEqual([]);
});
