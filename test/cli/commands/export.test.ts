import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../../../lib/cli/exit-code';
import { domainTarget } from '../../../lib/core/model';
import { openStore } from '../../../lib/storage/open';
import { check, event, HOUR } from '../../storage/fixtures';
import { runProgram } from '../support';

let folder: string;
const cwd = process.cwd();
const NOW = Date.now();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
  process.chdir(folder);
  const store = await openStore({ embedded: { dir: 'from' } });
  await store.addDomain({ name: 'a.example', source: 'test', addedAt: NOW - HOUR });
  await store.putChecks([check(NOW - HOUR, { target: domainTarget('a.example'), unknown: ['policy \u202e\u2028'] })]);
  await store.putEvents([event(NOW - HOUR, 0, domainTarget('a.example'))]);
  await store.close();
});
afterEach(() => {
  process.chdir(cwd);
  rmSync(folder, { recursive: true });
});

const without = (lines: string): readonly string[] =>
  lines
    .split('\n')
    .filter((line) => !line.includes('"header"'))
    .sort();

test('a history goes by a file, or a pipe, to another place, and is the same there', async () => {
  const out = await runProgram(['export', '--data-dir', 'from', '--out', 'history.ndjson']);
  expect([out.stdout, out.stderr, out.exitCode ?? 0]).toEqual(['', '3 items of from written to history.ndjson.\n', 0]);
  expect(existsSync('history.ndjson.part')).toBe(false);
  const file = readFileSync('history.ndjson', 'utf8');
  expect(file).not.toMatch(/[\u202e\u2028]/);
  const piped = await runProgram(['export', '--data-dir', 'from']);
  expect(without(piped.stdout)).toEqual(without(file));

  const first = await runProgram(['import', 'history.ndjson', '--data-dir', 'to']);
  expect([first.stderr, first.exitCode ?? 0]).toEqual(['', 0]);
  expect(first.stdout).toMatch(/^3 items read: /);
  expect(
    await runProgram(['import', '-', '--data-dir', 'to'], { stdin: `\ufeff${file.replaceAll('\n', '\r\n')}` }),
  ).toEqual(first);
  expect(without((await runProgram(['export', '--data-dir', 'to'])).stdout)).toEqual(without(file));
  expect((await runProgram(['history', 'a.example', '--data-dir', 'to'])).stdout).toContain(
    'the TLSRPT record changed',
  );
}, 240_000);

test('bad lines are named by their numbers, others are taken, and a cut file says so', async () => {
  const [header = '', ...rest] = (await runProgram(['export', '--data-dir', 'from'])).stdout.trimEnd().split('\n');
  writeFileSync('bad.ndjson', [header, '{"type":"\u202e"}', ...rest.slice(0, -1)].join('\n'));
  const { stdout, stderr, exitCode } = await runProgram(['import', 'bad.ndjson', '--data-dir', 'to']);
  expect(exitCode).toBe(EXIT.usage);
  expect(stdout).toMatch(/^3 items read/);
  expect(stderr).toBe(
    'Line 2: its type is "\\u202e", one that this release does not know (upgrade mta-sts-watch).\n' +
      '1 line could not be taken in, all others were. Mend them and import the file again: nothing is doubled.\n' +
      'The file is cut short, or was changed: its last line does not count what is in it. Export again, and import that: nothing is doubled.\n',
  );
}, 240_000);

test('what cannot be written or read is told', async () => {
  expect(await runProgram(['export', '--data-dir', 'from', '--out', 'nowhere/x'])).toMatchObject({
    exitCode: EXIT.usage,
    stderr: expect.stringMatching(/^Cannot write nowhere\/x: .*Give another file\.\n$/) as string,
  });
  expect(await runProgram(['import', 'nobody', '--data-dir', 'to'])).toMatchObject({
    exitCode: EXIT.usage,
    stderr: expect.stringMatching(/^Cannot read nobody: there is no such file/) as string,
  });
  writeFileSync('other.json', '{}');
  expect(await runProgram(['import', 'other.json', '--data-dir', 'to'])).toMatchObject({
    exitCode: EXIT.usage,
    stderr: 'Its first line is not the header of an export.\n',
  });
}, 240_000);

test('an import goes to the real history, never to the sandbox', async () => {
  await runProgram(['export', '--data-dir', 'from', '--out', 'history.ndjson']);
  await runProgram(['import', 'history.ndjson']);
  expect(existsSync('.mta-sts-watch/sandbox')).toBe(false);
  expect((await runProgram(['domains', 'list'])).stdout).toMatch(/^a\.example /);
}, 240_000);
