import { Duration } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { ContextAttribute, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { ASSETS } from '../../contract/assets';
import { ENVIRONMENT } from '../../contract/environment';
import type { ScheduleName } from '../../contract/schedule';
import type { CheckWorker } from '../check-worker';
import type { HandlerContext } from '../handler-function';
import { HandlerFunction } from '../handler-function';
import { RecurringInvocation } from '../recurring-invocation';
import type { Storage } from '../storage';
import { DeadLetterQueue } from '../work-queue';

export { noteDomains } from './last-list';

export interface DispatchProps {
  readonly context: HandlerContext;
  readonly storage: Storage;
  readonly domains: readonly string[];
  readonly domainWorker: CheckWorker;
  /** The way to those who look at MX hosts. */
  readonly mxHostWorker: Pick<CheckWorker, 'queue'>;
}

/** The schedules, and the function that turns one of their events into a run: parts of it on a queue. */
export class Dispatch extends Construct {
  readonly handler: HandlerFunction;
  /** Schedule events that could not be carried out. */
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: DispatchProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      what: 'runs that could not be started',
      encryptionKey: props.context.encryptionKey,
    });
    this.handler = new HandlerFunction(this, 'Handler', {
      context: props.context,
      handler: 'dispatch',
      description: 'Starts a run: sends its targets to the queues',
      timeout: Duration.minutes(5),
      memorySize: 512,
      files: { [ASSETS.domains]: JSON.stringify(props.domains) },
      environment: {
        [ENVIRONMENT.table]: props.storage.table.tableName,
        [ENVIRONMENT.domainQueueUrl]: props.domainWorker.queue.queue.queueUrl,
        [ENVIRONMENT.mxHostQueueUrl]: props.mxHostWorker.queue.queue.queueUrl,
      },
    });
    props.storage.grantReadWrite(this.handler.role);
    props.domainWorker.queue.grantSend(this.handler.role);
    props.mxHostWorker.queue.grantSend(this.handler.role);
    // A schedule invokes asynchronously: Lambda itself retries what fails, and hands over what keeps failing.
    this.handler.function.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      onFailure: new SqsDestination(this.deadLetters.queue),
    });
    const { schedule } = props.context.settings;
    this.schedule('domains', schedule.domains);
    this.schedule('mx-hosts', schedule.mxHosts);
  }

  /** Starting runs by hand. */
  grantRun(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.handler.function.functionArn],
    });
  }

  private schedule(name: ScheduleName, everyMs: number): void {
    new RecurringInvocation(this, name === 'domains' ? 'Domains' : 'MxHosts', {
      handler: this.handler,
      every: Duration.millis(everyMs),
      description: `Looks at the ${name === 'domains' ? 'domains' : 'MX hosts'}`,
      input: ScheduleTargetInput.fromObject({ schedule: name, time: ContextAttribute.scheduledTime }),
      deadLetters: this.deadLetters,
    });
  }
}
