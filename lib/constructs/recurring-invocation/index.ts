import { Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { grantMessages } from '../encryption';
import type { HandlerFunction } from '../handler-function';
import type { DeadLetterQueue } from '../work-queue';

export interface RecurringInvocationProps {
  readonly handler: HandlerFunction;
  /** Whole minutes. */
  readonly every: Duration;
  readonly description: string;
  /** @default - an empty object */
  readonly input?: ScheduleTargetInput;
  readonly deadLetters: DeadLetterQueue;
}

/** A schedule of EventBridge Scheduler that invokes a function. */
export class RecurringInvocation extends Construct {
  readonly schedule: Schedule;

  constructor(scope: Construct, id: string, props: RecurringInvocationProps) {
    super(scope, id);
    // The condition keeps schedules of other accounts from using the role.
    const scheduler = new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
    const role = new Role(this, 'Role', { assumedBy: scheduler, description: props.description });
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['lambda:InvokeFunction'],
        resources: [props.handler.function.functionArn],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['sqs:SendMessage'],
        resources: [props.deadLetters.queue.queueArn],
      }),
    );
    grantMessages(role, props.deadLetters.queue.encryptionMasterKey);
    this.schedule = new Schedule(this, 'Schedule', {
      description: props.description,
      schedule: ScheduleExpression.rate(props.every),
      target: new LambdaInvoke(props.handler.function, {
        // Its own policy above is all: the target would add every version of the function.
        role: role.withoutPolicyUpdates(),
        ...(props.input !== undefined && { input: props.input }),
        maxEventAge: Duration.hours(1),
        retryAttempts: 10,
        deadLetterQueue: props.deadLetters.queue,
      }),
    });
    // Without the policy the first event would fail.
    this.schedule.node.addDependency(role);
  }
}
