import { snsChannel } from '../../lib/alerts/sns/channel';
import { publication } from '../../lib/alerts/sns/publication';
import { startReceiver } from '../support/receiver';
import { crowd, delivery, message } from './deliveries';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:mta-sts';
const DONE = '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

const before = { ...process.env };
beforeEach(() => Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }));
afterEach(() => {
  process.env = { ...before };
});

test('publishes over the API: text for people, JSON for machines, attributes for filters', async () => {
  const receiver = await startReceiver((response) => response.writeHead(200, { 'content-type': 'text/xml' }).end(DONE));
  process.env.AWS_ENDPOINT_URL = receiver.url;
  await snsChannel(TOPIC).send(delivery(message(), message({ severity: 'warning', kind: 'policy-invalid', subject: { type: 'domain', name: 'd.example' } })));
  await receiver.close();
  const form = new URLSearchParams(receiver.received[0]?.body);
  expect(form.get('Action')).toBe('Publish');
  expect(form.get('TopicArn')).toBe(TOPIC);
  expect(form.get('Subject')).toBe('2 mail security alerts: 1 critical, 1 warning');
  expect(form.get('MessageStructure')).toBe('json');
  const forms = JSON.parse(form.get('Message') ?? '') as Record<string, string>;
  expect(Object.keys(forms).sort()).toEqual(['default', 'email', 'http', 'https', 'lambda', 'sqs']);
  expect(forms.email).toContain('Critical: Mail to 3 domains is being refused');
  expect(JSON.parse(forms.sqs ?? '')).toMatchObject({ version: 1, deliveryId: 'delivery-1', alerts: [{ severity: 'critical' }, { severity: 'warning' }] });
  const { MessageAttributes } = publication(delivery(message(), message({ severity: 'warning', kind: 'policy-invalid', subject: { type: 'domain', name: 'd.example' } })), TOPIC);
  expect(MessageAttributes).toEqual({
    severity: { DataType: 'String.Array', StringValue: '["critical","warning"]' },
    kind: { DataType: 'String.Array', StringValue: '["mx-host-certificate-expired","policy-invalid"]' },
    domain: { DataType: 'String.Array', StringValue: '["a.example","b.example","c.example","d.example"]' },
  });
});

test('a failure of the API is an error', async () => {
  const receiver = await startReceiver((response) =>
    response.writeHead(403, { 'content-type': 'text/xml' }).end('<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>not allowed</Message></Error></ErrorResponse>'),
  );
  process.env.AWS_ENDPOINT_URL = receiver.url;
  await expect(snsChannel(TOPIC).send(delivery(message()))).rejects.toThrow('not allowed');
  await receiver.close();
});

test('a subject is ASCII, on one line, and at most 100 characters', () => {
  const { Subject } = publication(delivery(message({ headline: `Mail to bücher.example\nis …refused 😀 ${'x'.repeat(200)}` })), TOPIC);
  expect(Subject).toMatch(/^[\x20-\x7e]{100}$/);
});

test.each([1, 100, 3_000])('%d long alerts fit SNS’s bound', (count) => {
  const { Message } = publication(delivery(...crowd(count, { headline: '"é'.repeat(2_000), facts: [['Record', '\\'.repeat(4_000)]] })), TOPIC);
  expect(Buffer.byteLength(Message ?? '')).toBeLessThan(256 * 1024 - 8 * 1024);
  const forms = JSON.parse(Message ?? '') as Record<string, string>;
  const document = JSON.parse(forms.sqs ?? '') as { alerts: unknown[]; leftOut?: number };
  expect(document.alerts.length + (document.leftOut ?? 0)).toBe(count);
  if (document.leftOut !== undefined) expect(forms.email).toContain(`… and ${document.leftOut} more`);
});
