import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import type { AlertChannel, Delivery } from '../../monitor/ports';
import type { Directory } from './names';
import { namedDomains } from './names';
import { partsOf } from './parts';
import { publication } from './publication';

/** The publications of the delivery in hand that SNS did not take yet. */
interface Begun {
  readonly id: string;
  readonly left: PublishCommandInput[];
}

/**
 * An SNS topic. A delivery is one publication, and more when it concerns more domains than one can name. What SNS took
 * is not published again when another part of the same delivery fails; a crash between two parts forgets that.
 * Credentials, and another endpoint than AWS's, come from where the SDK finds them; the region is the topic's.
 */
export function snsChannel(topicArn: string): AlertChannel {
  const region = topicArn.split(':')[3] ?? '';
  const client = new SNSClient({ region });
  let begun: Begun | undefined;

  async function begin(delivery: Delivery, directory: Directory | undefined): Promise<Begun> {
    const parts = partsOf(delivery, await namedDomains(delivery.messages, directory));
    return { id: delivery.id, left: parts.map((part) => publication(part, topicArn)) };
  }

  return {
    name: 'sns',
    async send(delivery, signal, directory) {
      if (begun?.id !== delivery.id) begun = await begin(delivery, directory);
      const { left } = begun;
      for (let next = left[0]; next !== undefined; next = left[0]) {
        await client.send(new PublishCommand(next), signal === undefined ? {} : { abortSignal: signal });
        left.shift();
      }
      begun = undefined;
    },
  };
}
