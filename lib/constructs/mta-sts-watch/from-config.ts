import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { AlertRules, Config } from '../../config';
import { formatProblem, parseConfig } from '../../config';
import { checkSettingsOf } from '../../config/check-settings';
import type { Nothing } from '../../config/nothing';
import type { AlarmTuning } from '../monitoring';
import { secretProps } from './channels';
import type { AlertProps, MtaStsWatchProps, RetentionProps, Route53Props } from './props';

/**
 * Reads the configuration file of `npm start` for a deployment.
 * @throws Error naming the file, each key at fault, and what to write instead.
 */
export function readConfig(file: string): Config {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(
      `There is no configuration file ${file}. Write one with at least "domains: [example.com]" (docs/configuration.md), or name another: npx cdk deploy -c config=FILE`,
    );
  }
  const parsed = parseConfig(text, file);
  if ('problems' in parsed)
    throw new Error(`The configuration is wrong:\n${parsed.problems.map(formatProblem).join('\n')}`);
  const { domains, route53, aws } = parsed.config;
  if ((domains ?? []).length === 0 && route53 === undefined && !aws.domainsAddedByHand)
    throw new Error(
      `${file}: domains: ${domains === undefined ? 'this key is missing' : 'this list is empty'}. Write the domains to watch, such as "domains: [example.com]", or "route53: {}" for those of your hosted zones, or "aws: { domainsAddedByHand: true }" if they are added on the command line.`,
    );
  return parsed.config;
}

/**
 * What a configuration says, as props.
 * @param folder The folder of the configuration file, from which its paths are taken.
 */
export function propsFromConfig(scope: Construct, config: Config, folder: string): MtaStsWatchProps {
  const { aws, alerts, schedule, retention } = config;
  return {
    domains: config.domains ?? [],
    domainsAddedByHand: aws.domainsAddedByHand,
    ...(config.confirmRemovals !== undefined && { confirmRemovals: config.confirmRemovals }),
    alertEmails: alerts.emails ?? [],
    ...(aws.alarmEmails !== undefined && { alarmEmails: aws.alarmEmails }),
    ...(alerts.sns !== undefined && { alertTopic: Topic.fromTopicArn(scope, 'AlertTopic', alerts.sns.topicArn) }),
    ...secretProps(config),
    ...(aws.chat !== undefined && { chat: aws.chat }),
    checkDomainsEvery: Duration.millis(schedule.domains),
    checkMxHostsEvery: Duration.millis(schedule.mxHosts),
    ...(config.route53 !== undefined && { route53: zonesOf(config.route53) }),
    smtpVantage: aws.smtpVantage,
    queryApi: aws.queryApi,
    metrics: aws.metrics,
    cloudWatchDashboard: aws.cloudWatchDashboard,
    ...(aws.alarms !== undefined && { alarms: aws.alarms === false ? false : alarmsOf(aws.alarms) }),
    ...(aws.vantageAllocationId !== undefined && { vantageAllocationId: aws.vantageAllocationId }),
    ...(aws.encryptionKeyArn !== undefined && {
      encryptionKey: Key.fromKeyArn(scope, 'EncryptionKey', aws.encryptionKeyArn),
    }),
    check: {
      ...checkSettingsOf(config),
      nameServers: config.nameServers === 'never' ? 'never' : Duration.millis(config.nameServers),
      timeout: Duration.millis(config.timeout),
      ca: (config.ca ?? []).map((file) => resolve(folder, file)),
    },
    alerts: {
      minimumSeverity: alerts.minimumSeverity,
      confirmChecks: alerts.confirmChecks,
      remindAfter: Duration.millis(alerts.remindAfter),
    } satisfies Required<Pick<AlertProps, keyof AlertRules>>,
    expiryThresholds: config.expiryThresholds,
    retention: {
      checks: Duration.millis(retention.checks),
      events: Duration.millis(retention.events),
      runs: Duration.millis(retention.runs),
      alerts: Duration.millis(retention.alerts),
    } satisfies Required<RetentionProps>,
    ...(aws.table !== undefined && {
      table: TableV2.fromTableAttributes(scope, 'Table', {
        tableName: aws.table.name,
        tableStreamArn: aws.table.streamArn,
        ...(aws.table.encryptionKeyArn !== undefined && {
          encryptionKey: Key.fromKeyArn(scope, 'TableKey', aws.table.encryptionKeyArn),
        }),
      }),
    }),
  };
}

const alarmsOf = (alarms: Readonly<Record<string, boolean | number>>): AlarmTuning =>
  Object.fromEntries(
    Object.entries(alarms).map(([name, value]) => [name, typeof value === 'number' ? { threshold: value } : value]),
  );

type Zones = NonNullable<Config['route53']>;
/** A key of these groups that no prop takes does not compile: a deployment would not follow it. */
export type KeysWithoutProp = [
  Nothing<Exclude<keyof AlertRules, keyof AlertProps>>,
  Nothing<Exclude<keyof Config['retention'], keyof RetentionProps>>,
  Nothing<Exclude<keyof Zones, keyof Route53Props>>,
];

const zonesOf = ({ every, reportsTo, ...others }: Zones): Route53Props => ({
  every: Duration.millis(every),
  ...others,
  ...(reportsTo && { reportsTo }),
});

/** The folder that a configuration file's paths are taken from. */
export const folderOf = (file: string): string => dirname(resolve(file));
