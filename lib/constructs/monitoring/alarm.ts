import { Stack } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { RunbookEntry } from './runbook';
import { alarmDescription } from './runbook';
import type { AlarmOptions, AlarmTuning } from './tuning';

export interface Rule {
  readonly entry: RunbookEntry;
  readonly metric: IMetric;
  /** The alarm rings above this. */
  readonly above: number;
  /** Periods in a row; 1 if not given. */
  readonly periods?: number;
  /** What is meant, where one entry has several alarms. */
  readonly detail?: string;
  /** A missing value is a fault too. */
  readonly mustReport?: boolean;
  /** Made only where it is asked for: other alarms ring for what it shows. */
  readonly isOptional?: boolean;
}

/** Where alarms ring, and what they link to. */
export interface AlarmPlace {
  readonly alarmTopic: ITopic;
  /** Not set: alarms link to nothing. */
  readonly runbookUrl?: string;
  /** Which alarms are wanted. */
  readonly alarms?: AlarmTuning;
}

/** An alarm that rings at the topic, says there when it is over, and has its steps in its description. */
export function createAlarm(
  scope: Construct,
  id: string,
  rule: Rule,
  { alarmTopic, runbookUrl }: AlarmPlace,
  { threshold, evaluationPeriods }: AlarmOptions = {},
): Alarm {
  const alarm = new Alarm(scope, id, {
    metric: rule.metric,
    threshold: threshold ?? rule.above,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: evaluationPeriods ?? rule.periods ?? 1,
    treatMissingData: rule.mustReport === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    alarmDescription: alarmDescription(rule.entry, Stack.of(scope).stackName, runbookUrl, rule.detail),
  });
  const action = new SnsAction(alarmTopic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}
