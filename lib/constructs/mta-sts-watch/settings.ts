import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import type { Config } from '../../config';
import { canariesOf } from '../../config';
import { CHECK_SETTINGS, checkSettingsOf } from '../../config/check-settings';
import { Given } from '../../config/leaf';
import { checkConfig } from '../../config/parse';
import { withoutPlace } from '../../config/problem';
import type { HandlerSettings } from '../../contract/settings';
import { channelsOf } from './channels';
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
  const group = props.look === undefined ? 'check' : 'look';
  const config = checked(
    {
      domains: filled(props.domains),
      confirmRemovals: props.confirmRemovals,
      schedule: { domains: props.checkDomainsEvery, mxHosts: props.checkMxHostsEvery },
      ...check,
      resolvers: check?.resolvers?.map(writtenOrGiven),
      expiryThresholds: props.expiryThresholds?.map(writtenOrGiven),
      retention: props.retention,
      alerts: { ...props.alerts, emails: filled(props.alertEmails) },
      route53: props.route53,
      aws: { alarmEmails: filled(props.alarmEmails), chat: props.chat, smtpVantage: props.smtpVantage },
    },
    group,
  );
  wholeMinutes('checkDomainsEvery (schedule.domains in the file)', config.schedule.domains);
  wholeMinutes('checkMxHostsEvery (schedule.mxHosts in the file)', config.schedule.mxHosts);
  if (config.route53 !== undefined) wholeMinutes('route53.every', config.route53.every);
  const { minimumSeverity, confirmChecks, remindAfter } = config.alerts;
  return {
    domains: config.domains ?? [],
    handlers: {
      check: {
        ...checkSettingsOf(config),
        canaries: canariesOf(config),
        ca: (config.ca ?? []).map((file) => readPem(file, group)),
      },
      alerts: { minimumSeverity, confirmChecks, remindAfter },
      expiryThresholds: config.expiryThresholds,
      retention: config.retention,
      schedule: config.schedule,
      ...(config.route53 !== undefined && { route53: config.route53 }),
      ...(config.confirmRemovals !== undefined && { confirmRemovals: config.confirmRemovals }),
      smtpVantage: config.aws.smtpVantage,
      channels: channelsOf(props),
    },
  };
}

/** Where a prop has another name than the key of the file that it is checked as; `group` has the settings of a check. */
const propsIn = (group: string): readonly (readonly [key: RegExp, prop: string])[] => [
  [/^alerts\.emails\b/, 'alertEmails'],
  [/^aws\./, ''],
  [/^schedule\.domains\b/, 'checkDomainsEvery'],
  [/^schedule\.mxHosts\b/, 'checkMxHostsEvery'],
  [new RegExp(`^(?=(${Object.keys(CHECK_SETTINGS).join('|')})\\b)`), `${group}.`],
];

function checked(document: object, group: string): Config {
  const parsed = checkConfig(given(document));
  if ('config' in parsed) return parsed.config;
  const problems = parsed.problems.map((problem) =>
    propsIn(group).reduce((text, [key, prop]) => text.replace(key, prop), withoutPlace(problem)),
  );
  throw new Error(`The props of MtaStsWatch are wrong:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
}

/** Props as the schema reads them: a duration is given in milliseconds, and what is undefined is left out. */
function given(value: unknown): unknown {
  if (value instanceof Duration) return new Given(value.toMilliseconds());
  if (Array.isArray(value)) return value.map(given);
  if (typeof value !== 'object' || value === null || value instanceof Given) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, given(inner)]])),
  );
}

/** What is no text has its final form. */
const writtenOrGiven = (value: unknown): unknown => (typeof value === 'object' ? new Given(value) : value);

/** A prop may be an empty list; a key of the file is left out instead. */
const filled = (list: readonly string[] | undefined): readonly string[] | undefined =>
  list?.length === 0 ? undefined : list;

function wholeMinutes(prop: string, ms: number): void {
  if (!Number.isInteger(Duration.millis(ms).toMinutes({ integral: false })))
    throw new Error(`${prop}: EventBridge Scheduler counts in whole minutes. Write a whole number of minutes.`);
}

function readPem(file: string, group: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `${group}.ca: the file ${file} cannot be read (${error instanceof Error ? error.message : String(error)}). Write the path of a PEM file.`,
      { cause: error },
    );
  }
}
