import * as z from 'zod';
import { DEFAULT_EXPIRY_THRESHOLDS, thresholdName } from '../core/certificate/expiry';
import { SEVERITIES } from '../core/model';
import { formatResolver } from '../core/resolvers';
import { agentGroup } from './agent';
import { awsGroup } from './aws';
import { parseCanary } from './canaries';
import { parseDomainName } from './domain-name';
import { duration } from './duration';
import { parseThreshold } from './expiry';
import type { KeyNotes, Parser } from './leaf';
import { leaf, listLeaf } from './leaf';
import { parseEhloName, parsePort } from './network';
import { parseResolver } from './resolver';
import { route53Group } from './route53';
import type { Environment } from './secret';
import { parseSecretUrl, parseSigningSecret, secret } from './secret';
import { choice, matching, parseYesNo, text, wholeNumber } from './values';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A key that may be left out. */
const optional = <T>(parse: Parser<T>, notes: KeyNotes) => leaf(parse, notes).optional();
/** A key with a default, given as one would write it. */
const defaulting = <T>(parse: Parser<T>, written: unknown, notes: KeyNotes) => leaf(parse, notes).prefault(written);
const texts = (value: string): string => value;

/** The options of a look, which the command line can override. */
const checkKeys = {
  resolvers: listLeaf(
    parseResolver,
    formatResolver,
    {
      about:
        "The DNS resolvers to ask. Give three, of different operators: a failure or an absence counts only when two agree, and one that says otherwise than the rest is outvoted and named. `system` stands for this machine's own. How they are asked, and who learns what by that: [dns.md](dns.md).",
      form: 'list of `ADDRESS`, `ADDRESS:PORT`, `https://HOST/PATH`, `tls://HOST:PORT#NAME` or `system`',
      otherwise: "Cloudflare, Google and Quad9 over HTTPS, and this machine's own where none of them can be reached",
      option: '--resolver',
    },
    {
      fault: 'an empty list leaves nobody to ask',
      fix: 'Name a resolver, or take the key out: then Cloudflare, Google and Quad9 are asked.',
    },
  ).optional(),
  resolverTrusted: optional(parseYesNo, {
    about:
      'Whether the resolvers validate DNSSEC, and nobody can change their answers on the way here: they run on this machine or in a network of yours, or are reached by `https://` or `tls://`. What they say of DNSSEC is believed then, and DANE is judged.',
    form: '`true` or `false`',
    otherwise: 'true of Cloudflare, Google and Quad9 over `https://` or `tls://`, false of all others',
    option: '--trust-resolver',
  }),
  resolverRate: defaulting(wholeNumber(1, 100_000, 'a number of questions'), 250, {
    about: 'The most questions a second to one resolver. One on this machine is asked as fast as it answers.',
    form: 'number',
    option: '--resolver-rate',
  }),
  nameServers: defaulting(parseRate, '1d', {
    about:
      "How often the domain's own name servers are asked, each by itself: one that is silent, does not serve the zone, or serves other records than the rest is named. `check` asks them each time.",
    form: 'duration or `never`',
    option: '--no-name-servers',
  }),
  nameServerPort: defaulting(parsePort, 53, {
    about: "The port of the domains' name servers.",
    form: 'number',
    option: '--name-server-port',
  }),
  httpsPort: defaulting(parsePort, 443, {
    about: 'The port of the policy hosts.',
    form: 'number',
    option: '--https-port',
  }),
  smtpPort: defaulting(parsePort, 25, { about: 'The port of the MX hosts.', form: 'number', option: '--smtp-port' }),
  canaries: listLeaf(parseCanary, texts, {
    about:
      'MX hosts by which the monitor finds out whether port 25 works from where it is, before a run over MX hosts: large ones of different operators, that always answer and offer STARTTLS. When none of them does, people are told that port 25 is closed, and nothing is said about any MX host. An empty list does without.',
    form: 'list of names',
    otherwise:
      'one MX host each of Google, Microsoft, Yahoo, Apple and Fastmail; with another `smtpPort` than 25, none',
    option: '--canary',
  }).optional(),
  ca: listLeaf(text('the name of a file', 'Write the path of a PEM file.'), texts, {
    about:
      "PEM files with certificates of authorities to trust beside those that Node trusts, which are Mozilla's and those of NODE_EXTRA_CA_CERTS. A path is taken from the folder of the configuration file.",
    form: 'list of files',
    otherwise: 'those that Node trusts',
    option: '--ca',
  }).optional(),
  allowPrivateAddresses: defaulting(parseYesNo, false, {
    about:
      'Whether to connect to private, link-local, loopback and other addresses that are not public. Left at false, a name in the DNS cannot steer the monitor at hosts of your network.',
    form: '`true` or `false`',
    option: '--allow-private-addresses',
  }),
  timeout: defaulting(duration(1_000, 10 * MINUTE), '60s', {
    about:
      'The longest that one check of a domain or of an MX host may take. A connection attempt may take 20 seconds of it. Each later step may take the rest, because slow servers are within the standards (RFC 5321 section 4.5.3.2, RFC 8461 section 3.3). If the answer is still incomplete at the end, the server counts as slow and its answer as not checked. `check` also retries servers that say "not now" within this time.',
    form: 'duration',
    option: '--timeout',
  }),
  concurrency: defaulting(wholeNumber(1, 1_000, 'a number of checks at once'), 64, {
    about:
      'How many checks of domains, and how many of MX hosts, start at the same time. A check that takes longer than 5 seconds makes room for the next one; up to four times this number may run on as slow checks.',
    form: 'number',
    option: '--concurrency',
  }),
  ehlo: optional(parseEhloName, {
    about: 'The name to give in EHLO. Some MX hosts refuse a name that does not resolve.',
    form: 'name',
    otherwise: 'the name of this machine, or its address in brackets',
    option: '--ehlo',
  }),
};

const alertKeys = (environment: Environment | undefined) => ({
  minimumSeverity: defaulting(choice(SEVERITIES), 'warning', {
    about: 'What is less severe is kept in the history and told to nobody.',
    form: SEVERITIES.map((severity) => `\`${severity}\``).join(', '),
  }),
  confirmChecks: defaulting(wholeNumber(1, 100, 'a number of checks'), 3, {
    about:
      'How many checks in a row must show a fault of the network (a host that does not answer, a name server that fails) before it is alerted. Faults that cannot be a matter of chance are alerted at once.',
    form: 'number',
    formerly: 'confirmLooks',
  }),
  remindAfter: defaulting(duration(HOUR, 365 * DAY), '7d', {
    about:
      'How long after it was last told an error that is still open is told again. What stops all mail is told again after a seventh of this, but at most once a day; a warning after four times this.',
    form: 'duration',
  }),
  slack: z
    .strictObject({
      webhookUrl: leaf(secret(parseSecretUrl('the URL of a Slack webhook', false), environment), {
        about:
          'The URL of a Slack incoming webhook. It is a secret: write `${NAME}` to take it from an environment variable.',
        form: 'URL or `${NAME}`',
      }),
    })
    .optional(),
  webhook: z
    .strictObject({
      url: leaf(secret(parseSecretUrl('the URL of a webhook', true), environment), {
        about: 'Alerts are posted here as JSON ([alerts.md](alerts.md)).',
        form: 'URL or `${NAME}`',
      }),
      signingSecret: optional(secret(parseSigningSecret, environment), {
        about: 'Signs each request as the Standard Webhooks specification says.',
        form: '`whsec_` and base64, or `${NAME}`',
        otherwise: 'not signed',
      }),
    })
    .optional(),
  sns: z
    .strictObject({
      topicArn: leaf(parseTopicArn, {
        about:
          'The SNS topic to publish to; its region is the one in the ARN. Credentials come from where the AWS SDK finds them.',
        form: 'ARN',
      }),
    })
    .optional(),
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
    ...checkKeys,
    expiryThresholds: listLeaf(parseThreshold, thresholdName, {
      about:
        'When a certificate counts as expiring: when it has less left than so many days, and also less than such a share of its lifetime, so that the tighter of the two counts. Passing a tighter threshold is told again.',
      form: 'list of `DAYSd/SHARE%`',
    }).prefault(DEFAULT_EXPIRY_THRESHOLDS.map(thresholdName)),
    alerts: z.strictObject(alertKeys(environment)).prefault({}),
    heartbeat: z
      .strictObject({
        url: leaf(secret(parseSecretUrl('the URL of a heartbeat', true), environment), {
          about:
            'A URL that is requested (GET) after each completed run, for an outside service that notifies you when the requests stop, such as healthchecks.io. It is a secret: write `${NAME}` to take it from an environment variable ([monitoring.md](monitoring.md)).',
          form: 'URL or `${NAME}`',
        }),
      })
      .optional(),
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

const parseConfirmation = matching(
  /^\d{1,7}-[0-9a-f]{8}$/,
  'the code of a removal',
  '`mta-sts-watch status` prints it, such as 301-9f86d081',
);

/** Milliseconds between two times, or that it never happens. */
function parseRate(raw: unknown): ReturnType<Parser<number | 'never'>> {
  return raw === 'never' ? { value: 'never' } : duration(MINUTE, 30 * DAY)(raw);
}

function parseTopicArn(raw: unknown): ReturnType<Parser<string>> {
  const arn = typeof raw === 'string' ? raw.trim() : '';
  if (/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/.test(arn)) return { value: arn };
  return {
    fault: 'this is not the ARN of an SNS topic',
    fix: 'Write it as AWS shows it, such as arn:aws:sns:eu-west-1:123456789012:mta-sts.',
  };
}

function parseMailbox(raw: unknown): ReturnType<Parser<string>> {
  const address = typeof raw === 'string' ? raw.trim() : '';
  const at = address.lastIndexOf('@');
  if (at > 0 && !/[\s<>,;]/.test(address) && 'value' in parseDomainName(address.slice(at + 1)))
    return { value: address };
  return { fault: 'this is not a mail address', fix: 'Write one such as ops@example.com.' };
}
