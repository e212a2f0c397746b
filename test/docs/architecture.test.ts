import type { SpawnSyncReturns } from 'node:child_process';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');

interface Room {
  readonly folder: string;
  readonly imports: readonly string[];
  readonly types: readonly string[];
}

const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);

/** The rooms as a reader of the page finds them, one for each folder. */
function roomsOfPage(): readonly Room[] {
  const [, table = ''] = /\n\| folder \|.*\n\| --- .*\n((?:\|.*\n)+)/.exec(PAGE) ?? [];
  return table
    .trim()
    .split('\n')
    .flatMap((row) => {
      const [, folders = '', , may = ''] = row.split(' | ').length === 3 ? ['', ...row.split(' | ')] : [];
      const [values = '', types = ''] = may.split('types of ');
      return quoted(folders).map((folder) => ({ folder, imports: quoted(values), types: quoted(types) }));
    });
}

const rooms = roomsOfPage();
const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

describe('the rooms of docs/architecture.md', () => {
  test('are all that there are', () => {
    const folders = rooms.map(({ folder }) => folder);
    const files = ['bin', 'lambdas', 'lib'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
    );
    for (const folder of folders) expect([folder, existsSync(join(ROOT, folder))]).toEqual([folder, true]);
    expect(files.filter((file) => !folders.some((folder) => isIn(file, folder)))).toEqual([]);
  });

  test('are those that the linter holds: each import between two of them passes or fails as the table says', () => {
    const scratch = mkdtempSync(join(tmpdir(), 'rooms-'));
    try {
      const write = (path: string, text: string): void => {
        mkdirSync(dirname(join(scratch, path)), { recursive: true });
        writeFileSync(join(scratch, path), text);
      };
      write('tsconfig.json', '{}');
      // A room, or the part of one that another room may import.
      const targets = [...new Set(rooms.flatMap(({ folder, imports, types }) => [folder, ...imports, ...types]))].map(
        (path) => (path.endsWith('.ts') ? path : existsSync(join(ROOT, `${path}.ts`)) ? `${path}.ts` : `${path}/leaf.ts`),
      );
      for (const target of targets) write(target, 'export const value = 1;\nexport type Type = number;\n');
      const expected: string[] = [];
      for (const { folder, imports, types } of rooms.filter((room) => !room.folder.endsWith('.ts')))
        for (const [index, target] of targets.entries())
          for (const kind of ['value', 'type']) {
            const from = `${folder}/${kind}-${index}.ts`;
            const place = relative(folder, target).replace(/\.ts$/, '');
            const name = `${place.startsWith('.') ? '' : './'}${place}`;
            write(
              from,
              kind === 'value'
                ? `import { value } from '${name}';\nexport const own = value;\n`
                : `import type { Type } from '${name}';\nexport type Own = Type;\n`,
            );
            const allowed = [folder, ...imports, ...(kind === 'type' ? types : [])];
            const path = target.replace(/(\/leaf)?\.ts$/, '');
            if (!allowed.some((one) => isIn(path, one.replace(/\.ts$/, '')))) expected.push(`${from} -> ${target}`);
          }
      expect(violations(scratch)).toEqual(expected.sort());
      expect(expected).toContain(
        `lib/contract/value-${targets.indexOf('lib/probes/leaf.ts')}.ts -> lib/probes/leaf.ts`,
      );
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });

  test('are told to whoever breaks them: `npm run lint` prints why a rule exists', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly scripts: { readonly lint: string };
    };
    const [, args = ''] = / depcruise (.*)$/.exec(scripts.lint) ?? [];
    const scratch = mkdtempSync(join(tmpdir(), 'rooms-'));
    try {
      for (const folder of ['bin', 'lambdas', 'lib/cli']) mkdirSync(join(scratch, folder), { recursive: true });
      writeFileSync(join(scratch, 'tsconfig.json'), '{}');
      writeFileSync(join(scratch, 'lib/cli/leaf.ts'), 'export const value = 1;\n');
      writeFileSync(
        join(scratch, 'lambdas/own.ts'),
        "import { value } from '../lib/cli/leaf';\nexport const own = value;\n",
      );
      const { stdout } = cruise(scratch, args.replace('--config ', `--config ${ROOT}/`).split(' '));
      expect(stdout.replace(/\s+/g, ' ')).toContain(
        'lambdas: lambdas/own.ts → lib/cli/leaf.ts A handler wires adapters to a use case. The command line',
      );
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });

  test('say that the core does no I/O and reads no clock, which the linter holds too', () => {
    expect(PAGE).toMatch(/^\| `lib\/core` \|.*No I\/O, no clock, no environment/m);
    const config = JSON.parse(
      execFileSync(
        process.execPath,
        [join(ROOT, 'node_modules/eslint/bin/eslint.js'), '--print-config', 'lib/core/model/index.ts'],
        { cwd: ROOT, encoding: 'utf8' },
      ),
    ) as { readonly rules: Readonly<Record<string, unknown>> };
    const banned = JSON.stringify([
      config.rules['no-restricted-imports'],
      config.rules['no-restricted-globals'],
      config.rules['no-restricted-properties'],
      config.rules['no-restricted-syntax'],
    ]);
    for (const name of ['node:fs', 'node:net', 'node:tls', 'node:dns', 'node:child_process', 'process', 'fetch', 'setTimeout'])
      expect(banned).toContain(`"name":"${name}"`);
    expect(banned).toContain('"property":"now"');
    expect(banned).toContain("NewExpression[callee.name='Date'][arguments.length=0]");
  });
});

describe('the places that docs/architecture.md names', () => {
  const questions = [...PAGE.slice(PAGE.indexOf('\n## Where is it?')).matchAll(/^\| ([A-Z].*\?) \| (.*) \|$/gm)].map(
    ([, question = '', files = '']) => ({ question, files: quoted(files) }),
  );

  test('answer twenty questions, each in at most three files that are there', () => {
    expect(questions).toHaveLength(20);
    expect(new Set(questions.map(({ question }) => question)).size).toBe(20);
    for (const { question, files } of questions) {
      const missing = files.filter((file) => !/\.tsx?$/.test(file) || !existsSync(join(ROOT, file)));
      expect([question, missing, files.length > 0 && files.length <= 3]).toEqual([question, [], true]);
    }
  });

  test('are there', () => {
    const text = PAGE.replace(/```[^]*?```/g, '');
    const named = quoted(text).filter((path) => /^(lib|lambdas|bin|test|docs)\//.test(path));
    expect(named.length).toBeGreaterThan(50);
    const isThere = (path: string): boolean => existsSync(join(ROOT, path)) || existsSync(join(ROOT, `${path}.ts`));
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });
});

/** What the linter finds in a tree, as `from -> to`. */
function violations(tree: string): readonly string[] {
  const { stdout, stderr } = cruise(
    tree,
    ['--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json', 'lib', 'bin', 'lambdas'],
  );
  if (stdout === '') throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as {
    readonly summary: { readonly violations: readonly { readonly from: string; readonly to: string }[] };
  };
  return [...new Set(summary.violations.map(({ from, to }) => `${from} -> ${to}`))].sort();
}

const cruise = (tree: string, args: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), ...args],
    { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
