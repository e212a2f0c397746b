import type { Message } from '@aws-sdk/client-sqs';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { fittedWire } from '../contract/agent/fit';
import type { AgentMessage } from '../contract/agent/message';
import { packMessage, JOB_VISIBILITY_SECONDS } from '../contract/agent/message';
import { checkMessage } from '../contract/queue';
import type { AgentLink, Clock, Job } from '../monitor/ports';

/** As long as SQS holds a request for messages open; seconds. */
const LONG_POLL = 20;
const MOST_IN_A_REQUEST = 10;

export interface SqsLinkOptions {
  readonly jobQueueUrl: string;
  readonly resultQueueUrl: string;
  readonly agent: string;
  readonly version: string;
  readonly clock: Clock;
  /** Told of a message that is no job; it stays, and ends as a dead letter. */
  readonly onStranger: (messageId: string, error: unknown) => void;
  /** Seconds. Default: {@link LONG_POLL} */
  readonly longPoll?: number;
}

/** An agent's two queues of SQS, with the credentials that the AWS SDK finds. Region and endpoint are those of the queue's URL, when it names them. */
export class SqsLink implements AgentLink {
  private readonly client: SQSClient;

  constructor(private readonly options: SqsLinkOptions) {
    const region = regionOf(options.jobQueueUrl);
    this.client = new SQSClient({
      endpoint: new URL(options.jobQueueUrl).origin,
      ...(region !== undefined && { region }),
      maxAttempts: 5,
    });
  }

  async receive(most: number, signal: AbortSignal): Promise<readonly Job[]> {
    const { jobQueueUrl, longPoll = LONG_POLL } = this.options;
    const command = new ReceiveMessageCommand({
      QueueUrl: jobQueueUrl,
      MaxNumberOfMessages: Math.min(most, MOST_IN_A_REQUEST),
      WaitTimeSeconds: longPoll,
    });
    const { Messages = [] } = await this.client.send(command, { abortSignal: signal });
    return Messages.flatMap((message) => this.job(message));
  }

  async sendResult(...[job, port25, observations]: Parameters<AgentLink['sendResult']>): Promise<void> {
    const { type, ...part } = job;
    if (type !== 'mx-host') throw new TypeError(`an agent looks at no ${type}`);
    await this.send({
      type: 'result',
      ...this.common(),
      port25,
      job: { ...part, type, targets: [...part.targets] },
      observations: observations.map(fittedWire),
    });
  }

  async sendHello(port25: Parameters<AgentLink['sendHello']>[0]): Promise<void> {
    await this.send({ type: 'hello', ...this.common(), version: this.options.version, port25 });
  }

  async sendBye(): Promise<void> {
    await this.send({ type: 'bye', ...this.common() });
  }

  close(): void {
    this.client.destroy();
  }

  private common() {
    return { agent: this.options.agent, sentAt: this.options.clock.now() };
  }

  private async send(message: AgentMessage): Promise<void> {
    await this.client.send(
      new SendMessageCommand({ QueueUrl: this.options.resultQueueUrl, MessageBody: packMessage(message) }),
    );
  }

  private job({ MessageId = '', Body = '', ReceiptHandle }: Message): Job[] {
    const { jobQueueUrl: QueueUrl, onStranger } = this.options;
    const message = { QueueUrl, ReceiptHandle };
    const keepFor = async (seconds: number): Promise<void> =>
      void (await this.client.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: seconds })));
    try {
      const part = checkMessage.parse(JSON.parse(Body));
      if (part.type !== 'mx-host') throw new TypeError(`a job with targets of the type ${part.type}`);
      return [
        {
          part,
          keep: () => keepFor(JOB_VISIBILITY_SECONDS),
          done: async () => void (await this.client.send(new DeleteMessageCommand(message))),
          giveBack: (afterMs = 0) => keepFor(Math.ceil(afterMs / 1_000)),
        },
      ];
    } catch (error) {
      onStranger(MessageId, error);
      return [];
    }
  }
}

/** The region in the URL of a queue of AWS: so that a machine with no other use for a region needs none set. */
const regionOf = (queueUrl: string): string | undefined =>
  /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?\//.exec(queueUrl)?.[1];
