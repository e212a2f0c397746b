/** Names of the CloudWatch metrics that handlers emit, and alarms and the dashboard read. */
export const METRIC_NAMESPACE = 'MtaStsWatch';

/** The dimensions: the monitor's name always (Powertools calls it the service), the schedule where a metric is about one. Never a domain's. */
export const DIMENSIONS = { monitor: 'service', schedule: 'schedule' } as const;

/** A metric costs what ten thousand looks cost, for each hour in which it has a value: few, and those that count faults only when there are some. */
export const METRICS = {
  /** By schedule, once a finished run: its targets, and how long it took; the number of values is the number of runs. */
  targetsDone: 'TargetsDone',
  runDuration: 'RunDuration',
  /** By schedule, from the self-check: percent of the last finished run's targets with something unknown. */
  unknownShare: 'UnknownShare',
  /** By schedule, from the self-check: seconds since the last finished run began, so no target was left unchecked for longer. */
  oldestUnchecked: 'OldestUnchecked',
  /** By schedule, from the self-check, when there are any: runs that should have finished and did not. */
  runsUnfinished: 'RunsUnfinished',
  /** By schedule, from the dispatcher, when there are any: runs that were not performed, because another one was open or later. */
  runsSkipped: 'RunsSkipped',
  /** From the self-check, when there are any: e-mail subscriptions of the topics that are not confirmed, or are gone. */
  deadSubscriptions: 'DeadSubscriptions',
  /** From the self-check, when there are any: stored items that cannot be read and are left out. */
  itemsUnreadable: 'ItemsUnreadable',
  /** From the self-check: open alerts, and those of them that announce an expiry. */
  alertsOpen: 'AlertsOpen',
  alertsExpiring: 'AlertsExpiring',
  /** From the self-check, with agents: how many are heard, and how many are not; one where none was ever heard. */
  agentsHeard: 'AgentsHeard',
  agentsSilent: 'AgentsSilent',
  /** From the notifier, when there are any: alerts that channels took, and channels that did not take what waits for them. */
  alertsTold: 'AlertsTold',
  channelsBehind: 'ChannelsBehind',
} as const;
export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** The metric, one a verdict, of how many watched domains have it: `Domains-protected`. */
export const verdictMetric = <V extends string>(verdict: V): `Domains-${V}` => `Domains-${verdict}`;

/** `few`: what alarms and the number of open alerts need. `all`: also verdicts, runs, expiries and deliveries. */
export const METRICS_LEVELS = ['few', 'all'] as const;
export type MetricsLevel = (typeof METRICS_LEVELS)[number];

const ONLY_WITH_ALL: ReadonlySet<string> = new Set([
  METRICS.targetsDone,
  METRICS.runDuration,
  METRICS.alertsExpiring,
  METRICS.alertsTold,
  METRICS.agentsHeard,
]);

/** Whether a metric is emitted at this level: each costs money in every hour in which it has a value. */
export const isEmitted = (name: string, level: MetricsLevel): boolean =>
  level === 'all' || !(ONLY_WITH_ALL.has(name) || name.startsWith(verdictMetric('')));
