import type { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { MetricName } from '../../contract/metrics';
import { METRICS, verdictMetric } from '../../contract/metrics';
import type { ScheduleName } from '../../contract/schedule';
import type { VerdictName } from '../../core/model';
import { SELF_CHECK_EVERY } from '../self-check';
import { watchMetric } from '../monitoring';

/** The metrics and alarms of a monitor, for dashboards and alarms of your own. */
export abstract class Measured extends Construct {
  /** The monitor's name: a dimension of its metrics. */
  abstract readonly monitorName: string;
  /** The alarms that are made, by name. */
  protected abstract readonly alarmsByName: ReadonlyMap<string, Alarm>;

  /** All alarms, about the monitor itself. */
  get alarms(): readonly Alarm[] {
    return [...this.alarmsByName.values()];
  }

  /**
   * One alarm, such as `DomainsNoCompletedRun` or `StreamLag`; docs/deploy.md names all.
   * @throws Error when there is none of that name
   */
  alarm(name: string): Alarm {
    const alarm = this.alarmsByName.get(name);
    if (alarm === undefined)
      throw new Error(`There is no alarm ${name} here. Use one of these: ${[...this.alarmsByName.keys()].join(', ')}.`);
    return alarm;
  }

  /** A metric by its name, about one schedule or about the monitor as a whole; its highest value by default. */
  metric(name: MetricName | `Domains-${VerdictName}`, options?: MetricOptions, schedule?: ScheduleName): Metric {
    return watchMetric(this.monitorName, name, { statistic: 'max', period: SELF_CHECK_EVERY, schedule }).with(
      options ?? {},
    );
  }

  /** Seconds since the last finished run of a schedule began. */
  metricOldestUnchecked(schedule: ScheduleName, options?: MetricOptions): Metric {
    return this.metric(METRICS.oldestUnchecked, options, schedule);
  }

  /** Percentage of the last run's targets with something that could not be checked. */
  metricUnknownShare(schedule: ScheduleName, options?: MetricOptions): Metric {
    return this.metric(METRICS.unknownShare, options, schedule);
  }

  /** Runs that should have finished and did not; no value without any. */
  metricRunsUnfinished(schedule: ScheduleName, options?: MetricOptions): Metric {
    return this.metric(METRICS.runsUnfinished, options, schedule);
  }

  /** Channels that did not take what waits for them; no value without any. */
  metricChannelsBehind(options?: MetricOptions): Metric {
    return this.metric(METRICS.channelsBehind, options);
  }

  /** Open alerts. */
  metricAlertsOpen(options?: MetricOptions): Metric {
    return this.metric(METRICS.alertsOpen, options);
  }

  /** Open alerts about an expiry. Only with `metrics: 'all'`. */
  metricAlertsExpiring(options?: MetricOptions): Metric {
    return this.metric(METRICS.alertsExpiring, options);
  }

  /** Watched domains with a verdict. Only with `metrics: 'all'`. */
  metricDomains(verdict: VerdictName, options?: MetricOptions): Metric {
    return this.metric(verdictMetric(verdict), options);
  }

  /** Seconds that a finished run took. Only with `metrics: 'all'`. */
  metricRunDuration(schedule: ScheduleName, options?: MetricOptions): Metric {
    return this.metric(METRICS.runDuration, options, schedule);
  }

  /** Targets that a finished run checked. Only with `metrics: 'all'`. */
  metricTargetsDone(schedule: ScheduleName, options?: MetricOptions): Metric {
    return this.metric(METRICS.targetsDone, { statistic: 'sum', ...options }, schedule);
  }
}
