import type { ChannelVariable } from '../config/channels';

/** Environment variables that a construct sets and a handler reads. Those of channels are in lib/config/channels.ts. */
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
  /** The e-mail subscriptions that must be alive, as JSON. */
  subscriptions: 'MTA_STS_WATCH_SUBSCRIPTIONS',
  /** Who may do what at the hosted dashboard, as JSON. */
  access: 'MTA_STS_WATCH_ACCESS',
  /** What CloudFront says in its header to the hosted dashboard's API; not set without a web ACL. */
  originSecret: 'MTA_STS_WATCH_ORIGIN_SECRET',
} as const;

export type EnvironmentName = (typeof ENVIRONMENT)[keyof typeof ENVIRONMENT] | ChannelVariable;
