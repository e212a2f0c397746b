import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MOST_DELIVERIES } from '../../contract/queue';
import { grantMessages, queueEncryption } from '../encryption';
import { DeadLetterQueue } from './dead-letters';

export { DeadLetterQueue } from './dead-letters';

export interface WorkQueueProps {
  /** What its messages are, for people. */
  readonly what: string;
  /**
   * Timeout of the function that consumes it.
   * @default - no function does: `visibilityTimeout` says for how long a message is hidden
   */
  readonly consumerTimeout?: Duration;
  /** @default - six times `consumerTimeout` */
  readonly visibilityTimeout?: Duration;
  /** @default 3 */
  readonly maxReceiveCount?: number;
  /**
   * What is older is overtaken, and nobody does it. SQS takes a minute to 14 days.
   * @default Duration.days(4)
   */
  readonly retentionPeriod?: Duration;
  /** @default - that of SQS */
  readonly maxMessageSizeBytes?: number;
  /** @default - SQS manages the key */
  readonly encryptionKey?: IKey | undefined;
}

/** A queue with dead letters, and the way back from there. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WorkQueueProps,
  ) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      what: props.what,
      redrivePermission: RedrivePermission.ALLOW_ALL,
      encryptionKey: props.encryptionKey,
    });
    this.queue = new Queue(this, 'Queue', {
      ...queueEncryption(props.encryptionKey),
      enforceSSL: true,
      retentionPeriod: props.retentionPeriod ?? Duration.days(4),
      visibilityTimeout: props.visibilityTimeout ?? sixTimes(props.consumerTimeout),
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount: props.maxReceiveCount ?? MOST_DELIVERIES },
      ...(props.maxMessageSizeBytes !== undefined && { maxMessageSizeBytes: props.maxMessageSizeBytes }),
    });
  }

  /** Sending alone; reading is granted by the event source. */
  grantSend(grantee: IGrantable): Grant {
    grantMessages(grantee, this.props.encryptionKey);
    return Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }
}

/** How long a queue keeps parts of runs: two intervals, after which their run is closed; a minute to 14 days, as SQS takes it. */
export const twoIntervals = (every: Duration): Duration =>
  Duration.seconds(Math.min(Duration.days(14).toSeconds(), Math.max(60, 2 * every.toSeconds())));

/** AWS asks for six times the function's timeout, so that a message is not given out again while it is worked on. */
function sixTimes(timeout: Duration | undefined): Duration {
  if (timeout === undefined) throw new Error('A work queue needs consumerTimeout or visibilityTimeout.');
  return Duration.seconds(6 * timeout.toSeconds());
}
