import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { TargetType } from '../../core/model';
import { ENVIRONMENT } from '../../contract/environment';
import type { HandlerContext, HandlerFunctionProps } from '../handler-function';
import { HandlerFunction } from '../handler-function';
import { twoIntervals, WorkQueue } from '../work-queue';
import type { Storage } from '../storage';
import { workBudget } from './budget';

export interface CheckWorkerProps {
  readonly context: HandlerContext;
  readonly type: TargetType;
  readonly storage: Storage;
  /** Invocations at the same time, from 2. */
  readonly maxConcurrency: number;
  /** @default - not in a VPC */
  readonly network?: HandlerFunctionProps['network'];
}

/** A queue of parts of runs, and the function that looks at their targets. */
export class CheckWorker extends Construct {
  readonly queue: WorkQueue;
  readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, props: CheckWorkerProps) {
    super(scope, id);
    const { batchSize, timeout } = workBudget(props.type, props.context.settings.check);
    this.queue = new WorkQueue(this, 'Queue', {
      consumerTimeout: timeout,
      retentionPeriod: twoIntervals(
        Duration.millis(
          props.type === 'domain' ? props.context.settings.schedule.domains : props.context.settings.schedule.mxHosts,
        ),
      ),
      encryptionKey: props.context.encryptionKey,
      what: props.type === 'domain' ? 'domains to look at' : 'MX hosts to look at',
    });
    this.handler = new HandlerFunction(this, 'Handler', {
      context: props.context,
      handler: props.type === 'domain' ? 'check-domain' : 'check-mx',
      description:
        props.type === 'domain'
          ? 'Looks at policy domains: records, policy, policy host'
          : 'Looks at MX hosts: STARTTLS and certificates',
      timeout,
      memorySize: 512,
      environment: {
        [ENVIRONMENT.table]: props.storage.table.tableName,
        [props.type === 'domain' ? ENVIRONMENT.domainQueueUrl : ENVIRONMENT.mxHostQueueUrl]: this.queue.queue.queueUrl,
      },
      ...(props.network !== undefined && { network: props.network }),
    });
    props.storage.grantReadWrite(this.handler.role);
    this.queue.grantSend(this.handler.role);
    this.handler.function.addEventSource(
      new SqsEventSource(this.queue.queue, {
        batchSize,
        maxBatchingWindow: Duration.seconds(1),
        reportBatchItemFailures: true,
        // Not reserved concurrency: a throttled poller counts as a receive, and would move sound messages to the dead letters.
        maxConcurrency: props.maxConcurrency,
      }),
    );
  }
}
