import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackMessage } from '../../../lib/contract/agent/message';
import type { Sandbox } from '../../../lib/sandbox';
import { startSandbox } from '../../../lib/sandbox';
import type { SqsStub } from '../../support/sqs-stub';
import { startSqsStub } from '../../support/sqs-stub';
import { runProgram } from '../support';

let sandbox: Sandbox;
let folder: string;
let sqs: SqsStub;
const before = { ...process.env };
beforeAll(async () => {
  sandbox = await startSandbox({
    bulk: { domains: 2, mxHosts: 2 },
    domains: [{ name: 'busy.example', says: 'Its MX host never greets.', hosts: { mx: { greeting: 'never' } } }],
  });
  folder = mkdtempSync(join(tmpdir(), 'mta-sts-watch-agent-'));
  writeFileSync(join(folder, 'ca.pem'), sandbox.caPem);
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-west-1',
    AWS_MAX_ATTEMPTS: '1',
  });
});
afterAll(async () => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION', 'AWS_MAX_ATTEMPTS'])
    if (before[name] === undefined) delete process.env[name];
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  sqs = await startSqsStub();
});
afterEach(async () => sqs.close());

const EHLO = 'mta-sts.d000001.bulk.example';
/** An agent that the test ends; one that ends by itself says why. */
function start(file: string) {
  const end = new AbortController();
  const ended = runProgram(['agent', '--config', file, '--name', 'vm1'], { endRequested: end.signal });
  const tooSoon = ended.then(({ stderr, stdout }) => Promise.reject(new Error(`the agent ended: ${stderr}${stdout}`)));
  tooSoon.catch(() => undefined);
  return {
    /** Waits until it holds; asked after each call to SQS and every few milliseconds. */
    async until(holds: () => boolean): Promise<void> {
      while (!holds()) await Promise.race([new Promise((resolve) => setTimeout(resolve, 5)), tooSoon]);
    },
    end() {
      end.abort();
      return ended;
    },
  };
}
const called = (action: string): boolean => sqs.calls.some((call) => call.action === action);

/** A configuration file as a person writes it for an agent. */
function config(over: object = {}): string {
  const file = join(folder, 'agent.yaml');
  const agent = {
    queueUrl: `${sqs.endpoint}/000000000000/jobs`,
    resultQueueUrl: `${sqs.endpoint}/000000000000/results`,
  };
  writeFileSync(
    file,
    JSON.stringify({
      resolvers: [sandbox.resolver],
      smtpPort: sandbox.smtpPort,
      ca: [join(folder, 'ca.pem')],
      allowPrivateAddresses: true,
      timeout: '10s',
      ehlo: EHLO,
      agent,
      ...over,
    }),
  );
  return file;
}
const job = (...targets: string[]): string =>
  JSON.stringify({ runId: 'mx-hosts@1', part: '0', type: 'mx-host', targets });
const lines = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { level: string; message: string; agent: string });
const messages = () =>
  sqs.calls.filter(({ action }) => action === 'SendMessage').map(({ body }) => unpackMessage(String(body.MessageBody)));

test('an agent takes a job, sends what it saw, takes it off the queue, and ends in order', async () => {
  sqs.jobs.push(job('mx1.bulk.example', 'mx2.bulk.example'));
  const agent = start(config({ canaries: ['mx1.bulk.example', 'mx2.bulk.example'] }));
  await agent.until(() => called('DeleteMessage'));
  const { stdout, stderr, exitCode } = await agent.end();
  expect([stderr, exitCode]).toEqual(['', undefined]);
  expect(sqs.calls.find(({ action }) => action === 'DeleteMessage')?.body).toMatchObject({
    QueueUrl: expect.stringMatching(/\/jobs$/) as string,
    ReceiptHandle: expect.any(String) as string,
  });
  expect(messages()).toMatchObject([
    { type: 'hello', agent: 'vm1', port25: 'open' },
    {
      type: 'result',
      agent: 'vm1',
      port25: 'open',
      job: { part: '0' },
      observations: [
        { host: 'mx1.bulk.example', endpoints: [{ tls: { protocol: 'TLSv1.3' } }] },
        { host: 'mx2.bulk.example' },
      ],
    },
    { type: 'bye', agent: 'vm1' },
  ]);
  expect(lines(stdout).map(({ level, message, agent }) => `${level} ${agent} ${message}`)).toEqual([
    'info vm1 agent begins',
    'info vm1 port 25 is open',
    'info vm1 job done',
    'info vm1 agent ends',
  ]);
  for (const statistics of sandbox.mxStatistics('mx1.bulk.example').values())
    expect([...statistics.clientNames, statistics.commands.has('MAIL')]).toEqual([EHLO, false]);
});

test('told to end in the middle of a job, it gives the job back at once', async () => {
  sqs.jobs.push(job('mx.busy.example'));
  const agent = start(config());
  await agent.until(() => [...sandbox.mxStatistics('mx.busy.example').values()].some(({ open }) => open > 0));
  const { exitCode, stdout } = await agent.end();
  expect(exitCode).toBeUndefined();
  expect(sqs.calls.find(({ action }) => action === 'ChangeMessageVisibility')?.body).toMatchObject({
    VisibilityTimeout: 0,
  });
  expect(messages().map(({ type }) => type)).toEqual(['hello', 'bye']);
  expect(lines(stdout).map(({ message }) => message)).toContain('job given back');
});

test('a message that is no job stays for the dead letters, and its text cannot steer a terminal', async () => {
  sqs.jobs.push('{"evil":"\\u001b[2J"}', '\u001b[2Jno JSON');
  const agent = start(config());
  await agent.until(() => sqs.calls.filter(({ action }) => action === 'ReceiveMessage').length > 3);
  const { stdout } = await agent.end();
  expect(sqs.calls.filter(({ action }) => action === 'DeleteMessage')).toEqual([]);
  expect(lines(stdout).filter(({ message }) => message.startsWith('a message that is no job'))).toHaveLength(2);
  expect(stdout).not.toContain('\u001b');
});

describe('what was set up wrong is said at the start, with the way to mend it', () => {
  const fails = async (file: string, ...args: string[]) => {
    const { stderr, exitCode } = await runProgram([...args, 'agent', '--config', file]);
    expect(exitCode).toBe(64);
    return stderr;
  };

  test('no name for EHLO: none is guessed', async () => {
    expect(await fails(config({ ehlo: undefined }))).toMatch(/needs the name that it gives in EHLO: --ehlo NAME/);
  });

  test('a name that leads nowhere', async () => {
    expect(await fails(config({ ehlo: 'nowhere.example' }))).toMatch(/^nowhere\.example has no address in the DNS/);
  });

  test('an address that is not this machine’s, and one that nobody else knows it by', async () => {
    expect(await fails(config({ ehlo: '[192.0.2.1]' }))).toMatch(/no address of this machine/);
    expect(await fails(config({ ehlo: '[127.0.0.1]', allowPrivateAddresses: false }))).toMatch(
      /not a public address \(loopback\)/,
    );
  });

  test('no queue, and half of one', async () => {
    expect(await fails(config({ agent: {} }))).toMatch(/mta-sts-watch --stack NAME agent/);
    expect(await fails(config({ agent: { queueUrl: `${sqs.endpoint}/0/jobs` } }))).toMatch(
      /--result-queue-url is missing/,
    );
  });

  test.each([
    ['QueueDoesNotExist', /There is no such queue/],
    ['AccessDeniedException', /MtaStsWatchAgentPolicy/],
    ['UnrecognizedClientException', /AWS does not know who you are/],
  ])('%s', async (type, expected) => {
    sqs.refuse(() => ({ type, message: 'AWS says no' }));
    expect(await fails(config())).toMatch(expected);
  });
});
