import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { DIMENSIONS, METRIC_NAMESPACE } from '../../contract/metrics';
import type { ScheduleName } from '../../contract/schedule';

/** A metric that a handler emits. */
export function watchMetric(
  monitorName: string,
  metricName: string,
  {
    statistic,
    period,
    schedule,
  }: { readonly statistic: string; readonly period: Duration; readonly schedule?: ScheduleName | undefined },
): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: {
      [DIMENSIONS.monitor]: monitorName,
      ...(schedule !== undefined && { [DIMENSIONS.schedule]: schedule }),
    },
    statistic,
    period,
  });
}
