import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contract/environment';
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
    const watched = props.alerting.topicsWithEmail.map((topic) => topic.topicArn);
    this.handler = new HandlerFunction(this, 'Handler', {
      context: props.context,
      handler: 'self-check',
      description: 'Looks at the monitor itself: runs, coverage, subscriptions',
      timeout: Duration.minutes(2),
      memorySize: 256,
      environment: {
        [ENVIRONMENT.table]: props.storage.table.tableName,
        ...(watched.length > 0 && { [ENVIRONMENT.watchedTopicArns]: watched.join(',') }),
      },
    });
    props.storage.grantReadWrite(this.handler.role);
    if (watched.length > 0) this.handler.role.addToPolicy(new PolicyStatement({ actions: ['sns:ListSubscriptionsByTopic'], resources: watched }));
    this.handler.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(5) });
    new RecurringInvocation(this, 'Recurring', { handler: this.handler, every: SELF_CHECK_EVERY, description: 'The self-check of the monitor', deadLetters: props.deadLetters });
  }
}
