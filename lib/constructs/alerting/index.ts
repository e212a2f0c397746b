import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Grant, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Alias } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { SecretName, TopicChannelName } from '../../config/channels';
import { CHANNELS, CHANNEL_NAMES, SECRETS, SECRET_NAMES, isTopicChannel } from '../../config/channels';
import type { ExpectedSubscriptions } from '../../contract/subscriptions';
import { acknowledge } from '../acknowledge';
import { grantMessages } from '../encryption';
import type { ChatProps } from './chat';
import { Chat } from './chat';

export type { ChatProps } from './chat';

/** True for a new secret, to be filled after the deployment; or a secret that is there. */
type Secrets = { readonly [N in SecretName]?: true | ISecret };

export interface AlertingProps extends Secrets {
  /** Names the topics' display name, which stands in the sender of the e-mails. */
  readonly displayName: string;
  readonly emails: readonly string[];
  /** Who hears of the monitor's own faults. */
  readonly alarmEmails: readonly string[];
  /** @default - a new one */
  readonly topic?: ITopic;
  /** @default - a new one */
  readonly alarmTopic?: ITopic;
  /** @default - no Amazon Q Developer in chat applications */
  readonly chat?: ChatProps;
  readonly monitorName: string;
  /**
   * For new topics and secrets.
   * @default - the keys of the account for SNS and Secrets Manager; none for the topic of the alarms
   */
  readonly encryptionKey?: IKey | undefined;
}

/** Whom the monitor tells, and how. */
export class Alerting extends Construct {
  /** Alerts about mail. */
  readonly topic: ITopic;
  /** Alarms about the monitor itself. */
  readonly alarmTopic: ITopic;
  /** The secrets of channels, and of the heartbeat. */
  readonly secrets: Readonly<Partial<Record<SecretName, ISecret>>>;
  readonly chat?: Chat;
  /** The e-mail subscriptions made here, which the self-check looks after. */
  readonly subscriptions: ExpectedSubscriptions[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlertingProps,
  ) {
    super(scope, id);
    this.topic =
      props.topic ??
      new Topic(this, 'Topic', {
        displayName: props.displayName,
        enforceSSL: true,
        masterKey: props.encryptionKey ?? Alias.fromAliasName(this, 'SnsKey', 'alias/aws/sns'),
      });
    this.alarmTopic = props.alarmTopic ?? this.createAlarmTopic(`${props.displayName} alarms`);
    this.subscribe(this.topic, props.emails);
    this.subscribe(this.alarmTopic, props.alarmEmails);
    this.secrets = Object.fromEntries(
      SECRET_NAMES.flatMap((name) => {
        const { id, holds } = SECRETS[name].secret;
        const secret = this.secret(id, props[name], `${props.monitorName}: ${holds}`);
        return secret === undefined ? [] : [[name, secret]];
      }),
    );
    if (props.chat !== undefined)
      this.chat = new Chat(this, 'Chat', {
        ...props.chat,
        monitorName: props.monitorName,
        displayName: props.displayName,
        alarmTopic: this.alarmTopic,
        encryptionKey: props.encryptionKey,
      });
  }

  get slackSecret(): ISecret | undefined {
    return this.secrets.slack;
  }

  get webhookSecret(): ISecret | undefined {
    return this.secrets.webhook;
  }

  get heartbeatSecret(): ISecret | undefined {
    return this.secrets.heartbeat;
  }

  /** What the notifier must know: where each channel's topic or secret is. */
  environment(): Record<string, string> {
    const topics: Readonly<Record<TopicChannelName, ITopic | undefined>> = {
      sns: this.topic,
      'amazon-q': this.chat?.topic,
    };
    return Object.fromEntries(
      CHANNEL_NAMES.flatMap((name) => {
        const place = isTopicChannel(name)
          ? { variable: CHANNELS[name].topic.variable, arn: topics[name]?.topicArn }
          : { variable: CHANNELS[name].secret.variable, arn: this.secrets[name]?.secretArn };
        return place.arn === undefined ? [] : [[place.variable, place.arn]];
      }),
    );
  }

  /** What the notifier must be allowed to. */
  grantTell(grantee: IGrantable): void {
    // The SNS key of the account needs no grant. A topic that was passed in may have another one, and knows it.
    this.props.topic?.grantPublish(grantee);
    const own = [
      ...(this.props.topic === undefined ? [this.topic] : []),
      ...(this.chat === undefined ? [] : [this.chat.topic]),
    ];
    if (own.length > 0) {
      grantMessages(grantee, this.props.encryptionKey);
      Grant.addToPrincipal({ grantee, actions: ['sns:Publish'], resourceArns: own.map((topic) => topic.topicArn) });
    }
    for (const name of CHANNEL_NAMES) if (!isTopicChannel(name)) this.secrets[name]?.grantRead(grantee);
  }

  /** Without a key of yours, it has none: CloudWatch may not use the account's SNS key, and an alarm says nothing secret. */
  private createAlarmTopic(displayName: string): Topic {
    const { encryptionKey } = this.props;
    const topic = new Topic(this, 'AlarmTopic', {
      displayName,
      enforceSSL: true,
      ...(encryptionKey !== undefined && { masterKey: encryptionKey }),
    });
    const stack = Stack.of(this);
    const alarms = stack.formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    // The policy that enforces TLS takes the place of SNS's default one, by which the alarms of the account may publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': alarms } },
      }),
    );
    return topic;
  }

  private subscribe(topic: ITopic, emails: readonly string[]): void {
    // What repeats an alert for filter policies by domain is not for people.
    const filterPolicy = { part: SubscriptionFilter.notExistsFilter() };
    for (const email of emails)
      topic.addSubscription(new EmailSubscription(email, topic === this.topic ? { filterPolicy } : {}));
    if (emails.length > 0) this.subscriptions.push({ topicArn: topic.topicArn, emails });
  }

  /** A new one is made with a random text; until a URL is put in, the notifier says that it is missing. */
  private secret(id: string, wanted: true | ISecret | undefined, description: string): ISecret | undefined {
    if (wanted !== true) return wanted;
    const { encryptionKey } = this.props;
    const secret = new Secret(this, id, { description, ...(encryptionKey !== undefined && { encryptionKey }) });
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      'The receiver gives a webhook its URL, and nothing but a person can change it there.',
    );
    return secret as ISecret;
  }
}
