import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AlertChannel } from '../../monitor/ports';
import { notifications } from './notification';

/**
 * A Slack or Teams channel by Amazon Q Developer in chat applications (formerly AWS Chatbot), which reads the topic.
 * @param topicArn A topic of its own: the service drops whatever is not in its schema.
 */
export function amazonQChannel(topicArn: string): AlertChannel {
  const client = new SNSClient({ region: topicArn.split(':')[3] ?? '' });
  return {
    name: 'amazon-q',
    async send(delivery, signal) {
      const entries = notifications(delivery).map((notification, index) => ({
        Id: String(index),
        Message: JSON.stringify(notification),
      }));
      const answer = await client.send(
        new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }),
        signal === undefined ? {} : { abortSignal: signal },
      );
      const [failed] = answer.Failed ?? [];
      if (failed !== undefined)
        throw new Error(
          `SNS did not take the notification for Amazon Q: ${failed.Code ?? ''} ${failed.Message ?? ''}`.trim(),
        );
    },
  };
}
