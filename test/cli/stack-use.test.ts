import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { program } from '../../lib/cli/main';
import { startReceiver } from '../support/receiver';
import { runProgram } from './support';

/** Each command that does something, with as few arguments as it takes; `file` stands for the name of a file. */
const LINES: readonly (readonly [line: string, outcome: 'refused' | 'asked'])[] = [
  ['start', 'refused'],
  ['check example.com', 'refused'],
  ['lint record v=STSv1;id=1', 'refused'],
  ['lint policy file', 'refused'],
  ['lint tlsrpt v=TLSRPTv1;rua=mailto:a@example.com', 'refused'],
  ['lint match a.example.com *.example.com', 'refused'],
  ['dashboard token', 'refused'],
  ['explain', 'refused'],
  ['sandbox', 'refused'],
  ['status', 'asked'],
  ['history example.com', 'asked'],
  ['events', 'asked'],
  ['alerts list', 'asked'],
  ['alerts show a', 'asked'],
  ['alerts ack a --reason x', 'asked'],
  ['alerts unack a', 'asked'],
  ['alerts mute example.com --reason x --until 1h', 'asked'],
  ['alerts unmute a', 'asked'],
  ['alerts mutes', 'asked'],
  ['maintenance add example.com --reason x --until 1h', 'asked'],
  ['maintenance remove a', 'asked'],
  ['maintenance list', 'asked'],
  ['dashboard', 'asked'],
  ['run', 'asked'],
  ['domains add example.com', 'asked'],
  ['domains remove example.com', 'asked'],
  ['domains import -', 'asked'],
  ['domains list', 'asked'],
  ['agent', 'asked'],
  ['export', 'asked'],
  ['import -', 'asked'],
];
/** They look at the network before they ask the stack. */
const ELSEWHERE = ['repair'];

let folder: string;
const before = { cwd: process.cwd(), env: { ...process.env } };
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  process.chdir(folder);
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'eu-west-1' });
});
afterAll(() => {
  process.chdir(before.cwd);
  process.env = before.env;
  rmSync(folder, { recursive: true });
});

const NO_STACK =
  '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id Nowhere does not exist</Message></Error></ErrorResponse>';

test.each(LINES)('--stack with "%s" is %s', async (line, outcome) => {
  const receiver = await startReceiver((response) =>
    response.writeHead(400, { 'content-type': 'text/xml' }).end(NO_STACK),
  );
  process.env.AWS_ENDPOINT_URL = receiver.url;
  try {
    const { stdout, stderr, exitCode } = await runProgram(['--stack', 'Nowhere', ...line.split(' ')], {
      stdin: 'example.com\n',
    });
    expect(stderr).toMatch(
      outcome === 'refused' ? /^--stack does not apply to ".*"\. \S/ : /There is no stack Nowhere/,
    );
    expect([stdout, exitCode, receiver.received.length > 0]).toEqual(['', 64, outcome === 'asked']);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    await receiver.close();
  }
});

test('an agent takes its queues or a stack, not both', async () => {
  const queue = (name: string): string => `https://sqs.eu-west-1.amazonaws.com/123456789012/${name}`;
  const line = ['--stack', 'Nowhere', 'agent', '--queue-url', queue('jobs'), '--result-queue-url', queue('results')];
  expect(await runProgram(line)).toMatchObject({
    stderr: expect.stringMatching(/^Both queues are named, so --stack Nowhere does not apply\. Leave out/) as string,
    exitCode: 64,
  });
});

test('no command is left out', () => {
  const leaves = (command: Command, path: readonly string[]): string[] =>
    command.commands.length === 0
      ? [path.join(' ')]
      : command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
  const io = {
    stdout: { write: () => undefined },
    stderr: { write: () => undefined },
    stdin: process.stdin,
    env: {},
    setExitCode: () => undefined,
    endRequested: () => new AbortController().signal,
  };
  const listed = [...LINES.map(([line]) => line), ...ELSEWHERE];
  expect(leaves(program(io), []).filter((leaf) => !listed.some((line) => `${line} `.startsWith(`${leaf} `)))).toEqual(
    [],
  );
});
