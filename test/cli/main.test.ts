import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../../lib/cli/main';
import { runProgram } from './support';

let folder: string;
const before = process.cwd();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

describe('a wrong command line ends with 64 and says what to do', () => {
  test.each([
    [['nope'], /unknown command 'nope'/],
    [['chek', 'example.com'], /Did you mean check\?/],
    [['check', '--nope'], /unknown option '--nope'/],
    [['check'], /There is nothing to check\. Name a domain: mta-sts-watch check example\.com/],
    [['check', 'no dots'], /"no dots" is more than one name/],
    [['check', 'user@example.com'], /is a mail address, not a domain name\. Write example\.com\./],
    [['check', '--json', '--ndjson', 'example.com'], /cannot be used with/],
    [['check', '--fail-on', 'fatal', 'example.com'], /Allowed choices are critical, error, warning, info/],
    [
      ['check', '--resolver', 'dns.example', 'example.com'],
      /"dns\.example" is not the address of a resolver\. Write an address/,
    ],
    [['check', '--https-port', '0', 'example.com'], /"0" is not a port\. Write a whole number from 1 to 65535/],
    [['check', '--timeout', '5', 'example.com'], /"5" is not a duration/],
    [['check', '--file', 'missing.txt'], /Cannot read missing\.txt: there is no such file/],
    [['check', '--file', '.'], /Cannot read \.: it is a folder/],
    [['check', '--ca', 'missing.pem', 'example.com'], /Cannot read missing\.pem: there is no such file/],
    [['check', '--config', 'missing.yaml', 'example.com'], /Cannot read missing\.yaml: there is no such file/],
    [['start', '--domains', ','], /Name at least one domain/],
    [['start', '--domains', 'a.example,https://b.example/'], /is a URL, not a domain name\. Write b\.example\./],
    [['events', '--since', 'yesterday'], /"yesterday" is neither a duration nor a date\. Write 12h, 7d/],
    [['domains', 'add'], /missing required argument/],
    [['check', '\u001b[31mred.example'], /^error: command-argument value '\\u001b\[31mred\.example' is invalid/],
  ])('%j', async (args, words) => {
    const { stdout, stderr, exitCode } = await runProgram(args);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/\n +at /);
    expect(stdout).toBe('');
    expect(exitCode).toBe(64);
  });

  test('without a command it shows the commands', async () => {
    const { stderr, exitCode } = await runProgram([]);
    expect(stderr).toContain('check [options] [domain...]');
    expect(exitCode).toBe(64);
  });
});

test('--help and --version are no errors', async () => {
  expect(await runProgram(['--version'])).toMatchObject({
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    exitCode: 0,
  });
  for (const args of [['--help'], ['check', '--help'], ['help', 'history'], ['domains', 'add', '--help']]) {
    const { stdout, stderr, exitCode } = await runProgram(args);
    expect([stdout.includes('Usage: mta-sts-watch'), stderr, exitCode]).toEqual([true, '', 0]);
  }
});

test('help keeps to the width of the terminal', async () => {
  for (const { name } of program({
    stdout: { write: () => undefined },
    stderr: { write: () => undefined },
    stdin: process.stdin,
    env: {},
    setExitCode: () => undefined,
    endRequested: () => new AbortController().signal,
  }).commands.map((command) => ({ name: command.name() }))) {
    const { stdout } = await runProgram([name, '--help'], { columns: 100 });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  }
});

test('a list or a configuration with mistakes is refused whole, each mistake with its line', async () => {
  const list = file('list.txt', 'example.com\nno dots\nexample.com\n-\n');
  expect(await runProgram(['check', '--file', list])).toMatchObject({
    stdout: '',
    stderr: expect.stringMatching(/^list\.txt:2: .*\nlist\.txt:4: .*\nNothing was checked/) as string,
    exitCode: 64,
  });
  const config = file('bad.yaml', 'domain: [a.example]\ntimeout: 1\n');
  expect(await runProgram(['start', '--config', config])).toMatchObject({
    stderr: expect.stringMatching(
      /^bad\.yaml:1: there is no key "domain"\. Did you mean domains\?\nbad\.yaml:2: timeout: .*\nNothing was taken from bad\.yaml/,
    ) as string,
    exitCode: 64,
  });
});

test('a file that is no certificate is named', async () => {
  const pem = file('ca.pem', 'not a certificate');
  expect(await runProgram(['check', '--ca', pem, 'example.com'])).toMatchObject({
    stderr: expect.stringMatching(/ca\.pem holds no PEM certificate\. Give a PEM file/) as string,
    exitCode: 64,
  });
});

test('names of files and arguments from outside are shown escaped', async () => {
  const { stderr } = await runProgram(['check', '--file', 'x\u001b[31m.txt']);
  expect(stderr).toContain('x\\u001b[31m.txt');
});
