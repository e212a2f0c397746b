import { LoggingLevel, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Alias } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';

/** A Slack channel that Amazon Q Developer in chat applications writes to. */
export interface ChatProps {
  /** Of the workspace that was authorised in the console of Amazon Q Developer in chat applications, such as `T0123ABCD`. */
  readonly slackWorkspaceId: string;
  /** Such as `C0123ABCD`. */
  readonly slackChannelId: string;
}

interface WiredChatProps extends ChatProps {
  readonly monitorName: string;
  readonly displayName: string;
  readonly alarmTopic: ITopic;
  readonly encryptionKey?: IKey | undefined;
}

/**
 * Amazon Q Developer in chat applications (formerly AWS Chatbot). It shows messages of its own schema alone, so it has
 * a topic of its own; alarms it reads as they are.
 */
export class Chat extends Construct {
  readonly topic: Topic;
  readonly channel: SlackChannelConfiguration;

  constructor(scope: Construct, id: string, props: WiredChatProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      displayName: props.displayName,
      enforceSSL: true,
      masterKey: props.encryptionKey ?? Alias.fromAliasName(this, 'SnsKey', 'alias/aws/sns'),
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('chatbot.amazonaws.com'),
      description: 'What people may do from the Slack channel: read alarms',
    });
    const readAlarms = new PolicyStatement({
      effect: Effect.ALLOW,
      actions: [
        'cloudwatch:DescribeAlarms',
        'cloudwatch:DescribeAlarmHistory',
        'cloudwatch:GetMetricData',
        'cloudwatch:GetMetricWidgetImage',
      ],
      resources: ['*'],
    });
    role.addToPolicy(readAlarms);
    // Without a guardrail of its own the channel gets AdministratorAccess as its upper bound.
    const guardrail = new ManagedPolicy(this, 'Guardrail', {
      description: 'The most that anybody may do from the Slack channel',
      statements: [readAlarms],
    });
    this.channel = new SlackChannelConfiguration(this, 'Channel', {
      slackChannelConfigurationName: `${props.monitorName}-${props.slackChannelId}`,
      slackWorkspaceId: props.slackWorkspaceId,
      slackChannelId: props.slackChannelId,
      notificationTopics: [this.topic, props.alarmTopic],
      guardrailPolicies: [guardrail],
      role,
      loggingLevel: LoggingLevel.ERROR,
    });
    for (const construct of [role, guardrail]) {
      acknowledge(
        construct,
        'AwsSolutions-IAM5[Resource::*]',
        'Reading metrics knows no resources, and a channel shows the graph of any alarm sent to it.',
      );
    }
  }
}
