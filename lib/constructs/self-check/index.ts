import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { HEARTBEAT } from '../../config/channels';
import { ENVIRONMENT } from '../../contract/environment';
import type { ExpectedSubscriptions } from '../../contract/subscriptions';
import type { Alerting } from '../alerting';
import type { HandlerContext } from '../handler-function';
import { HandlerFunction } from '../handler-function';
import { RecurringInvocation } from '../recurring-invocation';
import type { Storage } from '../storage';
import type { DeadLetterQueue } from '../work-queue';

export interface SelfCheckProps {
  readonly context: HandlerContext;
  readonly storage: Storage;
  readonly alerting: Alerting;
  readonly deadLetters: DeadLetterQueue;
}

/** Between two self-checks. The alarms that read its metrics count a missing value as a fault. */
export const SELF_CHECK_EVERY = Duration.minutes(15);

/** Looks at the monitor itself: runs that did not finish, targets left unchecked, subscriptions that nobody confirmed. */
export class SelfCheck extends Construct {
  readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, props: SelfCheckProps) {
    super(scope, id);
    const expected: readonly ExpectedSubscriptions[] = props.alerting.subscriptions;
    const { heartbeat } = props.alerting.secrets;
    this.handler = new HandlerFunction(this, 'Handler', {
      context: props.context,
      handler: 'self-check',
      description: 'Looks at the monitor itself: runs, coverage, subscriptions; keeps open alerts up to date',
      timeout: Duration.minutes(10),
      memorySize: 256,
      environment: {
        [ENVIRONMENT.table]: props.storage.table.tableName,
        ...(heartbeat !== undefined && { [HEARTBEAT.secret.variable]: heartbeat.secretArn }),
        ...(expected.length > 0 && { [ENVIRONMENT.subscriptions]: Stack.of(this).toJsonString(expected) }),
      },
    });
    props.storage.grantReadWrite(this.handler.role);
    heartbeat?.grantRead(this.handler.role);
    if (expected.length > 0)
      this.handler.role.addToPolicy(
        new PolicyStatement({
          actions: ['sns:ListSubscriptionsByTopic'],
          resources: expected.map(({ topicArn }) => topicArn),
        }),
      );
    this.handler.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(5) });
    new RecurringInvocation(this, 'Recurring', {
      handler: this.handler,
      every: SELF_CHECK_EVERY,
      description: 'The self-check of the monitor',
      deadLetters: props.deadLetters,
    });
  }
}
