import { amazonQChannel } from '../../lib/alerts/amazon-q/channel';
import { notifications } from '../../lib/alerts/amazon-q/notification';
import { startReceiver } from '../support/receiver';
import { crowd, delivery, message } from './deliveries';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:mta-sts-chat';
const answer = (result: string) =>
  `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult>${result}</PublishBatchResult></PublishBatchResponse>`;

const before = { ...process.env };
beforeEach(() => Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }));
afterEach(() => {
  process.env = { ...before };
});

async function publish(result: string): Promise<URLSearchParams> {
  const receiver = await startReceiver((response) =>
    response.writeHead(200, { 'content-type': 'text/xml' }).end(answer(result)),
  );
  process.env.AWS_ENDPOINT_URL = receiver.url;
  try {
    await amazonQChannel(TOPIC).send(
      delivery(message(), message({ alertId: 'a2', noticeId: 'n2', form: 'resolved', fix: '' })),
    );
  } finally {
    await receiver.close();
  }
  return new URLSearchParams(receiver.received[0]?.body);
}

test('publishes each of a few alerts in the schema of Amazon Q, in the thread of its alert', async () => {
  const form = await publish('<Successful/><Failed/>');
  expect(form.get('Action')).toBe('PublishBatch');
  expect(form.get('TopicArn')).toBe(TOPIC);
  const sent = JSON.parse(form.get('PublishBatchRequestEntries.member.1.Message') ?? '') as ReturnType<
    typeof notifications
  >[number];
  expect(sent).toMatchObject({
    version: '1.0',
    source: 'custom',
    content: { textType: 'client-markdown', nextSteps: ['Renew it.'] },
    metadata: { eventType: 'opened', relatedResources: ['mx1.example.com'] },
  });
  expect(sent.content.title).toMatch(/^Critical: Mail to 3 domains/);
  expect(form.get('PublishBatchRequestEntries.member.2.Message')).toContain('"eventType":"resolved"');
});

test('an entry that SNS refuses is an error, so that the delivery is tried again', async () => {
  await expect(
    publish(
      '<Failed><member><Id>1</Id><Code>InternalError</Code><Message>later</Message><SenderFault>false</SenderFault></member></Failed>',
    ),
  ).rejects.toThrow('InternalError later');
});

test('the opening and the end of one alert share a thread, two alerts do not', () => {
  const [opened, resolved, other] = notifications(
    delivery(message(), message({ noticeId: 'n2', form: 'resolved' }), message({ noticeId: 'n3', alertId: 'a2' })),
  );
  const threads = new Set([opened, resolved, other].map((notification) => notification?.metadata.threadId));
  expect(threads.size).toBe(2);
  expect(new Set([opened?.id, resolved?.id, other?.id]).size).toBe(3);
});

test('many alerts are one notification, within the length that is shown', () => {
  const sent = notifications(delivery(...crowd(3_000, { headline: `<!channel> ${'&'.repeat(200)}` })));
  expect(sent).toHaveLength(1);
  expect(sent[0]?.content.description.length).toBeLessThanOrEqual(8_000);
  expect(sent[0]?.content.description).toMatch(/… and \d+ more/);
});

test('no text from the network becomes a mention, and no entity is cut in two', () => {
  const [sent] = notifications(delivery(message({ headline: `<!channel> ${'&'.repeat(9_000)}` })));
  expect(sent?.content.title).toMatch(/^Critical: &lt;!channel&gt; (&amp;)+…$/);
  expect(JSON.stringify(sent)).not.toContain('<!');
});
