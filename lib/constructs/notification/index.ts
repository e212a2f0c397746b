import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contract/environment';
import { INDEXES, OUTBOX_PARTITION } from '../../contract/table';
import { acknowledge } from '../acknowledge';
import type { Alerting } from '../alerting';
import type { HandlerContext } from '../handler-function';
import { HandlerFunction } from '../handler-function';
import { RecurringInvocation } from '../recurring-invocation';
import type { Storage } from '../storage';
import { DeadLetterQueue } from '../work-queue';

export interface NotificationProps {
  readonly context: HandlerContext;
  readonly storage: Storage;
  readonly alerting: Alerting;
  /** Between two looks for what is to be told. */
  readonly deliverEvery: Duration;
}

/**
 * From a transition to a message. `publish` reads the table's stream, writes the events into the history and works out
 * the alerts. `notify` tells what waits, in one message for each channel: by the minute, so that a run's alerts are
 * grouped and SNS's ten messages a second are never in sight.
 */
export class Notification extends Construct {
  readonly publish: HandlerFunction;
  readonly notify: HandlerFunction;
  /** Stream records that could not be published; the states that they point to keep their events. */
  readonly streamDeadLetters: DeadLetterQueue;
  /** Events of the schedules of the notifier and the self-check that could not be delivered. */
  readonly scheduleDeadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: NotificationProps) {
    super(scope, id);
    const { context, storage, alerting } = props;
    const table = { [ENVIRONMENT.table]: storage.table.tableName };

    this.streamDeadLetters = new DeadLetterQueue(this, 'StreamDeadLetters', {
      what: 'transitions that could not be published',
      encryptionKey: context.encryptionKey,
    });
    this.publish = new HandlerFunction(this, 'Publish', {
      context,
      handler: 'publish',
      description: 'Turns transitions into history and alerts',
      // A fault of an MX host that many domains share is carried to each of them.
      timeout: Duration.minutes(10),
      memorySize: 512,
      environment: table,
    });
    storage.grantReadWrite(this.publish.role);
    this.publish.function.addEventSource(
      new DynamoEventSource(storage.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        maxBatchingWindow: Duration.seconds(1),
        retryAttempts: 5,
        maxRecordAge: Duration.hours(6),
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        onFailure: new SqsDlq(this.streamDeadLetters.queue),
        filters: [
          FilterCriteria.filter({
            dynamodb: {
              NewImage: { [INDEXES.work.partition]: { S: FilterRule.isEqual(OUTBOX_PARTITION) as string[] } },
            },
          }),
        ],
      }),
    );
    acknowledge(
      this.publish.role,
      'AwsSolutions-IAM5[Resource::*]',
      'dynamodb:ListStreams, which an event source mapping needs, knows no resources.',
    );

    this.scheduleDeadLetters = new DeadLetterQueue(this, 'ScheduleDeadLetters', {
      what: 'events for the notifier and the self-check that could not be delivered',
      encryptionKey: context.encryptionKey,
    });
    this.notify = new HandlerFunction(this, 'Notify', {
      context,
      handler: 'notify',
      description: 'Tells people what waits to be told',
      timeout: Duration.minutes(5),
      memorySize: 256,
      environment: { ...table, ...alerting.environment() },
    });
    storage.grantReadWrite(this.notify.role);
    alerting.grantTell(this.notify.role);
    // The next minute's event comes anyway.
    this.notify.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new RecurringInvocation(this, 'Deliver', {
      handler: this.notify,
      every: props.deliverEvery,
      description: 'Tells what waits to be told',
      deadLetters: this.scheduleDeadLetters,
    });
  }
}
