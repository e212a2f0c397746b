import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import type { Config } from '../../config';
import { canariesOf, formatProblem, parseConfig } from '../../config';
import type { HandlerSettings } from '../../contract/settings';
import type { MtaStsWatchProps } from './props';

/** A whole configuration, checked: what the handlers get, and the domains. */
export interface Settings {
  readonly domains: readonly string[];
  readonly handlers: HandlerSettings;
}

/**
 * Checks the props by the rules of the configuration file, and fills in its defaults.
 * @throws Error naming every prop at fault, and what to write instead.
 */
export function settingsOf(props: MtaStsWatchProps): Settings {
  const check = props.check ?? props.look;
  if (props.check !== undefined && props.look !== undefined)
    throw new Error('look is the former name of the prop check, and both are set. Move its keys to check.');
  const config = checked({
    domains: filled(props.domains),
    confirmRemovals: props.confirmRemovals,
    schedule: { domains: written(props.checkDomainsEvery), mxHosts: written(props.checkMxHostsEvery) },
    ...check,
    timeout: written(check?.timeout),
    nameServers: check?.nameServers === 'never' ? 'never' : written(check?.nameServers),
    expiryThresholds: props.expiryThresholds,
    retention: {
      checks: written(props.retention?.checks),
      events: written(props.retention?.events),
      runs: written(props.retention?.runs),
      alerts: written(props.retention?.alerts),
    },
    alerts: { ...props.alerts, remindAfter: written(props.alerts?.remindAfter), emails: filled(props.alertEmails) },
    route53: props.route53 && { ...props.route53, every: written(props.route53.every) },
    aws: { alarmEmails: filled(props.alarmEmails), chat: props.chat, smtpVantage: props.smtpVantage },
  });
  wholeMinutes('checkDomainsEvery (schedule.domains in the file)', config.schedule.domains);
  wholeMinutes('checkMxHostsEvery (schedule.mxHosts in the file)', config.schedule.mxHosts);
  if (config.route53 !== undefined) wholeMinutes('route53.every', config.route53.every);
  const {
    resolvers,
    resolverTrusted,
    resolverRate,
    nameServers,
    nameServerPort,
    httpsPort,
    smtpPort,
    allowPrivateAddresses,
    timeout,
    concurrency,
    ehlo,
  } = config;
  const { minimumSeverity, confirmChecks, remindAfter } = config.alerts;
  return {
    domains: config.domains ?? [],
    handlers: {
      check: {
        ...(resolvers !== undefined && { resolvers }),
        ...(resolverTrusted !== undefined && { resolverTrusted }),
        resolverRate,
        nameServers,
        nameServerPort,
        httpsPort,
        smtpPort,
        allowPrivateAddresses,
        timeout,
        concurrency,
        ...(ehlo !== undefined && { ehlo }),
        canaries: canariesOf(config),
        ca: (config.ca ?? []).map(readPem),
      },
      alerts: { minimumSeverity, confirmChecks, remindAfter },
      expiryThresholds: config.expiryThresholds,
      retention: config.retention,
      schedule: config.schedule,
      ...(config.route53 !== undefined && { route53: zonesOf(config.route53) }),
      ...(config.confirmRemovals !== undefined && { confirmRemovals: config.confirmRemovals }),
      smtpVantage: config.aws.smtpVantage,
      channels: [
        'sns',
        ...(props.slackWebhook === undefined ? [] : ['slack']),
        ...(props.webhook === undefined ? [] : ['webhook']),
        ...(props.chat === undefined ? [] : ['amazon-q']),
      ],
    },
  };
}

const zonesOf = ({
  every,
  ownAccount,
  accounts,
  include,
  exclude,
  reportsTo,
  repair,
}: NonNullable<Config['route53']>): NonNullable<HandlerSettings['route53']> => ({
  every,
  ownAccount,
  accounts,
  include,
  exclude,
  repair,
  ...(reportsTo && { reportsTo }),
});

/** Where a prop has another name than the key of the file that it is checked as. */
const PROPS: readonly (readonly [key: RegExp, prop: string])[] = [
  [/^alerts\.emails\b/, 'alertEmails'],
  [/^aws\./, ''],
  [/^schedule\.domains\b/, 'checkDomainsEvery'],
  [/^schedule\.mxHosts\b/, 'checkMxHostsEvery'],
  [
    /^(?=resolver|nameServer|httpsPort|smtpPort|ca\b|allowPrivateAddresses|timeout|concurrency|canaries|ehlo)/,
    'check.',
  ],
];

/** JSON leaves out what is undefined, so that the schema's defaults hold. */
function checked(document: object): Config {
  const parsed = parseConfig(JSON.stringify(document, null, 1), 'MtaStsWatch');
  if ('config' in parsed) return parsed.config;
  const problems = parsed.problems.map((problem) =>
    PROPS.reduce(
      (text, [key, prop]) => text.replace(key, prop),
      formatProblem(problem).replace(/^MtaStsWatch:\d+: /, ''),
    ),
  );
  throw new Error(`The props of MtaStsWatch are wrong:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
}

/** A prop may be an empty list; a key of the file is left out instead. */
const filled = (list: readonly string[] | undefined): readonly string[] | undefined =>
  list?.length === 0 ? undefined : list;

const written = (duration: Duration | undefined): string | undefined =>
  duration === undefined ? undefined : `${duration.toSeconds()}s`;

function wholeMinutes(prop: string, ms: number): void {
  if (!Number.isInteger(Duration.millis(ms).toMinutes({ integral: false })))
    throw new Error(`${prop}: EventBridge Scheduler counts in whole minutes. Write a whole number of minutes.`);
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `check.ca: the file ${file} cannot be read (${error instanceof Error ? error.message : String(error)}). Write the path of a PEM file.`,
      { cause: error },
    );
  }
}
