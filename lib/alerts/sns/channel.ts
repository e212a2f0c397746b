import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AlertChannel } from '../../monitor/ports';
import { publication } from './publication';

/** An SNS topic. Credentials, and another endpoint than AWS's, come from where the SDK finds them; the region is the topic's. */
export function snsChannel(topicArn: string): AlertChannel {
  const region = topicArn.split(':')[3] ?? '';
  const client = new SNSClient({ region });
  return {
    name: 'sns',
    async send(delivery, signal) {
      await client.send(
        new PublishCommand(publication(delivery, topicArn)),
        signal === undefined ? {} : { abortSignal: signal },
      );
    },
  };
}
