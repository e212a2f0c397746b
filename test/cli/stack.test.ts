import { EXIT } from '../../lib/cli/exit-code';
import { findStack, startStackRun } from '../../lib/cli/stack';
import { startReceiver } from '../support/receiver';
import { runProgram } from './support';

const before = { ...process.env };
beforeEach(() =>
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'eu-west-1' }),
);
afterEach(() => {
  process.env = { ...before };
});

const output = (key: string, value: string) =>
  `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`;
const stack = (outputs: string) =>
  `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>Mail</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${outputs}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
const refusal = (code: string, message: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

/** An AWS that answers once, and what was asked of it. */
async function answering<T>(
  status: number,
  body: string,
  ask: () => Promise<T>,
  headers: Record<string, string> = { 'content-type': 'text/xml' },
) {
  const receiver = await startReceiver((response) => response.writeHead(status, headers).end(body));
  process.env.AWS_ENDPOINT_URL = receiver.url;
  try {
    return {
      result: await ask().then(
        (value) => ({ value }),
        (error: unknown) => ({ error: error as Error }),
      ),
      received: receiver.received,
    };
  } finally {
    await receiver.close();
  }
}

test('a deployed monitor is found by the outputs of its stack', async () => {
  const { result, received } = await answering(
    200,
    stack(output('MtaStsWatchTable', 'Table-1') + output('MtaStsWatchDispatch', 'Dispatch-1')),
    () => findStack('Mail'),
  );
  expect(result).toEqual({ value: { table: 'Table-1', dispatchFunction: 'Dispatch-1' } });
  expect(new URLSearchParams(received[0]?.body).get('StackName')).toBe('Mail');
});

test.each([
  ['another stack', 200, stack(output('Other', 'x')), /The stack Mail holds no monitor/],
  [
    'no stack',
    400,
    refusal('ValidationError', 'Stack with id Mail does not exist'),
    /There is no stack Mail in this account and region\. Is AWS_REGION/,
  ],
  [
    'wrong credentials',
    403,
    refusal('InvalidClientTokenId', 'The security token is invalid'),
    /AWS does not know who you are/,
  ],
  [
    'no permission',
    403,
    refusal('AccessDenied', 'not authorized to perform cloudformation:DescribeStacks'),
    /AWS refuses: not authorized.*docs\/deploy\.md/,
  ],
])('%s: says what is the matter, and what to do', async (_name, status, body, says) => {
  const { result } = await answering(status, body, () => runProgram(['--stack', 'Mail', 'status'], {}));
  expect(result).toMatchObject({ value: { exitCode: EXIT.usage, stderr: expect.stringMatching(says) as string } });
});

test('a run is started by the dispatcher, with an id of its own', async () => {
  const run = { id: 'domains-by-hand@2026-01-01T00:00:00Z', planned: 3, done: 0, unknown: 0, failed: 0, startedAt: 1 };
  const { result, received } = await answering(
    200,
    JSON.stringify(run),
    () => startStackRun({ table: 't', dispatchFunction: 'Dispatch-1' }, 'domains', Date.UTC(2026, 0, 1)),
    {},
  );
  expect(result).toEqual({ value: run });
  expect(JSON.parse(received[0]?.body ?? '')).toEqual({
    schedule: 'domains',
    time: '2026-01-01T00:00:00.000Z',
    by: 'hand',
  });
});

test('a dispatcher that fails is told with what it said', async () => {
  const { result } = await answering(
    200,
    '{"errorMessage":"no table"}',
    () => startStackRun({ table: 't', dispatchFunction: 'Dispatch-1' }, 'domains', 0),
    { 'x-amz-function-error': 'Unhandled' },
  );
  expect(result).toMatchObject({ error: { message: expect.stringContaining('no table') as string } });
});

test('run without a stack says what runs on this machine', async () => {
  expect(await runProgram(['run'], {})).toMatchObject({
    exitCode: EXIT.usage,
    stderr: expect.stringContaining('mta-sts-watch --stack NAME run') as string,
  });
});
