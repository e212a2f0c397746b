import * as z from 'zod';
import { DEFAULT_EXPIRY_THRESHOLDS, thresholdName } from '../core/certificate/expiry';
import { SEVERITIES } from '../core/model';
import { agentGroup } from './agent';
import { awsGroup } from './aws';
import { channelKeys, heartbeatKey } from './channel-keys';
import { CHECK_SETTINGS } from './check-settings';
import { parseDomainName } from './domain-name';
import { duration } from './duration';
import { parseThreshold } from './expiry';
import type { KeyNotes, Parser } from './leaf';
import { leaf, listLeaf } from './leaf';
import { parsePort } from './network';
import { route53Group } from './route53';
import type { Environment } from './secret';
import { keysOf } from './setting';
import { choice, matching, parseYesNo, text, wholeNumber } from './values';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A key that may be left out. */
const optional = <T>(parse: Parser<T>, notes: KeyNotes) => leaf(parse, notes).optional();
/** A key with a default, given as one would write it. */
const defaulting = <T>(parse: Parser<T>, written: unknown, notes: KeyNotes) => leaf(parse, notes).prefault(written);
const texts = (value: string): string => value;

/** Which alerts are sent, and when. */
const alertRules = {
  minimumSeverity: defaulting(choice(SEVERITIES), 'warning', {
    about: 'What is less severe is kept in the history and told to nobody.',
    form: SEVERITIES.map((severity) => `\`${severity}\``).join(', '),
  }),
  confirmChecks: defaulting(wholeNumber(1, 100, 'a number of checks'), 3, {
    about:
      'How many checks in a row must show a fault of the network (a host that does not answer, a name server that fails) before it is alerted. A fault that comes and goes is alerted when one check more than that, of the last twelve, has shown it. Faults that cannot be a matter of chance are alerted at once.',
    form: 'number',
    formerly: 'confirmLooks',
  }),
  remindAfter: defaulting(duration(HOUR, 365 * DAY), '7d', {
    about:
      'How long after it was last told an error that is still open is told again. What stops all mail is told again after a seventh of this, but at most once a day; a warning after four times this.',
    form: 'duration',
  }),
};

const alertKeys = (environment: Environment | undefined) => ({
  ...alertRules,
  ...channelKeys(environment),
  emails: listLeaf(parseMailbox, texts, {
    about: 'Who gets alerts by e-mail, when deployed to AWS. On one machine this key does nothing.',
    form: 'list of addresses',
    otherwise: 'nobody',
  }).optional(),
});

/** The configuration file. With an environment, the variables that it names must be set. */
export const configSchema = (environment?: Environment) =>
  z.strictObject({
    domains: listLeaf(parseDomainName, texts, {
      about: 'The domains to watch. Names in other scripts are turned into their A-labels.',
      form: 'list of names',
      otherwise: 'without a configuration file the sandbox is watched',
      option: '--domains',
    }).optional(),
    confirmRemovals: optional(parseConfirmation, {
      about:
        'Confirms the removal of held domains. When more than 10 names, and more than 20% of those from the list or from the hosted zones, disappear at once, their removal is held: they are still checked, and an alert is sent, because an emptied or cut list is usually a mistake. `mta-sts-watch status` prints the code. It confirms the removal of exactly these names, so it may stay in the file ([alerts.md](alerts.md#removals-held)).',
      form: 'code such as `301-9f86d081`',
      otherwise: 'held domains are still checked',
    }),
    schedule: z
      .strictObject({
        domains: defaulting(duration(MINUTE, 30 * DAY), '1h', {
          about: 'How often each domain is looked at.',
          form: 'duration',
        }),
        mxHosts: defaulting(duration(MINUTE, 30 * DAY), '1h', {
          about: 'How often each MX host is looked at.',
          form: 'duration',
        }),
      })
      .prefault({}),
    ...keysOf(CHECK_SETTINGS),
    expiryThresholds: listLeaf(parseThreshold, thresholdName, {
      about:
        'When a certificate counts as expiring: when it has less left than so many days, and also less than such a share of its lifetime, so that the tighter of the two counts. Passing a tighter threshold is told again.',
      form: 'list of `DAYSd/SHARE%`',
    }).prefault(DEFAULT_EXPIRY_THRESHOLDS.map(thresholdName)),
    alerts: z.strictObject(alertKeys(environment)).prefault({}),
    heartbeat: heartbeatKey(environment),
    dataDir: defaulting(text('the name of a folder', 'Write a path.'), '.mta-sts-watch', {
      about:
        'Where the history is kept, if not in DynamoDB. A path is taken from the folder that the command is started in.',
      form: 'folder',
      option: '--data-dir',
    }),
    dashboard: z
      .strictObject({
        port: optional(parsePort, {
          about: 'The port of the dashboard that `start` serves on 127.0.0.1.',
          form: 'number',
          otherwise: '8425, or the next that is free',
          option: '--dashboard-port',
        }),
        readsNeedToken: defaulting(parseYesNo, false, {
          about:
            'Whether reading the local dashboard and its API requires the token too. If not, every user of this machine can read. Changes always require the token ([query.md](query.md#the-token)).',
          form: '`true` or `false`',
        }),
      })
      .prefault({}),
    retention: z
      .strictObject({
        checks: defaulting(duration(DAY, 3_650 * DAY), '90d', {
          about: 'How long each single look is kept.',
          form: 'duration',
        }),
        events: defaulting(duration(DAY, 3_650 * DAY), '730d', {
          about: 'How long changes are kept, and the policies and certificates that they refer to.',
          form: 'duration',
        }),
        runs: defaulting(duration(DAY, 3_650 * DAY), '90d', {
          about: 'How long the counts of each run are kept.',
          form: 'duration',
        }),
        alerts: defaulting(duration(DAY, 3_650 * DAY), '730d', {
          about: 'How long an alert is kept after its end.',
          form: 'duration',
        }),
      })
      .prefault({}),
    dynamodb: z
      .strictObject({
        table: defaulting(
          text('the name of a table', 'Write 3 to 255 letters, digits, or any of - _ and the full stop.'),
          'mta-sts-watch',
          { about: 'The table that holds the history. It is created if it is not there.', form: 'name' },
        ),
        region: optional(text('the name of an AWS region', 'Write a name such as eu-west-1.'), {
          about: 'The AWS region of the table.',
          form: 'name',
          otherwise: 'where the AWS SDK finds it',
        }),
        endpoint: optional(text('a URL', 'Write a whole URL, such as http://127.0.0.1:8000.'), {
          about: 'Another endpoint that speaks the DynamoDB protocol.',
          form: 'URL',
          otherwise: "the region's own",
        }),
      })
      .optional(),
    route53: route53Group().optional(),
    aws: awsGroup(parseMailbox).prefault({}),
    agent: agentGroup.prefault({}),
  });

/** The configuration as the monitor uses it: durations in milliseconds, names in A-labels. */
export type Config = z.output<ReturnType<typeof configSchema>>;
/** Which alerts are sent, and when. */
export type AlertRules = Pick<Config['alerts'], keyof typeof alertRules>;

const parseConfirmation = matching(
  /^\d{1,7}-[0-9a-f]{8}$/,
  'the code of a removal',
  '`mta-sts-watch status` prints it, such as 301-9f86d081',
);

function parseMailbox(raw: unknown): ReturnType<Parser<string>> {
  const address = typeof raw === 'string' ? raw.trim() : '';
  const at = address.lastIndexOf('@');
  if (at > 0 && !/[\s<>,;]/.test(address) && 'value' in parseDomainName(address.slice(at + 1)))
    return { value: address };
  return { fault: 'this is not a mail address', fix: 'Write one such as ops@example.com.' };
}
