import { Duration } from 'aws-cdk-lib';
import type { Alarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRICS } from '../../contract/metrics';
import type { ScheduleName } from '../../contract/schedule';
import { SELF_CHECK_EVERY } from '../self-check';
import { watchMetric } from './metrics';
import type { Watched } from './watched';
import type { Rule } from './alarm';
import { createAlarm } from './alarm';
import { checkNames, tuned } from './tuning';

const FIVE_MINUTES = Duration.minutes(5);

/** The alarms about the monitor itself; each names its entry in the runbook. */
export class Alarms extends Construct {
  /** Those that are made. */
  readonly byName = new Map<string, Alarm>();
  /** Also those that are not. */
  private readonly names: string[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly watched: Watched,
  ) {
    super(scope, id);
    for (const { name, every } of watched.schedules) this.scheduleAlarms(name, every);
    for (const [name, worker] of Object.entries(watched.workers)) {
      this.add(`${name}Waiting`, {
        entry: 'waiting-targets',
        metric: worker.queue.queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES, statistic: 'max' }),
        above: Math.max(
          3600,
          Math.round(
            (watched.schedules.find((schedule) => schedule.name === worker.schedule)?.every.toSeconds() ?? 0) / 2,
          ),
        ),
        detail: worker.queue.deadLetters.what,
      });
    }
    for (const [name, queue] of Object.entries(watched.deadLetters)) {
      this.add(`${name}DeadLetters`, {
        entry: 'dead-letters',
        metric: queue.queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: 'max' }),
        above: 0,
        detail: queue.what,
      });
    }
    for (const [name, handler] of Object.entries(watched.functions)) {
      // The notifier reports a channel that is down as an error of its own, by the minute: it has an alarm below.
      if (name !== 'Notify')
        this.add(`${name}Errors`, {
          entry: 'function-errors',
          metric: handler.function.metricErrors({ period: FIVE_MINUTES }),
          above: 0,
          detail: name,
        });
      this.add(`${name}Throttles`, {
        entry: 'function-throttles',
        metric: handler.function.metricThrottles({ period: FIVE_MINUTES }),
        above: 10,
        periods: 2,
        detail: name,
        // A throttled worker shows in its queue, a throttled dispatcher in its runs. Nothing else shows a throttled notifier.
        isOptional: name !== 'Notify',
      });
    }
    const { publish, notify } = { publish: watched.functions.Publish, notify: watched.functions.Notify };
    this.add('StreamLag', {
      entry: 'stream-lag',
      metric: publish.function.metric('IteratorAge', { period: FIVE_MINUTES, statistic: 'max' }),
      above: 10 * 60_000,
    });
    // Three periods: a channel that answers "later" once or twice is no fault. Each has a turn of the notifier in it.
    const turns = Duration.minutes(Math.max(FIVE_MINUTES.toMinutes(), watched.deliverEvery.toMinutes()));
    this.add('NotifierErrors', {
      entry: 'notification-failures',
      metric: notify.function.metricErrors({ period: turns }),
      above: 0,
      periods: 3,
      detail: 'the notifier fails',
    });
    this.add('ChannelsBehind', {
      entry: 'notification-failures',
      metric: this.own(METRICS.channelsBehind, 'max', turns),
      above: 0,
      periods: 3,
      detail: 'a channel does not accept its alerts',
    });
    this.add('SnsFailed', {
      entry: 'notification-failures',
      metric: watched.alertTopic.metricNumberOfNotificationsFailed({ period: FIVE_MINUTES }),
      above: 0,
      detail: 'SNS could not deliver',
    });
    if (watched.hasAgents)
      this.add('AgentsSilent', {
        entry: 'agent-silent',
        metric: this.own(METRICS.agentsSilent, 'max', SELF_CHECK_EVERY),
        above: 0,
        periods: 2,
        mustReport: true,
      });
    this.add('UnreadableItems', {
      entry: 'unreadable-items',
      metric: this.own(METRICS.itemsUnreadable, 'max', SELF_CHECK_EVERY),
      above: 0,
    });
    if (watched.hasSubscriptions)
      this.add('DeadSubscriptions', {
        entry: 'dead-subscription',
        metric: this.own(METRICS.deadSubscriptions, 'max', Duration.hours(1)),
        above: 0,
        periods: 24,
      });
    checkNames(watched.alarms, this.names);
  }

  private scheduleAlarms(schedule: ScheduleName, every: Duration): void {
    const prefix = schedule === 'domains' ? 'Domains' : 'MxHosts';
    const self = (name: (typeof METRICS)[keyof typeof METRICS]) => this.own(name, 'max', SELF_CHECK_EVERY, schedule);
    // The age counts from a run's begin, and one that finishes as the next begins is just in time.
    this.add(`${prefix}NoCompletedRun`, {
      entry: 'no-completed-run',
      metric: self(METRICS.oldestUnchecked),
      above: 2 * every.toSeconds(),
      periods: 2,
      detail: schedule,
      mustReport: true,
    });
    this.add(`${prefix}RunNotFinished`, {
      entry: 'run-not-finished',
      metric: self(METRICS.runsUnfinished),
      above: 0,
      periods: 2,
      detail: schedule,
    });
    this.add(`${prefix}Coverage`, {
      entry: 'coverage',
      metric: self(METRICS.unknownShare),
      above: this.watched.unknownSharePercent,
      periods: 2,
      detail: schedule,
    });
  }

  private own(
    name: (typeof METRICS)[keyof typeof METRICS],
    statistic: string,
    period: Duration,
    schedule?: ScheduleName,
  ): IMetric {
    return watchMetric(this.watched.monitorName, name, { statistic, period, schedule });
  }

  private add(name: string, rule: Rule): void {
    this.names.push(name);
    const options = tuned(this.watched.alarms, name, rule.isOptional !== true);
    if (options !== undefined) this.byName.set(name, createAlarm(this, name, rule, this.watched, options));
  }
}
