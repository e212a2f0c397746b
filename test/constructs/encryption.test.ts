import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedDashboard, MtaStsWatch } from '../../lib/constructs';
import { AGENTS, EVERYTHING, LEAST, build, strings } from './synthesised';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

const TABLE_KEY = 'arn:aws:kms:eu-west-1:111111111111:key/0b7d6f4e-0000-4000-8000-000000000000';
const READ = ['kms:Decrypt', 'kms:DescribeKey'];
const WRITE = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/** Everything, with the dashboard and a key of the same stack. */
const { stack, monitor } = build((scope) => ({
  ...EVERYTHING,
  encryptionKey: new Key(scope, 'Key', { enableKeyRotation: true }),
}));
new HostedDashboard(stack, 'Dashboard', { monitor });
monitor.grantRead(new Role(stack, 'Reader', { assumedBy: new AccountRootPrincipal() }));
const template = Template.fromStack(stack);
const resources = Object.entries((template.toJSON() as { Resources: Record<string, Resource> }).Resources);
const [keyId = ''] = resources.find(([, { Type }]) => Type === 'AWS::KMS::Key') ?? [];
const keyArn = { 'Fn::GetAtt': [keyId, 'Arn'] };

/** Actions of KMS, by the name of the role, on one key. */
function keyActions(of: Template, key: unknown): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { Properties } of Object.values(of.findResources('AWS::IAM::Policy')) as unknown as Resource[]) {
    const { PolicyDocument, Roles } = Properties as {
      PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
      Roles: { Ref: string }[];
    };
    for (const { Action, Resource: on } of PolicyDocument.Statement)
      if (JSON.stringify(on) === JSON.stringify(key))
        for (const { Ref } of Roles) {
          const role = Ref.replace(/^Monitor|(Handler)?(Role)?[0-9A-F]{8}$/g, '');
          found.set(role, new Set([...(found.get(role) ?? []), ...[Action].flat()]));
        }
  }
  return found;
}

test.each([
  ['AWS::SQS::Queue', 'KmsMasterKeyId', 7],
  ['AWS::SNS::Topic', 'KmsMasterKeyId', 3],
  // CDK's provider of the bucket's files, and the dashboard's access log, have theirs too.
  ['AWS::Logs::LogGroup', 'KmsKeyId', 12],
  ['AWS::SecretsManager::Secret', 'KmsKeyId', 2],
] as const)('each %s is encrypted with the key', (type, property, count) => {
  const found = resources.filter(([, { Type }]) => Type === type);
  expect(found).toHaveLength(count);
  for (const [id, { Properties }] of found) expect([id, Properties[property]]).toEqual([id, keyArn]);
});

test('so is the table', () => {
  template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    Replicas: [{ SSESpecification: { KMSMasterKeyId: keyArn } }],
  });
});

test('CloudWatch may encrypt the logs and publish alarms with it, for this account alone', () => {
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
          Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Match.anyValue() } },
        }),
        Match.objectLike({
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ]),
    },
  });
});

test('whoever reads and writes the table, sends to a queue or publishes may use it', () => {
  const actions = keyActions(template, keyArn);
  for (const role of [
    'DomainWorker',
    'MxHostWorker',
    'Dispatch',
    'NotificationPublish',
    'NotificationNotify',
    'SelfCheck',
    'HostedZones',
    'DashboardApi',
  ])
    expect([role, [...(actions.get(role) ?? [])]]).toEqual([role, expect.arrayContaining([...READ, ...WRITE])]);
  for (const schedule of [
    'DispatchDomains',
    'DispatchMxHosts',
    'NotificationDeliver',
    'SelfCheckRecurring',
    'HostedZonesRecurring',
  ])
    expect([schedule, [...(actions.get(schedule) ?? [])].sort()]).toEqual([
      schedule,
      ['kms:Decrypt', 'kms:GenerateDataKey'],
    ]);
  expect([...(actions.get('QueryApi') ?? [])].sort()).toEqual([...READ].sort());
  expect([...(actions.get('Reader') ?? [])].sort()).toEqual([...READ].sort());
});

test('an agent may use it for its two queues', () => {
  const agents = build((scope) => ({ ...AGENTS, encryptionKey: new Key(scope, 'Key') }));
  Template.fromStack(agents.stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Effect: 'Allow' }),
      ]),
    },
  });
});

test('a table that is passed in with its key: all who use the table may use the key', () => {
  const scope = new Stack(new App(), 'Mail');
  const table = TableV2.fromTableAttributes(scope, 'Given', {
    tableName: 'Mail-Table',
    tableStreamArn: 'arn:aws:dynamodb:eu-west-1:111111111111:table/Mail-Table/stream/2026-01-01T00:00:00.000',
    encryptionKey: Key.fromKeyArn(scope, 'TableKey', TABLE_KEY),
  });
  const given = new MtaStsWatch(scope, 'Monitor', { ...LEAST, table });
  given.grantRead(new Role(scope, 'Reader', { assumedBy: new AccountRootPrincipal() }));
  const actions = keyActions(Template.fromStack(scope), TABLE_KEY);
  for (const role of [
    'DomainWorker',
    'MxHostWorker',
    'Dispatch',
    'NotificationPublish',
    'NotificationNotify',
    'SelfCheck',
  ])
    expect([role, [...(actions.get(role) ?? [])]]).toEqual([role, expect.arrayContaining([...READ, ...WRITE])]);
  expect([...(actions.get('Reader') ?? [])].sort()).toEqual([...READ].sort());
});

test('without a key, nothing of the kind is there', () => {
  expect(strings(Template.fromStack(build(LEAST).stack).toJSON()).filter((text) => text.startsWith('kms:'))).toEqual(
    [],
  );
});
