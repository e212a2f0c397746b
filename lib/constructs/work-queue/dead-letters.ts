import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import { queueEncryption } from '../encryption';

export interface DeadLetterQueueProps {
  /** What its messages are, for the alarm. */
  readonly what: string;
  /** @default - no queue names it as its dead letter queue */
  readonly redrivePermission?: RedrivePermission;
  /** @default - SQS manages the key */
  readonly encryptionKey?: IKey | undefined;
}

/** Where messages wait for a person; kept for the longest time that SQS allows. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;
  readonly what: string;

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id);
    this.what = props.what;
    this.queue = new Queue(this, 'Queue', {
      ...queueEncryption(props.encryptionKey),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      ...(props.redrivePermission !== undefined && {
        redriveAllowPolicy: { redrivePermission: props.redrivePermission },
      }),
    });
    acknowledge(
      this.queue,
      'AwsSolutions-SQS3',
      'Dead letters of a stream, a schedule or a function, which name this queue as their destination: it is the end of the way.',
    );
  }
}
