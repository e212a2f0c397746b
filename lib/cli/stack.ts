import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { OUTPUTS } from '../contract/outputs';
import type { DispatchEvent, ScheduleName } from '../contract/schedule';
import type { RunRecord } from '../core/model';
import { openTable } from '../storage/dynamodb';
import type { OpenStore, StoreOptions } from '../storage/store';
import { UserError } from './errors';
import { safe } from './terminal/escape';

/** What a deployed monitor says of itself in the outputs of its stack. */
export interface DeployedMonitor {
  readonly table: string;
  readonly dispatchFunction: string;
  /** Set where agents look at MX hosts. */
  readonly agentQueues?: { readonly jobs: string; readonly results: string };
}

/**
 * Finds a deployed monitor, with the credentials and in the region that the AWS SDK finds.
 * @throws UserError when there is no such stack, or it is no monitor, or AWS does not let us look
 */
export async function findStack(name: string): Promise<DeployedMonitor> {
  const client = new CloudFormationClient({});
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const outputs = new Map((Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    const table = outputs.get(OUTPUTS.table);
    const dispatchFunction = outputs.get(OUTPUTS.dispatch);
    if (table === undefined || dispatchFunction === undefined)
      throw new UserError(
        `The stack ${safe(name)} holds no monitor: it has no output ${OUTPUTS.table}. Name the stack that "npx cdk deploy" made.`,
      );
    const [jobs, results] = [outputs.get(OUTPUTS.mxHostQueue), outputs.get(OUTPUTS.resultQueue)];
    return {
      table,
      dispatchFunction,
      ...(jobs !== undefined && results !== undefined && { agentQueues: { jobs, results } }),
    };
  } catch (error) {
    throw forAPerson(error, name);
  } finally {
    client.destroy();
  }
}

/** The history of a deployed monitor; the same store as locally. @throws UserError as {@link findStack} does */
export async function openStackStore(name: string, options: StoreOptions = {}): Promise<OpenStore> {
  return openTable({ table: (await findStack(name)).table }, options);
}

/** The ARN of whoever these credentials are; asking for it takes no permission. @throws UserError as {@link findStack} does */
export async function callerIdentity(): Promise<string> {
  const client = new STSClient({});
  try {
    return (await client.send(new GetCallerIdentityCommand({}))).Arn ?? 'an AWS caller without a name';
  } catch (error) {
    throw forAPerson(error, 'sts');
  } finally {
    client.destroy();
  }
}

/**
 * Starts a run of a deployed monitor now. @returns the run as it is when all its parts are on their way
 * @throws UserError as {@link findStack} does, or when the dispatcher fails
 */
export async function startStackRun(monitor: DeployedMonitor, schedule: ScheduleName, now: number): Promise<RunRecord> {
  const client = new LambdaClient({});
  const event: DispatchEvent = { schedule, time: new Date(now).toISOString(), by: 'hand' };
  try {
    const { Payload, FunctionError } = await client.send(
      new InvokeCommand({ FunctionName: monitor.dispatchFunction, Payload: Buffer.from(JSON.stringify(event)) }),
    );
    const text = Buffer.from(Payload ?? []).toString('utf8');
    if (FunctionError !== undefined)
      throw new UserError(`The dispatcher failed: ${safe(text)}. Its log group in CloudWatch says more.`);
    return JSON.parse(text) as RunRecord;
  } catch (error) {
    throw forAPerson(error, monitor.dispatchFunction);
  } finally {
    client.destroy();
  }
}

/** The refusals of AWS that a person can mend, with the way to do so. */
export function forAPerson(error: unknown, what: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const said = safe(error.message);
  if (error.name === 'ValidationError' && error.message.includes('does not exist'))
    return new UserError(
      `There is no stack ${safe(what)} in this account and region. Is AWS_REGION (or AWS_PROFILE) the right one?`,
      { cause: error },
    );
  if (/^(CredentialsProviderError|UnrecognizedClientException|ExpiredToken|InvalidClientTokenId)/.test(error.name))
    return new UserError(
      `AWS does not know who you are: ${said}. Log in (aws sso login, or AWS_PROFILE) and run it again.`,
      { cause: error },
    );
  if (/AccessDenied/.test(error.name))
    return new UserError(`AWS refuses: ${said}. docs/deploy.md lists the permissions that are needed.`, {
      cause: error,
    });
  if (/Region is missing/.test(error.message))
    return new UserError('No AWS region is set. Set AWS_REGION, or a profile that has one.', { cause: error });
  return error;
}
