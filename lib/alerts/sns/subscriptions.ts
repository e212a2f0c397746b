import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import type { SNSClient, Subscription } from '@aws-sdk/client-sns';
import type { ExpectedSubscriptions } from '../../contract/subscriptions';

export interface DeadSubscription {
  readonly topicArn: string;
  readonly email: string;
  /** As SNS calls it: `PendingConfirmation` or `Deleted`; `Gone` when SNS knows it no more. */
  readonly state: string;
}

/** The e-mail subscriptions that nobody confirmed, or that are gone. */
export async function deadSubscriptions(
  expected: readonly ExpectedSubscriptions[],
  sns: SNSClient,
): Promise<DeadSubscription[]> {
  const checked = await Promise.all(
    expected.map(async ({ topicArn, emails }) => {
      const there = await subscriptions(topicArn, sns);
      return emails.flatMap((email): DeadSubscription[] => {
        const state =
          there.find(({ Protocol, Endpoint }) => Protocol === 'email' && Endpoint === email)?.SubscriptionArn ?? 'Gone';
        return state.startsWith('arn:') ? [] : [{ topicArn, email, state }];
      });
    }),
  );
  return checked.flat();
}

async function subscriptions(topicArn: string, sns: SNSClient): Promise<Subscription[]> {
  const found: Subscription[] = [];
  let next: string | undefined;
  do {
    const page = await sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(next !== undefined && { NextToken: next }) }),
    );
    found.push(...(page.Subscriptions ?? []));
    next = page.NextToken;
  } while (next !== undefined && next !== '');
  return found;
}
