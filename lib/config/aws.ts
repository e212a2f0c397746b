import * as z from 'zod';
import type { Parser } from './leaf';
import { leaf, listLeaf, shown } from './leaf';
import { hostedDashboardGroup } from './hosted-dashboard';
import { choice, matching, parseYesNo, text } from './values';

const keyArn = matching(
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
  'the ARN of a KMS key',
  '`aws kms describe-key` shows it; an alias is no key',
);

/** The CloudWatch alarms that a person wants: none, or by name whether there is one, or its threshold. */
const parseAlarms: Parser<false | Readonly<Record<string, boolean | number>>> = (raw) => {
  if (raw === false) return { value: raw };
  const entries = Object.entries(typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : {});
  if (entries.length > 0 && entries.every(([, value]) => typeof value === 'boolean' || isThreshold(value)))
    return { value: Object.fromEntries(entries) as Record<string, boolean | number> };
  return {
    fault: `${shown(raw)} does not select alarms`,
    fix: 'Write false, or names with true, false or a threshold, such as { DomainsCoverage: 40, StreamLag: false }.',
  };
};
const isThreshold = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** The keys that a deployment to AWS alone reads. */
export const awsGroup = (parseMailbox: Parser<string>) =>
  z.strictObject({
    stackName: leaf(
      matching(
        /^[A-Za-z][A-Za-z0-9-]{0,127}$/,
        'the name of a stack',
        'letters, digits and hyphens, such as MtaStsWatch',
      ),
      {
        about: 'The name of the CloudFormation stack. `mta-sts-watch --stack NAME` finds the deployment by it.',
        form: 'name',
      },
    ).prefault('MtaStsWatch'),
    smtpVantage: leaf(choice(['none', 'vpc', 'agent'] as const), {
      about:
        'Where MX hosts are looked at from. Port 25 is closed to Lambda functions: `none` does without, `vpc` makes a VPC with a fixed address for which AWS can be asked to open the port ([deploy.md](deploy.md)), `agent` hands the work to agents on machines of yours ([agent.md](agent.md)).',
      form: '`none`, `vpc` or `agent`',
    }).prefault('none'),
    domainsAddedByHand: leaf(parseYesNo, {
      about:
        'Whether domains are added with `mta-sts-watch --stack NAME domains add`. If not, a deployment with neither `domains` nor `route53` is an error, because it would watch nothing.',
      form: '`true` or `false`',
    }).prefault(false),
    vantageAllocationId: leaf(
      matching(
        /^eipalloc-[0-9a-f]{8,17}$/,
        'the allocation id of an Elastic IP address',
        'such as eipalloc-0123456789abcdef0',
      ),
      {
        about:
          'The Elastic IP address for `smtpVantage: vpc`, such as one that an earlier deployment kept and that AWS has opened port 25 for.',
        form: 'id',
        otherwise: 'a new address',
      },
    ).optional(),
    encryptionKeyArn: leaf(keyArn, {
      about:
        'A customer-managed KMS key for the table, topics, queues, log groups and secrets. Its policy must let CloudWatch use it ([deploy.md](deploy.md#your-own-encryption-key)).',
      form: 'ARN',
      otherwise: 'the services manage the keys',
    }).optional(),
    alarms: leaf(parseAlarms, {
      about:
        'The CloudWatch alarms about the monitor itself ([deploy.md](deploy.md#alarms-and-metrics) names them): `false` for none, or for each name `false`, `true` or the threshold above which it fires.',
      form: '`false`, or a group of names',
      otherwise: 'the default alarms',
    }).optional(),
    metrics: leaf(choice(['few', 'all'] as const), {
      about:
        'Which CloudWatch metrics are emitted, at $0.30 a month each. `few`: those that alarms read, and open alerts. `all`: also domains by verdict, runs, expiries and deliveries.',
      form: '`few` or `all`',
    }).prefault('few'),
    cloudWatchDashboard: leaf(parseYesNo, {
      about: 'Whether there is a CloudWatch dashboard. The first three of an account are free.',
      form: '`true` or `false`',
    }).prefault(true),
    queryApi: leaf(parseYesNo, {
      about:
        'Whether there is a query API: the URL of a function that answers whom IAM allows, and reads alone ([query.md](query.md)).',
      form: '`true` or `false`',
    }).prefault(false),
    alarmEmails: listLeaf(parseMailbox, (value) => value, {
      about: 'Who hears of faults of the monitor itself.',
      form: 'list of addresses',
      otherwise: 'the addresses of `alerts.emails`',
    }).optional(),
    chat: z
      .strictObject({
        slackWorkspaceId: leaf(
          matching(/^[0-9A-Z]{1,255}$/, 'the id of a Slack workspace', 'Slack shows it, such as T0123ABCD'),
          { about: 'The Slack workspace, as authorised in Amazon Q Developer in chat applications.', form: 'id' },
        ),
        slackChannelId: leaf(
          matching(/^[A-Za-z0-9]{1,255}$/, 'the id of a Slack channel', 'Slack shows it, such as C0123ABCD'),
          { about: 'The channel that alerts and alarms are written to.', form: 'id' },
        ),
      })
      .optional(),
    table: z
      .strictObject({
        name: leaf(text('the name of a table', 'Write 3 to 255 letters, digits, or any of - _ and the full stop.'), {
          about: 'A table that an earlier deployment left behind, to go on with.',
          form: 'name',
        }),
        streamArn: leaf(
          matching(
            /^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/.+\/stream\/.+$/,
            "the ARN of a table's stream",
            '`aws dynamodb describe-table` shows it under LatestStreamArn',
          ),
          { about: "The ARN of that table's stream.", form: 'ARN' },
        ),
        encryptionKeyArn: leaf(keyArn, {
          about: 'The customer-managed KMS key that encrypts the table.',
          form: 'ARN',
          otherwise: 'none: DynamoDB owns the key',
        }).optional(),
      })
      .optional(),
    dashboard: hostedDashboardGroup().optional(),
  });
