/** Every command that a document or a message names is one that there is, with options and values that it takes. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { EXIT } from '../../lib/cli/exit-code';
import { program } from '../../lib/cli/main';
import { domainTarget, mxHostTarget } from '../../lib/core/model';
import { openStore } from '../../lib/storage/open';
import { runCli, runProgram } from '../cli/support';
import { alert, HOUR } from '../storage/fixtures';
import type { Written } from './commands';
import { namedInSources, writtenCommands } from './commands';

const ROOT = join(__dirname, '../..');
/** What a document leaves to the reader. */
const PLACEHOLDERS: Readonly<Record<string, string>> = { DOMAIN: 'example.com', FINDING: 'sts-record-missing' };
const written = writtenCommands();
const ours = unique(written.filter(({ words }) => words[0] === 'mta-sts-watch'));
const npm = unique(written.filter(({ words }) => words[0] === 'npm'));
const jestRuns = unique(written.filter(({ words }) => words.includes('jest')));
const cdk = unique(written.filter(({ words }) => words.includes('cdk')));

function unique(all: readonly Written[]): readonly (readonly [line: string, words: readonly string[], isShort: boolean])[] {
  return [...new Map(all.map((one) => [one.line, one])).values()].map((one) => [
    one.line,
    one.words.map((word) => PLACEHOLDERS[word] ?? word),
    one.isShort,
  ]);
}

const quiet = { stdout: { write: () => true }, stderr: { write: () => true }, setExitCode: () => undefined };

/** Follows the names of commands. @returns the last of them, and what comes after */
function commandOf(words: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } {
  let command = program(quiet as never);
  let rest = [...words];
  if (rest[0] === '--stack') rest = rest.slice(2);
  for (;;) {
    const next = command.commands.find((one) => one.name() === rest[0]);
    if (next === undefined) return { command, rest };
    command = next;
    rest = rest.slice(1);
  }
}

test('commands were found in the documents', () => {
  expect(ours.length).toBeGreaterThan(30);
  expect(npm.length).toBeGreaterThan(12);
  expect(cdk.length).toBeGreaterThan(4);
  expect(ours.map(([line]) => line)).toContainEqual(expect.stringMatching(/alerts mute --kind/));
});

describe('the command line', () => {
  /** Has every command parse and validate its arguments, and do nothing. */
  const parseOnly = (root: Command): Command => {
    for (const one of root.commands) parseOnly(one);
    return root.commands.length > 0 ? root : root.action(() => undefined);
  };

  test.each(ours)('%s', async (_, [, ...words], isShort) => {
    const { command, rest } = commandOf(words);
    expect([command.name(), rest]).not.toEqual(['mta-sts-watch', words]);
    // "alerts unack" alone is its name in a sentence.
    if (rest.length === 0) return;
    const { exitCode, stderr } = await runCli((io) => parseOnly(program(io)), words);
    if (isShort && /^error: (?:missing required argument|required option)/.test(stderr)) return;
    expect({ exitCode: exitCode ?? EXIT.ok, stderr }).toEqual({ exitCode: EXIT.ok, stderr: '' });
  });

  describe('what needs no network works on a history of its own', () => {
    const cwd = process.cwd();
    let folder: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'commands-'));
      process.chdir(folder);
      writeFileSync('mta-sts.txt', 'version: STSv1\nmode: enforce\nmx: mx1.example.com\nmax_age: 1209600\n');
      const store = await openStore({ embedded: { dir: '.mta-sts-watch' } });
      const now = Date.now();
      await store.addDomain({
        name: 'example.com',
        source: 'test',
        addedAt: now - HOUR,
        verdict: 'protected',
        verdictSince: now - HOUR,
        reasons: [],
      });
      await store.writeAlert(alert('a|mx-host/mx1.example.com@1', 1, { subject: mxHostTarget('mx1.example.com') }));
      await store.writeAlert(alert('b|domain/example.com@1', 1, { subject: domainTarget('example.com') }));
      await store.close();
    });
    afterAll(() => {
      process.chdir(cwd);
      rmSync(folder, { recursive: true });
    });

    const LOCAL = ['alerts', 'maintenance', 'status', 'events', 'history', 'explain', 'export', 'lint'];
    const local = ours.filter(([, [, ...words], isShort]) => {
      if (isShort || !LOCAL.includes(words[0] ?? '') || words.some((word) => /^[A-Z]+$/.test(word))) return false;
      const { command, rest } = commandOf(words);
      return (
        command.commands.length === 0 &&
        (rest.some((word) => !word.startsWith('-')) || command.registeredArguments.every((one) => !one.required)) &&
        command.options.every(({ mandatory, long }) => !mandatory || rest.includes(long ?? ''))
      );
    });

    test.each(local)('%s', async (_, [, ...words]) => {
      // The documents name a day to come; on the day itself the example is over, and still right.
      const later = words.map((word) => word.replace(/^20\d\d-/, `${new Date().getUTCFullYear() + 1}-`));
      const { exitCode, stderr } = await runProgram(later);
      expect({ exitCode: exitCode ?? EXIT.ok, stderr }).toEqual({ exitCode: EXIT.ok, stderr });
    });
  });
});

test('texts of commands, alerts and errors name commands and options that there are', () => {
  const named = namedInSources();
  expect(named.length).toBeGreaterThan(40);
  const wrong = named.filter(({ words }) => {
    const { command, rest } = commandOf(words);
    // "mta-sts-watch --stack NAME" alone is any of them.
    if (words[0] === '--stack' && (words.length === 2 || /^[a-z]/.test(words[1] ?? ''))) return false;
    if (command.parent === null || (command.commands.length > 0 && /^[a-z]/.test(rest[0] ?? ''))) return true;
    const option = rest[0]?.startsWith('--') === true ? rest[0] : undefined;
    return option !== undefined && !command.options.some(({ long }) => long === option);
  });
  expect(wrong.map(({ where, line }) => `${where}: ${line}`)).toEqual([]);
});

describe('npm', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const OWN = ['bugs', 'ci', 'install', 'pack', 'repo', 'root', 'uninstall'];

  test.each(npm)('%s', (_, [, name = '', script = '']) => {
    if (name === 'run') expect(Object.keys(scripts)).toContain(script);
    else if (!OWN.includes(name)) expect(Object.keys(scripts)).toContain(name);
  });

  test.each(npm.filter(([, words]) => words.some((word) => word.startsWith('test/'))))('%s: a folder of tests', (_, words) => {
    for (const path of words.filter((word) => word.startsWith('test/')))
      expect(() => readFileSync(join(ROOT, path, '.'))).toThrow(/EISDIR/);
  });
});

test.each(jestRuns)('%s: files of tests', (_, words) => {
  const paths = words.filter((word) => word.startsWith('test/'));
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

describe('the CDK', () => {
  test.each(cdk)('%s', (_, words) => {
    const [name = '', ...rest] = words.slice(words.indexOf('cdk') + 1);
    const help = execFileSync(process.execPath, [join(ROOT, 'node_modules/aws-cdk/bin/cdk'), name, '--help'], {
      encoding: 'utf8',
      env: { ...process.env, CI: '1', CDK_DISABLE_VERSION_CHECK: '1' },
    });
    // For a command that there is not, the CDK shows the help of all.
    expect(help.split('\n')[0]).toMatch(new RegExp(`^cdk ${name}\\b`));
    for (const option of rest.filter((word) => word.startsWith('--'))) expect(help).toContain(option);
  });
});
