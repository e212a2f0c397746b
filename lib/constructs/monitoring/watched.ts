import type { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { AlarmPlace } from './alarm';
import type { MetricsLevel } from '../../contract/metrics';
import type { ScheduleName } from '../../contract/schedule';
import type { HandlerFunction } from '../handler-function';
import type { DeadLetterQueue, WorkQueue } from '../work-queue';

/** What alarms and dashboard look at; the keys become parts of logical ids. */
export interface Watched extends AlarmPlace {
  readonly monitorName: string;
  readonly alertTopic: ITopic;
  readonly table: ITableV2;
  readonly schedules: readonly { readonly name: ScheduleName; readonly every: Duration }[];
  readonly workers: Readonly<Record<string, { readonly queue: WorkQueue; readonly schedule: ScheduleName }>>;
  readonly deadLetters: Readonly<Record<string, DeadLetterQueue>>;
  readonly functions: Readonly<Record<string, HandlerFunction>> & {
    readonly Publish: HandlerFunction;
    readonly Notify: HandlerFunction;
  };
  /** Between two turns of the notifier. */
  readonly deliverEvery: Duration;
  readonly hasAgents: boolean;
  readonly hasSubscriptions: boolean;
  /** The coverage alarm rings above this share of unknown. */
  readonly unknownSharePercent: number;
  /** Which metrics the handlers emit. */
  readonly metrics: MetricsLevel;
}
