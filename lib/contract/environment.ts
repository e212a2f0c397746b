/** Environment variables that a construct sets and a handler reads. */
export const ENVIRONMENT = {
  /** Name of the table. */
  table: 'MTA_STS_WATCH_TABLE',
  /** Name of the stack as people know it; a dimension of the metrics. */
  monitor: 'MTA_STS_WATCH_MONITOR',
  /** Which metrics are emitted; not set for few. */
  metrics: 'MTA_STS_WATCH_METRICS',
  domainQueueUrl: 'MTA_STS_WATCH_DOMAIN_QUEUE_URL',
  mxHostQueueUrl: 'MTA_STS_WATCH_MX_HOST_QUEUE_URL',
  /** Where agents send what they saw; not set without them. */
  resultQueueUrl: 'MTA_STS_WATCH_RESULT_QUEUE_URL',
  alertTopicArn: 'MTA_STS_WATCH_ALERT_TOPIC_ARN',
  /** Topic that Amazon Q Developer in chat applications reads; not set without it. */
  chatTopicArn: 'MTA_STS_WATCH_CHAT_TOPIC_ARN',
  /** ARN of the secret that holds the URL of the Slack webhook; not set without it. */
  slackSecretArn: 'MTA_STS_WATCH_SLACK_SECRET_ARN',
  /** ARN of the secret that holds a webhook's URL and signing secret as JSON; not set without it. */
  webhookSecretArn: 'MTA_STS_WATCH_WEBHOOK_SECRET_ARN',
  /** ARN of the secret that holds the URL of the heartbeat; not set without it. */
  heartbeatSecretArn: 'MTA_STS_WATCH_HEARTBEAT_SECRET_ARN',
  /** The e-mail subscriptions that must be alive, as JSON. */
  subscriptions: 'MTA_STS_WATCH_SUBSCRIPTIONS',
  /** Who may do what at the hosted dashboard, as JSON. */
  access: 'MTA_STS_WATCH_ACCESS',
  /** What CloudFront says in its header to the hosted dashboard's API; not set without a web ACL. */
  originSecret: 'MTA_STS_WATCH_ORIGIN_SECRET',
} as const;

export type EnvironmentName = (typeof ENVIRONMENT)[keyof typeof ENVIRONMENT];
