import type { KeyNotes, Parsed } from './leaf';
import type { Nothing } from './nothing';
import { parseSecretUrl, parseSigningSecret } from './secret';
import { matching } from './values';

/** One key of a channel. */
export interface ChannelField {
  /** What its value is, in a word. */
  readonly noun: string;
  /** Its words repeat no value: it may be a secret. */
  readonly parse: (text: string) => Parsed<string>;
  readonly notes: KeyNotes;
  readonly optional?: true;
}

/** A secret in AWS Secrets Manager that the stack creates and a person fills in. */
export interface HeldSecret {
  /** The prop of {@link SecretProps} that asks for it. */
  readonly prop: keyof SecretProps<never>;
  /** The construct's id, a part of its logical id. */
  readonly id: string;
  /** The variable by which a handler finds its ARN. */
  readonly variable: string;
  /** The stack's output by which a person finds it. */
  readonly output: string;
  /** What it holds: a text, or with several fields a JSON object of them. For its description in AWS. */
  readonly holds: string;
  /** What to put in. For the description of the output. */
  readonly put: string;
}

/** What is kept where nobody reads it: the fields in a file, or the secret of a deployment. */
export interface SecretRecord {
  readonly fields: Readonly<Record<string, ChannelField>>;
  readonly secret: HeldSecret;
}

/** A channel that publishes to an SNS topic. Without fields, only a deployment has it. */
interface TopicChannel {
  readonly note: string;
  readonly fields: { readonly topicArn?: ChannelField };
  readonly topic: {
    /** The variable by which the notifier finds the topic's ARN. */
    readonly variable: string;
    /** The prop of MtaStsWatch that asks for it. */
    readonly prop: 'alertTopic' | 'chat';
  };
}

interface SecretChannel extends SecretRecord {
  readonly note: string;
}

/** Props of MtaStsWatch that ask for a secret. `S` is a secret of Secrets Manager. */
export interface SecretProps<S> {
  /**
   * Alerts to a Slack incoming webhook: `true` for a new secret to put its URL into, or a secret that holds it.
   * @default - no Slack webhook
   */
  readonly slackWebhook?: true | S;
  /**
   * Alerts as JSON to a webhook: `true` for a new secret to put `{"url": "https://…", "signingSecret": "whsec_…"}` into,
   * or a secret that holds it.
   * @default - no webhook; `https` subscriptions of the topic get the same JSON
   */
  readonly webhook?: true | S;
  /**
   * A URL that the self-check requests each quarter of an hour while runs finish in time, for a watcher outside: `true`
   * for a new secret to put it into, or a secret that holds it.
   * @default - no heartbeat
   */
  readonly heartbeat?: true | S;
}

/**
 * The channels that alerts are sent to: everything about each but how it is opened, which is in lib/alerts/open.ts. The
 * configuration file has those with fields, under `alerts`.
 */
export const CHANNELS = {
  slack: {
    note: '**Slack**: an incoming webhook. All text is plain text: nothing that a record or a host name holds becomes a mention or a link.',
    fields: {
      webhookUrl: {
        noun: 'URL',
        parse: parseSecretUrl('the URL of a Slack webhook', false),
        notes: {
          about:
            'The URL of a Slack incoming webhook. It is a secret: write `${NAME}` to take it from an environment variable.',
          form: 'URL or `${NAME}`',
        },
      },
    },
    secret: {
      prop: 'slackWebhook',
      id: 'SlackWebhook',
      variable: 'MTA_STS_WATCH_SLACK_SECRET_ARN',
      output: 'MtaStsWatchSlackSecret',
      holds: 'URL of the Slack incoming webhook',
      put: 'the URL of the Slack webhook',
    },
  },
  webhook: {
    note: "**Webhook**: a `POST` of the document below to a URL of yours. `Idempotency-Key` and `webhook-id` hold the delivery's id, the same on each attempt. With `alerts.webhook.signingSecret`, `webhook-timestamp` and `webhook-signature` are those of the [Standard Webhooks](https://www.standardwebhooks.com/) specification, which has libraries to verify them. Any 2xx answer takes the delivery.",
    fields: {
      url: {
        noun: 'URL',
        parse: parseSecretUrl('the URL of a webhook', true),
        notes: {
          about: 'Alerts are posted here as JSON ([alerts.md](alerts.md)).',
          form: 'URL or `${NAME}`',
        },
      },
      signingSecret: {
        noun: 'signing secret',
        parse: parseSigningSecret,
        optional: true,
        notes: {
          about: 'Signs each request as the Standard Webhooks specification says.',
          form: '`whsec_` and base64, or `${NAME}`',
          otherwise: 'not signed',
        },
      },
    },
    secret: {
      prop: 'webhook',
      id: 'Webhook',
      variable: 'MTA_STS_WATCH_WEBHOOK_SECRET_ARN',
      output: 'MtaStsWatchWebhookSecret',
      holds: 'the webhook, as {"url": "https://...", "signingSecret": "whsec_..."}',
      put: 'the URL and the signing secret of the webhook',
    },
  },
  sns: {
    note: '**SNS**: a text for `email`, one line for `sms`, the document below for all other subscriptions (`sqs`, `lambda`, `https` and so on). The attributes `severity`, `kind` and `domain` (arrays) serve [filter policies](#filter-policies-of-sns).',
    fields: {
      topicArn: {
        noun: 'ARN',
        parse: matching(
          /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
          'the ARN of an SNS topic',
          'AWS shows it, such as arn:aws:sns:eu-west-1:123456789012:mta-sts',
        ),
        notes: {
          about:
            'The SNS topic to publish to; its region is the one in the ARN. Credentials come from where the AWS SDK finds them.',
          form: 'ARN',
        },
      },
    },
    topic: { variable: 'MTA_STS_WATCH_ALERT_TOPIC_ARN', prop: 'alertTopic' },
  },
  'amazon-q': {
    note: '**Amazon Q Developer in chat applications** (`aws.chat`, when deployed to AWS): up to ten alerts as notifications of their own, all about one root cause in one thread; more of them as one list.',
    fields: {},
    topic: { variable: 'MTA_STS_WATCH_CHAT_TOPIC_ARN', prop: 'chat' },
  },
} as const satisfies Readonly<Record<string, SecretChannel | TopicChannel>>;

/** The URL that is requested while the monitor works. It is no channel, and is kept as the secret of one. */
export const HEARTBEAT = {
  fields: {
    url: {
      noun: 'URL',
      parse: parseSecretUrl('the URL of a heartbeat', true),
      notes: {
        about:
          'A URL that is requested (GET) after each completed run, for an outside service that notifies you when the requests stop, such as healthchecks.io. It is a secret: write `${NAME}` to take it from an environment variable ([monitoring.md](monitoring.md)).',
        form: 'URL or `${NAME}`',
      },
    },
  },
  secret: {
    prop: 'heartbeat',
    id: 'Heartbeat',
    variable: 'MTA_STS_WATCH_HEARTBEAT_SECRET_ARN',
    output: 'MtaStsWatchHeartbeatSecret',
    holds: 'URL of the heartbeat',
    put: 'the URL of the heartbeat',
  },
} as const satisfies SecretRecord;

type Channels = typeof CHANNELS;
export type ChannelName = keyof Channels;
type Having<P> = { [N in ChannelName]: Channels[N] extends P ? N : never }[ChannelName];
/** Channels whose settings are a secret. */
export type SecretChannelName = Having<{ readonly secret: unknown }>;
/** Channels that publish to an SNS topic. */
export type TopicChannelName = Having<{ readonly topic: unknown }>;
/** Channels that the configuration file has a group for. */
export type FileChannelName = Exclude<ChannelName, Having<{ readonly fields: Record<string, never> }>>;

/** The values of these fields, each a `V`. */
export type FieldValues<F, V> = { readonly [K in keyof F as F[K] extends { optional: true } ? never : K]: V } & {
  readonly [K in keyof F as F[K] extends { optional: true } ? K : never]?: V;
};
/** The fields of a channel in a configuration, each a `V`. */
export type ChannelGroup<N extends ChannelName, V> = FieldValues<Channels[N]['fields'], V>;
/** What a channel is opened with. */
export type ChannelSettings<N extends ChannelName> = N extends TopicChannelName
  ? { readonly topicArn: string }
  : ChannelGroup<N, string>;

export const CHANNEL_NAMES = Object.keys(CHANNELS) as readonly ChannelName[];
export const FILE_CHANNELS = CHANNEL_NAMES.filter(
  (name): name is FileChannelName => Object.keys(CHANNELS[name].fields).length > 0,
);
export const isTopicChannel = (name: ChannelName): name is TopicChannelName => 'topic' in CHANNELS[name];
const hasSecret = (name: ChannelName): name is SecretChannelName => !isTopicChannel(name);

type Secrets = Pick<Channels, SecretChannelName> & { readonly heartbeat: typeof HEARTBEAT };
/** Everything that a deployment keeps in Secrets Manager. */
export const SECRETS: Secrets = {
  ...(Object.fromEntries(CHANNEL_NAMES.filter(hasSecret).map((name) => [name, CHANNELS[name]])) as Pick<
    Channels,
    SecretChannelName
  >),
  heartbeat: HEARTBEAT,
};
export type SecretName = keyof Secrets;
/** A prop that asks for no secret does not compile. */
export type PropsWithoutSecret = Nothing<Exclude<keyof SecretProps<never>, Secrets[SecretName]['secret']['prop']>>;
export type SecretOutput = Secrets[SecretName]['secret']['output'];
/** The variables by which handlers find topics and secrets. */
export type ChannelVariable =
  Secrets[SecretName]['secret']['variable'] | Channels[TopicChannelName]['topic']['variable'];
export const SECRET_NAMES = Object.keys(SECRETS) as readonly SecretName[];
