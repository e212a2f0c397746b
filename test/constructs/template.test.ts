import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import type { MtaStsWatchProps } from '../../lib/constructs';
import { RUNBOOK, runbookUrl } from '../../lib/constructs/monitoring/runbook';
import type { Resource } from './synthesised';
import { AGENTS, EVERYTHING, LEAST, build, resources, strings, template } from './synthesised';

const functions = () => resources(EVERYTHING, 'AWS::Lambda::Function');
const queues = () => resources(EVERYTHING, 'AWS::SQS::Queue');
const mappings = () =>
  resources(EVERYTHING, 'AWS::Lambda::EventSourceMapping').map(([, mapping]) => mapping.Properties);
const statements = (): [string, Record<string, unknown>][] =>
  [...resources(EVERYTHING, 'AWS::IAM::Policy'), ...resources(EVERYTHING, 'AWS::IAM::ManagedPolicy')].flatMap(
    ([id, policy]) =>
      (policy.Properties.PolicyDocument as { Statement: Record<string, unknown>[] }).Statement.map(
        (statement): [string, Record<string, unknown>] => [id, statement],
      ),
  );
const referred = (value: unknown): string =>
  ((value as { 'Fn::GetAtt'?: string[]; Ref?: string })['Fn::GetAtt']?.[0] ??
    (value as { Ref?: string }).Ref) as string;

describe('the table', () => {
  const [[id, table] = ['', {} as Resource]] = resources(EVERYTHING, 'AWS::DynamoDB::GlobalTable');

  test('is never replaced by an upgrade: its logical id and its keys stand still', () => {
    expect(id).toMatchInlineSnapshot(`"MonitorStorageTable61054A77"`);
    expect({
      keys: table.Properties.KeySchema,
      attributes: table.Properties.AttributeDefinitions,
      indexes: table.Properties.GlobalSecondaryIndexes,
    }).toMatchInlineSnapshot(`
{
  "attributes": [
    {
      "AttributeName": "pk",
      "AttributeType": "S",
    },
    {
      "AttributeName": "sk",
      "AttributeType": "S",
    },
    {
      "AttributeName": "gsi1pk",
      "AttributeType": "S",
    },
    {
      "AttributeName": "gsi1sk",
      "AttributeType": "S",
    },
    {
      "AttributeName": "gsi2pk",
      "AttributeType": "S",
    },
    {
      "AttributeName": "gsi2sk",
      "AttributeType": "S",
    },
  ],
  "indexes": [
    {
      "IndexName": "gsi1",
      "KeySchema": [
        {
          "AttributeName": "gsi1pk",
          "KeyType": "HASH",
        },
        {
          "AttributeName": "gsi1sk",
          "KeyType": "RANGE",
        },
      ],
      "Projection": {
        "ProjectionType": "KEYS_ONLY",
      },
    },
    {
      "IndexName": "gsi2",
      "KeySchema": [
        {
          "AttributeName": "gsi2pk",
          "KeyType": "HASH",
        },
        {
          "AttributeName": "gsi2sk",
          "KeyType": "RANGE",
        },
      ],
      "Projection": {
        "ProjectionType": "KEYS_ONLY",
      },
    },
  ],
  "keys": [
    {
      "AttributeName": "pk",
      "KeyType": "HASH",
    },
    {
      "AttributeName": "sk",
      "KeyType": "RANGE",
    },
  ],
}
`);
  });

  test('outlives the stack, can be restored to any second, forgets by itself, and has a stream', () => {
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
      },
    });
  });
});

describe('functions', () => {
  test('run nodejs24.x on arm64, each with a log group that forgets', () => {
    expect(functions()).toHaveLength(8);
    for (const [, { Properties }] of functions()) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogGroup: { Ref: expect.any(String) as string } },
      });
    }
    for (const [, group] of resources(EVERYTHING, 'AWS::Logs::LogGroup'))
      expect(group.Properties.RetentionInDays).toBe(30);
  });

  test('in the VPC there is the MX worker alone', () => {
    expect(
      functions()
        .filter(([, { Properties }]) => Properties.VpcConfig !== undefined)
        .map(([id]) => id.replace(/[0-9A-F]{8}$/, '')),
    ).toEqual(['MonitorMxHostWorkerHandlerFunction']);
  });
});

describe('queues', () => {
  test('each is encrypted, takes TLS alone, and has dead letters or is their end', () => {
    expect(queues()).toHaveLength(7);
    const ends = new Set([
      ...queues()
        .map(([, { Properties }]) => Properties.RedrivePolicy)
        .filter((policy) => policy !== undefined)
        .map((policy) => referred((policy as { deadLetterTargetArn: unknown }).deadLetterTargetArn)),
      ...strings([
        ...mappings(),
        ...resources(EVERYTHING, 'AWS::Lambda::EventInvokeConfig'),
        ...resources(EVERYTHING, 'AWS::Scheduler::Schedule'),
      ]),
    ]);
    for (const [id, { Properties }] of queues()) {
      expect(Properties.SqsManagedSseEnabled).toBe(true);
      expect(Properties.RedrivePolicy !== undefined || ends.has(id)).toBe(true);
    }
    template(EVERYTHING).resourceCountIs('AWS::SQS::QueuePolicy', 7);
    template(EVERYTHING).allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  test('keep a message out of sight for six times as long as its function may take', () => {
    const polled = mappings().filter(({ ScalingConfig }) => ScalingConfig !== undefined);
    expect(polled).toHaveLength(2);
    for (const mapping of polled) {
      const queue = queues().find(([id]) => id === referred(mapping.EventSourceArn))?.[1];
      const handler = functions().find(([id]) => id === referred(mapping.FunctionName))?.[1];
      expect(queue?.Properties.VisibilityTimeout).toBe(6 * Number(handler?.Properties.Timeout));
      expect(mapping).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: expect.any(Number) as number },
      });
    }
  });
});

test('the stream: bounded tries, halved batches, a place for what fails, and only what has something to publish', () => {
  expect(mappings().find(({ StartingPosition }) => StartingPosition !== undefined)).toMatchObject({
    StartingPosition: 'TRIM_HORIZON',
    MaximumRetryAttempts: 5,
    MaximumRecordAgeInSeconds: 21_600,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    DestinationConfig: { OnFailure: { Destination: expect.anything() as unknown } },
    FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"gsi2pk":{"S":["OUTBOX"]}}}}' }] },
  });
});

describe('schedules', () => {
  const targets = () =>
    resources(EVERYTHING, 'AWS::Scheduler::Schedule').map(
      ([, { Properties }]) =>
        Properties as {
          ScheduleExpression: string;
          Target: { Input?: string; DeadLetterConfig?: unknown; RetryPolicy?: unknown };
        },
    );

  test('a run is named by its schedule and the scheduled time', () => {
    const inputs = targets()
      .map(({ Target }) => Target.Input)
      .filter((input) => input?.includes('schedule') === true);
    expect(inputs.map((input) => JSON.parse(input ?? '') as unknown)).toEqual([
      { schedule: 'domains', time: '<aws.scheduler.scheduled-time>' },
      { schedule: 'mx-hosts', time: '<aws.scheduler.scheduled-time>' },
    ]);
  });

  test('each tries again a bounded number of times, and leaves dead letters', () => {
    expect(targets()).toHaveLength(5);
    for (const { Target } of targets())
      expect(Target).toMatchObject({
        DeadLetterConfig: { Arn: expect.anything() as unknown },
        RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 3600 },
      });
  });
});

describe('permissions', () => {
  test('no schedule of another account can use a role of a schedule here', () => {
    const roles = resources(EVERYTHING, 'AWS::IAM::Role')
      .map(([, { Properties }]) => Properties.AssumeRolePolicyDocument)
      .filter((document) => strings(document).includes('scheduler.amazonaws.com'));
    expect(roles).toHaveLength(5);
    for (const role of roles)
      expect(role).toMatchObject({
        Statement: [{ Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }],
      });
  });

  /** Actions that AWS knows no resources for, and reading whatever hosted zones there are. */
  const WITHOUT_RESOURCES =
    /^(dynamodb:ListStreams|route53:ListHostedZones|route53:ListResourceRecordSets|ec2:\w+NetworkInterfaces?|ec2:DescribeSubnets|ec2:(Una|A)ssignPrivateIpAddresses|cloudwatch:\w+)$/;
  const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

  test('no action is a pattern', () => {
    for (const [, { Action }] of statements()) for (const action of listed(Action)) expect(action).not.toContain('*');
  });

  test('no resource is a pattern, save where AWS knows none', () => {
    for (const [id, { Action, Resource }] of statements()) {
      if (!strings(Resource).some((part) => part.includes('*'))) continue;
      expect([id, listed(Action).filter((action) => !WITHOUT_RESOURCES.test(String(action)))]).toEqual([id, []]);
    }
  });

  test('only the notifier may publish alerts and read the webhooks; only the dispatcher and a worker may send work', () => {
    const may = (action: string) =>
      statements()
        .filter(([, { Action }]) => listed(Action).includes(action))
        .map(([id]) => /^Monitor(.*?)(Handler)?(Role|Default)/.exec(id)?.[1])
        .sort();
    expect(may('sns:Publish')).toEqual(['NotificationNotify']);
    expect(may('secretsmanager:GetSecretValue')).toEqual(['NotificationNotify']);
    expect(new Set(may('sqs:SendMessage'))).toEqual(
      new Set([
        'Dispatch',
        'DispatchDomains',
        'DispatchMxHosts',
        'DomainWorker',
        'HostedZonesRecurring',
        'MxHostWorker',
        'NotificationDeliver',
        'NotificationPublish',
        'SelfCheckRecurring',
      ]),
    );
  });

  test('hosted zones are read by one function, and nothing in the stack can change them', () => {
    const route53 = statements().filter(([, { Action }]) =>
      listed(Action).some((action) => /^(route53|sts):/.test(String(action))),
    );
    expect(route53.map(([id, { Action, Resource }]) => [/HostedZonesHandler/.test(id), Action, Resource])).toEqual([
      [true, 'route53:ListHostedZones', '*'],
      [
        true,
        'route53:ListResourceRecordSets',
        { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':route53:::hostedzone/*']] },
      ],
      [true, 'sts:AssumeRole', 'arn:aws:iam::111111111111:role/mta-sts-watch-zones'],
    ]);
  });

  test('without the zones of the own account, roles alone are assumed; without hosted zones, nothing of the kind is there', () => {
    const only = {
      ...LEAST,
      route53: { ownAccount: false, accounts: [{ roleArn: 'arn:aws:iam::111111111111:role/zones' }] },
    };
    const texts = strings(template(only).toJSON());
    expect(texts.filter((text) => text.startsWith('route53:') || text.startsWith('sts:'))).toEqual(
      expect.not.arrayContaining(['route53:ListHostedZones', 'route53:ListResourceRecordSets']),
    );
    expect(texts).toContain('arn:aws:iam::111111111111:role/zones');
    expect(strings(template(LEAST).toJSON()).filter((text) => /route53/i.test(text))).toEqual([]);
  });

  test('with repair, the same function may change the TXT records of MTA-STS and TLSRPT, and nothing else of a zone', () => {
    const granted = (route53: object) => {
      const policies = resources({ ...LEAST, route53 }, 'AWS::IAM::Policy').flatMap(
        ([, { Properties }]) =>
          (Properties.PolicyDocument as { Statement: unknown }).Statement as {
            Action: string | string[];
            Condition?: unknown;
          }[],
      );
      // The CDK makes one statement of those that differ in their actions alone.
      return policies.flatMap(({ Action, Condition }) =>
        [Action]
          .flat()
          .filter((action) => action.startsWith('route53:'))
          .map((action) => [action, ...(Condition === undefined ? [] : [Condition])]),
      );
    };
    expect(granted({ repair: [] })).toEqual([['route53:ListHostedZones'], ['route53:ListResourceRecordSets']]);
    expect(granted({ repair: ['sts-record-missing'] })).toEqual([
      ['route53:ListHostedZones'],
      ['route53:ListHostedZonesByName'],
      ['route53:GetHostedZone'],
      ['route53:ListResourceRecordSets'],
      ['route53:GetChange'],
      [
        'route53:ChangeResourceRecordSets',
        {
          'ForAllValues:StringLike': {
            'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['_mta-sts.*', '_smtp._tls.*'],
          },
          'ForAllValues:StringEquals': {
            'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'],
            'route53:ChangeResourceRecordSetsActions': ['CREATE', 'DELETE'],
          },
        },
      ],
    ]);
    expect(
      granted({
        ownAccount: false,
        accounts: ['arn:aws:iam::111111111111:role/zones'].map((roleArn) => ({ roleArn })),
        repair: ['sts-record-missing'],
      }),
    ).toEqual([]);
  });

  test('the query API takes signed requests alone, and can write nothing', () => {
    expect(resources(EVERYTHING, 'AWS::Lambda::Url').map(([, url]) => url.Properties.AuthType)).toEqual(['AWS_IAM']);
    const allowed = statements()
      .filter(([id]) => id.startsWith('MonitorQueryApi'))
      .flatMap(([, { Action }]) => [Action].flat());
    expect(new Set(allowed)).toEqual(
      new Set([
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:Query',
        'dynamodb:DescribeTable',
      ]),
    );
    // Nobody is let in by the function itself: each caller's own policy does.
    expect(resources(EVERYTHING, 'AWS::Lambda::Permission').filter(([id]) => id.includes('QueryApi'))).toEqual([]);
    expect(resources(LEAST, 'AWS::Lambda::Url')).toEqual([]);
  });

  test('who is let in may ask the query API, and do nothing else', () => {
    const { stack, monitor } = build({ ...LEAST, queryApi: true });
    const role = new Role(stack, 'Reader', { assumedBy: new AccountRootPrincipal() });
    monitor.grantQuery(role);
    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')) as {
      Properties: { Roles: { Ref: string }[]; PolicyDocument: { Statement: { Action: string | string[] }[] } };
    }[];
    const own = policies.filter(({ Properties }) => Properties.Roles.some(({ Ref }) => Ref.startsWith('Reader')));
    expect(
      new Set(own.flatMap(({ Properties }) => Properties.PolicyDocument.Statement.flatMap(({ Action }) => Action))),
    ).toEqual(new Set(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']));
    expect(() => build(LEAST).monitor.grantQuery(role)).toThrow(/queryApi: true/);
  });

  test('the chat channel cannot do more than read alarms', () => {
    const [[, channel] = ['', {} as Resource]] = resources(EVERYTHING, 'AWS::Chatbot::SlackChannelConfiguration');
    expect(channel.Properties.GuardrailPolicies).toEqual([{ Ref: expect.stringMatching(/Guardrail/) as string }]);
    const [[, guardrail] = ['', {} as Resource]] = resources(EVERYTHING, 'AWS::IAM::ManagedPolicy');
    for (const action of strings(guardrail.Properties.PolicyDocument).filter((text) => text.includes(':')))
      expect(action).toMatch(/^cloudwatch:(Describe|Get)/);
    expect(channel.Properties.SnsTopicArns).toHaveLength(2);
  });
});

test('topics take TLS alone; those with alerts are encrypted', () => {
  expect(
    resources(EVERYTHING, 'AWS::SNS::Topic').filter(([, { Properties }]) => Properties.KmsMasterKeyId !== undefined),
  ).toHaveLength(2);
  template(EVERYTHING).allResourcesProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    },
  });
});

describe('alarms', () => {
  const runbook = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
  const anchors = new Set(
    [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
  const alarms = () =>
    resources(EVERYTHING, 'AWS::CloudWatch::Alarm').map(([id, { Properties }]): [string, Record<string, unknown>] => [
      id.replace(/^MonitorAlarms|[0-9A-F]{8}$/g, ''),
      Properties,
    ]);

  const described = (props: MtaStsWatchProps): string[] =>
    resources(props, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => String(Properties.AlarmDescription));

  test('each says what to do, within the bound of CloudWatch, and links to nothing while there is no repository', () => {
    for (const text of [...described(EVERYTHING), ...described(AGENTS)]) {
      expect(text).toMatch(/^[A-Z].*[.:].*\n1\. .+\n2\. /);
      expect(text).not.toMatch(/https?:|unpkg|STACK/);
      expect(text.length).toBeLessThanOrEqual(1024);
    }
    expect(described(EVERYTHING).join('')).toContain('mta-sts-watch --stack Mail status');
  });

  test('with a runbook, each links to its entry there, and the runbook has that entry and no other', () => {
    const runbookUrl = 'https://wiki.example.com/mail/runbook';
    const entries = new Set(
      [EVERYTHING, AGENTS]
        .flatMap((props) => described({ ...props, runbookUrl }))
        .map((text) => /\nMore: https:\/\/wiki\.example\.com\/mail\/runbook#([a-z-]+)$/.exec(text)?.[1]),
    );
    expect([...entries].filter((entry) => !anchors.has(entry ?? ''))).toEqual([]);
    expect([...anchors].filter((anchor) => !entries.has(anchor))).toEqual([]);
  });

  test('the dashboard has the steps of all of them', () => {
    const body = JSON.stringify(resources(LEAST, 'AWS::CloudWatch::Dashboard'));
    for (const { means, steps } of Object.values(RUNBOOK)) {
      expect(body).toContain(means);
      expect(body).toContain(steps[0].slice(0, 20).replace(/`.*/, ''));
    }
  });

  test('the link is made of the repository of the package alone', () => {
    expect(runbookUrl({})).toBeUndefined();
    const page = 'https://github.com/a-team/mta-sts-watch/blob/HEAD/docs/runbook.md';
    expect(runbookUrl({ repository: { url: 'git+https://github.com/a-team/mta-sts-watch.git' } })).toBe(page);
    expect(runbookUrl({ repository: 'github:a-team/mta-sts-watch' })).toBe(page);
  });

  test('each rings at the alarm topic, and says when it is over', () => {
    for (const [, alarm] of alarms())
      expect(alarm).toMatchObject({
        AlarmActions: [{ Ref: expect.stringMatching(/AlarmTopic/) as string }],
        OKActions: [{ Ref: expect.stringMatching(/AlarmTopic/) as string }],
      });
  });

  test('may publish to the alarm topic: with a policy of its own a topic loses the default one, which let them', () => {
    template(EVERYTHING).hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: Match.stringLikeRegexp('AlarmTopic') }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnLike: {
                'aws:SourceArn': { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':alarm:\\*$')])] },
              },
            },
          }),
        ]),
      },
    });
  });

  test('there is one for each thing that can go wrong', () => {
    expect(alarms().map(([id]) => id)).toMatchSnapshot();
  });

  test('a channel that is behind is noticed, however seldom the notifier has its turn', () => {
    const seldom = { ...LEAST, deliverEvery: Duration.minutes(20) };
    for (const [, { Properties }] of resources(seldom, 'AWS::CloudWatch::Alarm').filter(([id]) =>
      /ChannelsBehind|NotifierErrors/.test(id),
    ))
      expect(Properties).toMatchObject({ Period: 1200, EvaluationPeriods: 3 });
    expect(alarms().find(([id]) => id === 'ChannelsBehind')?.[1]).toMatchObject({ Period: 300, EvaluationPeriods: 3 });
  });

  test('a monitor that has gone silent is a fault, whatever its interval', () => {
    const [, alarm] = alarms().find(([id]) => id === 'DomainsNoCompletedRun') ?? [];
    expect(alarm).toMatchObject({ TreatMissingData: 'breaching', Threshold: 7200, MetricName: 'OldestUnchecked' });
  });
});

test('without a vantage for SMTP there is no VPC, and the MX worker looks at addresses alone', () => {
  template(LEAST).resourceCountIs('AWS::EC2::VPC', 0);
  template(LEAST).resourceCountIs('AWS::EC2::NatGateway', 0);
  template(LEAST).resourceCountIs('AWS::Lambda::Function', 6);
});

describe('what an upgrade would replace', () => {
  const mask = (text: string): string => text.replace(/[0-9a-f]{64}(?=\.zip|\.json|$)/g, 'HASH');
  const masked = (value: unknown): unknown =>
    JSON.parse(mask(JSON.stringify(value)), (_key, inner: unknown) =>
      typeof inner === 'string' ? mask(inner) : inner,
    );

  test('nothing that is not meant', () => {
    const { Resources, Outputs } = template(EVERYTHING).toJSON() as {
      Resources: Record<string, Resource>;
      Outputs: unknown;
    };
    expect(masked({ Resources, Outputs })).toMatchSnapshot();
  });
});
