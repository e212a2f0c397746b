import { SNSClient } from '@aws-sdk/client-sns';
import { deadSubscriptions } from '../../lib/alerts/sns/subscriptions';
import { startReceiver } from '../support/receiver';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const member = (email: string, arn: string) =>
  `<member><TopicArn>${TOPIC}</TopicArn><Protocol>email</Protocol><SubscriptionArn>${arn}</SubscriptionArn><Endpoint>${email}</Endpoint></member>`;
const answer = (members: string, next = '') =>
  `<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ListSubscriptionsByTopicResult><Subscriptions>${members}</Subscriptions>${next}</ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`;

test('finds the subscriptions that were never confirmed, that were ended, and that are gone, over all pages', async () => {
  const pages = [
    answer(
      member('well@example.com', `${TOPIC}:1`) + member('waiting@example.com', 'PendingConfirmation'),
      '<NextToken>2</NextToken>',
    ),
    answer(member('left@example.com', 'Deleted') + member('later@example.com', `${TOPIC}:2`)),
  ];
  const receiver = await startReceiver((response) =>
    response.writeHead(200, { 'content-type': 'text/xml' }).end(pages.shift()),
  );
  const sns = new SNSClient({
    endpoint: receiver.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const dead = await deadSubscriptions(
    [
      {
        topicArn: TOPIC,
        emails: [
          'well@example.com',
          'waiting@example.com',
          'left@example.com',
          'later@example.com',
          'never@example.com',
        ],
      },
    ],
    sns,
  );
  await receiver.close();
  expect(dead).toEqual([
    { topicArn: TOPIC, email: 'waiting@example.com', state: 'PendingConfirmation' },
    { topicArn: TOPIC, email: 'left@example.com', state: 'Deleted' },
    { topicArn: TOPIC, email: 'never@example.com', state: 'Gone' },
  ]);
});
