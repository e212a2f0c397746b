import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOB_TRIES, JOB_VISIBILITY_SECONDS } from '../../lib/contract/agent/message';
import { AGENTS, EVERYTHING, resources, strings, template } from './synthesised';

const id = (logical: string): string => logical.replace(/^Monitor|[0-9A-F]{8}$/g, '');
const named = (type: string, name: string) => {
  const found = resources(AGENTS, type).find(([logical]) => id(logical) === name);
  if (found === undefined) throw new Error(`there is no ${type} ${name}`);
  return { logical: found[0], ...found[1].Properties };
};
const outputs = () => template(AGENTS).toJSON() as { Outputs: Record<string, { Value: unknown }> };

test('the jobs are taken by agents alone, and what they saw is judged by one function', () => {
  const mappings = resources(AGENTS, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) =>
    JSON.stringify(Properties.EventSourceArn),
  );
  expect(mappings.filter((arn) => arn.includes('AgentsJobs'))).toEqual([]);
  expect(mappings.filter((arn) => arn.includes('AgentsResults'))).toHaveLength(1);
  expect(resources(AGENTS, 'AWS::Lambda::Function').map(([logical]) => id(logical))).not.toContain(
    'MxHostWorkerHandlerFunction',
  );
  template(AGENTS).resourceCountIs('AWS::EC2::VPC', 0);
});

test('a job is hidden for two minutes, given out five times, and kept no longer than it is worth', () => {
  expect(named('AWS::SQS::Queue', 'AgentsJobsQueue')).toMatchObject({
    VisibilityTimeout: JOB_VISIBILITY_SECONDS,
    RedrivePolicy: { maxReceiveCount: JOB_TRIES },
    MessageRetentionPeriod: 7_200,
    SqsManagedSseEnabled: true,
  });
});

test('a result may be as large as SQS lets it, and has its own dead letters', () => {
  const handler = named('AWS::Lambda::Function', 'AgentsHandlerFunction') as { Timeout?: number };
  expect(named('AWS::SQS::Queue', 'AgentsResultsQueue')).toMatchObject({
    MaximumMessageSize: 1_048_576,
    VisibilityTimeout: 6 * (handler.Timeout ?? 0),
    RedrivePolicy: { maxReceiveCount: 3 },
    SqsManagedSseEnabled: true,
  });
  for (const [, { Properties }] of resources(AGENTS, 'AWS::SQS::Queue'))
    expect(Properties.SqsManagedSseEnabled).toBe(true);
});

describe('what an agent may do', () => {
  const statements = (): Record<string, unknown>[] =>
    (
      named('AWS::IAM::ManagedPolicy', 'AgentsPolicy') as unknown as {
        PolicyDocument: { Statement: Record<string, unknown>[] };
      }
    ).PolicyDocument.Statement;

  test('is what docs/agent.md shows', () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'agent.md'), 'utf8');
    const shown = JSON.parse(/```json\n([^]*?)```/.exec(page)?.[1] ?? '') as {
      Version: string;
      Statement: Record<string, unknown>[];
    };
    const placeholder: Record<string, unknown> = {
      'JOB-QUEUE-ARN': { 'Fn::GetAtt': [named('AWS::SQS::Queue', 'AgentsJobsQueue').logical, 'Arn'] },
      'RESULT-QUEUE-ARN': { 'Fn::GetAtt': [named('AWS::SQS::Queue', 'AgentsResultsQueue').logical, 'Arn'] },
      'STACK-ARN': { Ref: 'AWS::StackId' },
    };
    expect(statements()).toEqual(
      shown.Statement.map((statement) => ({ ...statement, Resource: placeholder[String(statement.Resource)] })),
    );
    expect(shown.Version).toBe('2012-10-17');
  });

  test('names no pattern, and neither the table nor a secret', () => {
    expect(
      strings(statements()).filter((text) => text.includes('*') || /dynamodb|secret|sns|lambda/i.test(text)),
    ).toEqual([]);
  });
});

test('the outputs name both queues and the policy', () => {
  expect(Object.keys(outputs().Outputs)).toEqual(
    expect.arrayContaining(['MtaStsWatchMxHostQueue', 'MtaStsWatchResultQueue', 'MtaStsWatchAgentPolicy']),
  );
  expect(JSON.stringify(outputs().Outputs.MtaStsWatchMxHostQueue)).toContain('AgentsJobsQueue');
});

test('alarms: a silent agent, old jobs, dead letters of both queues', () => {
  const alarms = new Map(
    resources(AGENTS, 'AWS::CloudWatch::Alarm').map(([logical, { Properties }]) => [
      id(logical).replace(/^Alarms/, ''),
      Properties,
    ]),
  );
  expect(alarms.get('AgentsSilent')).toMatchObject({
    MetricName: 'AgentsSilent',
    Threshold: 0,
    TreatMissingData: 'breaching',
    AlarmDescription: expect.stringMatching(/^An agent that checks MX hosts has not reported for 30 minutes/) as string,
  });
  expect([...alarms.keys()]).toEqual(
    expect.arrayContaining([
      'MxHostQueueWaiting',
      'AgentResultsWaiting',
      'MxHostDeadLetters',
      'AgentResultsDeadLetters',
      'AgentResultsErrors',
    ]),
  );
  expect([...alarms.keys()]).not.toContain('CheckMxErrors');
});

test('the dashboard has a row about them, and without agents it has none', () => {
  const dashboard = (props: typeof AGENTS) =>
    JSON.stringify(resources(props, 'AWS::CloudWatch::Dashboard')[0]?.[1].Properties);
  expect(dashboard(AGENTS)).toContain('Oldest job that waits for an agent');
  expect(dashboard(EVERYTHING)).not.toContain('waits for an agent');
});

test('their resources, as they are', () => {
  const about = Object.fromEntries(
    Object.entries(
      (
        template(AGENTS).toJSON() as {
          Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
        }
      ).Resources,
    ).filter(([logical, { Type }]) => id(logical).startsWith('Agents') && Type !== 'AWS::Lambda::Function'),
  );
  expect(about).toMatchSnapshot();
});
