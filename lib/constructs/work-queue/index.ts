import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MOST_DELIVERIES } from '../../contract/queue';
import { DeadLetterQueue } from './dead-letters';

export { DeadLetterQueue } from './dead-letters';

export interface WorkQueueProps {
  /** What its messages are, for people. */
  readonly what: string;
  /** Timeout of the function that consumes it. */
  readonly consumerTimeout: Duration;
}

/** A queue with dead letters, and the way back from there. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', { what: props.what, redrivePermission: RedrivePermission.ALLOW_ALL });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      // AWS asks for six times the function's timeout, so that a message is not given out again while it is worked on.
      visibilityTimeout: Duration.seconds(6 * props.consumerTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount: MOST_DELIVERIES },
    });
  }

  /** Sending alone; reading is granted by the event source. */
  grantSend(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }
}
