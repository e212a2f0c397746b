import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { MtaStsWatchProps } from '../../lib/constructs';
import { MtaStsWatch } from '../../lib/constructs';
import { LEAST, build } from './synthesised';

const NOBODY = 'nobody is subscribed';
const stackOf = () => new Stack(new App(), 'Company');
/** What the notifier may do with what was passed in. */
const notifierMay = (stack: Stack, statement: object) =>
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ Ref: Match.stringLikeRegexp('NotificationNotify') }],
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(statement)]) },
  });

describe('what is there already is taken, with the rights to use it', () => {
  test('a topic that is encrypted with a key of its own', () => {
    const stack = stackOf();
    const topic = new Topic(stack, 'Given', { masterKey: new Key(stack, 'Key') });
    const monitor = new MtaStsWatch(stack, 'Monitor', { ...LEAST, alertTopic: topic });
    expect(monitor.alertTopic).toBe(topic);
    notifierMay(stack, { Action: 'sns:Publish', Resource: stack.resolve(topic.topicArn) as unknown });
    notifierMay(stack, { Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] });
  });

  test('a secret by its name, whose ARN ends in characters that nobody knows before', () => {
    const stack = stackOf();
    new MtaStsWatch(stack, 'Monitor', { ...LEAST, slackWebhook: Secret.fromSecretNameV2(stack, 'Given', 'slack-url') });
    notifierMay(stack, {
      Action: Match.arrayWith(['secretsmanager:GetSecretValue']),
      Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':secret:slack-url-\\?{6}$')])] },
    });
    Template.fromStack(stack).resourceCountIs('AWS::SecretsManager::Secret', 0);
  });

  test('a secret with the URL of the heartbeat, which the self-check reads', () => {
    const stack = stackOf();
    new MtaStsWatch(stack, 'Monitor', { ...LEAST, heartbeat: Secret.fromSecretNameV2(stack, 'Given', 'beat-url') });
    const template = Template.fromStack(stack);
    const arn = { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':secret:beat-url')])] };
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('SelfCheck') }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: Match.arrayWith(['secretsmanager:GetSecretValue']), Resource: arn }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ MTA_STS_WATCH_HEARTBEAT_SECRET_ARN: Match.anyValue() }) },
    });
    expect(Object.keys(template.findOutputs('*'))).toContain('MtaStsWatchHeartbeatSecret');
  });

  test('a VPC: no other is made, and no address', () => {
    const stack = stackOf();
    const vpc = new Vpc(stack, 'Given', { maxAzs: 1 }) as IVpc;
    new MtaStsWatch(stack, 'Monitor', { ...LEAST, smtpVantage: 'vpc', vpc });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::EC2::VPC', 1);
    expect(Object.keys(template.findOutputs('*'))).not.toContain('MtaStsWatchVantageAddress');
  });

  test('a topic for the alarms', () => {
    const stack = stackOf();
    const alarmTopic = new Topic(stack, 'Given');
    const monitor = new MtaStsWatch(stack, 'Monitor', { ...LEAST, alarmTopic });
    expect(monitor.alarmTopic).toBe(alarmTopic);
    Template.fromStack(stack).allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [stack.resolve(alarmTopic.topicArn)],
    });
  });
});

describe('an Elastic IP address that an earlier deployment left', () => {
  const VPC: MtaStsWatchProps = { ...LEAST, smtpVantage: 'vpc', vantageAllocationId: 'eipalloc-0123456789abcdef0' };

  test('is the one of the NAT gateway, and no other is made', () => {
    const template = Template.fromStack(build(VPC).stack);
    template.hasResourceProperties('AWS::EC2::NatGateway', { AllocationId: 'eipalloc-0123456789abcdef0' });
    template.resourceCountIs('AWS::EC2::EIP', 0);
  });

  test('is refused where nothing could use it', () => {
    expect(() => build({ ...VPC, smtpVantage: 'none' })).toThrow(
      'vantageAllocationId: an Elastic IP address is used only with',
    );
    expect(() => build((stack) => ({ ...VPC, vpc: new Vpc(stack, 'Given') as IVpc }))).toThrow('vantageAllocationId');
  });
});

describe('a table that an earlier deployment left', () => {
  const stream = 'arn:aws:dynamodb:eu-west-1:111111111111:table/Mail-Table/stream/2026-01-01T00:00:00.000';
  const given = (tableName: string, env?: { readonly account: string; readonly region: string }) => () => {
    const stack = new Stack(new App(), 'Mail', env === undefined ? {} : { env });
    const table = TableV2.fromTableAttributes(stack, 'Given', { tableName, tableStreamArn: stream });
    new MtaStsWatch(stack, 'Monitor', { ...LEAST, table });
  };

  test('is taken with its own stream, also in a stack that names no region', () => {
    expect(given('Mail-Table')).not.toThrow();
    expect(given('Mail-Table', { account: '111111111111', region: 'eu-west-1' })).not.toThrow();
  });

  test.each([
    ['table', given('Other-Table'), 'belongs to the table Mail-Table, but the table here is Other-Table'],
    ['region', given('Mail-Table', { account: '111111111111', region: 'us-east-1' }), 'the region here is us-east-1'],
    [
      'account',
      given('Mail-Table', { account: '222222222222', region: 'eu-west-1' }),
      'the account here is 222222222222',
    ],
  ])('is refused with the stream of another %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});

test.each([
  ['that outlives the stack', {}, true],
  ['that goes with the stack', { tableRemovalPolicy: RemovalPolicy.DESTROY }, false],
  ['that somebody wants to delete', { tableDeletionProtection: false }, false],
])('a table %s has deletion protection: %j, %s', (_name, props, isProtected) => {
  Template.fromStack(build({ ...LEAST, ...props }).stack).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    Replicas: [Match.objectLike({ DeletionProtectionEnabled: isProtected })],
  });
});

test('a second monitor in a stack is refused, with what to do', () => {
  const { stack } = build(LEAST);
  expect(() => new MtaStsWatch(stack, 'Another', LEAST)).toThrow(
    'Mail/Another: the stack has a monitor already, Mail/Monitor. Give this one a stack of its own',
  );
});

test('a monitor that tells nobody says so when it is synthesised', () => {
  Annotations.fromStack(build(LEAST).stack).hasInfo('/Mail/Monitor', Match.stringLikeRegexp(NOBODY));
  Annotations.fromStack(build({ ...LEAST, webhook: true }).stack).hasNoInfo(
    '/Mail/Monitor',
    Match.stringLikeRegexp(NOBODY),
  );
});
