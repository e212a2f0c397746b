import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import { ENVIRONMENT } from '../../lib/contract/environment';
import { DIMENSIONS, METRICS, METRIC_NAMESPACE, isEmitted } from '../../lib/contract/metrics';
import type { MetricName } from '../../lib/contract/metrics';
import { scheduleOfRun } from '../../lib/contract/schedule';
import type { ScheduleName } from '../../lib/contract/schedule';
import type { RunRecord } from '../../lib/core/model';
import { environment } from './deployment';
import { logger } from './log';

type Unit = 'Count' | 'Seconds' | 'Percent';
type Values = Readonly<Partial<Record<MetricName | `Domains-${string}`, number | readonly [number, Unit]>>>;

/** Emits metrics of one moment in CloudWatch's embedded format: about one schedule, or about the monitor as a whole. */
export function emit(values: Values, schedule?: ScheduleName): void {
  const level = process.env[ENVIRONMENT.metrics] === 'all' ? 'all' : 'few';
  const emitted = Object.entries(values).filter(([name]) => isEmitted(name, level));
  if (emitted.length === 0) return;
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: environment(ENVIRONMENT.monitor) });
  if (schedule !== undefined) metrics.addDimension(DIMENSIONS.schedule, schedule);
  for (const [name, value] of emitted) {
    const [number, unit] = typeof value === 'object' ? value : [value ?? 0, 'Count' as const];
    metrics.addMetric(name, MetricUnit[unit], number);
  }
  metrics.publishStoredMetrics();
}

/** Says once that a run is finished, in the log and in the metrics. */
export function emitRun(run: RunRecord): void {
  const seconds = ((run.finishedAt ?? run.startedAt) - run.startedAt) / 1000;
  const { id, planned, done, unknown, failed } = run;
  logger.info('run finished', { run: id, seconds, planned, done, unknown, failed });
  emit({ [METRICS.targetsDone]: run.done, [METRICS.runDuration]: [seconds, 'Seconds'] }, scheduleOfRun(run.id));
}
