import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import type { SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** What a webhook was sent. */
export interface Webhook {
  readonly url: string;
  readonly bodies: string[];
  close(): Promise<void>;
}

/** A Slack of one's own: takes what is posted and answers as Slack does. */
export async function startWebhook(): Promise<Webhook> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(200, { 'content-type': 'text/html' }).end('ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T/B/secret`,
    bodies,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An alert as a machine gets it: the parts that these tests read. */
export interface AlertDocument {
  readonly deliveryId: string;
  readonly alerts: readonly {
    readonly form: string;
    readonly kind: string;
    readonly severity: string;
    readonly subject?: { readonly name: string };
    readonly headline: string;
  }[];
}

/** A queue of ours that is subscribed to the topic, as any team would do it. @returns what takes the messages that came since */
export async function subscribeQueue(
  topicArn: string,
  sns: SNSClient,
  sqs: SQSClient,
): Promise<() => Promise<AlertDocument[]>> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'our-alerts' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  return async () => {
    const documents: AlertDocument[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
      );
      if (Messages.length === 0) return documents;
      for (const { Body, ReceiptHandle } of Messages) {
        documents.push(JSON.parse(Body ?? '') as AlertDocument);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  };
}
