import { snsChannel } from '../../lib/alerts/sns/channel';
import { publication } from '../../lib/alerts/sns/publication';
import { startReceiver } from '../support/receiver';
import { crowd, delivery, message } from './deliveries';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:mta-sts';
const DONE =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

const before = { ...process.env };
beforeEach(() => Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }));
afterEach(() => {
  process.env = { ...before };
});

test('publishes over the API: text for people, JSON for machines, attributes for filters', async () => {
  const receiver = await startReceiver((response) => response.writeHead(200, { 'content-type': 'text/xml' }).end(DONE));
  process.env.AWS_ENDPOINT_URL = receiver.url;
  await snsChannel(TOPIC).send(
    delivery(
      message(),
      message({ severity: 'warning', kind: 'policy-invalid', subject: { type: 'domain', name: 'd.example' } }),
    ),
  );
  await receiver.close();
  const form = new URLSearchParams(receiver.received[0]?.body);
  expect(form.get('Action')).toBe('Publish');
  expect(form.get('TopicArn')).toBe(TOPIC);
  expect(form.get('Subject')).toBe('2 mail security alerts: 1 critical, 1 warning');
  expect(form.get('MessageStructure')).toBe('json');
  const forms = JSON.parse(form.get('Message') ?? '') as Record<string, string>;
  expect(Object.keys(forms).sort()).toEqual(['default', 'email', 'sms']);
  expect(forms.email).toContain('Critical: Mail to 3 domains is being refused');
  expect(forms.sms).toBe('2 mail security alerts: 1 critical, 1 warning');
  expect(JSON.parse(forms.default ?? '')).toMatchObject({
    version: 1,
    deliveryId: 'delivery-1',
    alerts: [{ severity: 'critical' }, { severity: 'warning' }],
  });
  const { MessageAttributes } = publication(
    delivery(
      message(),
      message({ severity: 'warning', kind: 'policy-invalid', subject: { type: 'domain', name: 'd.example' } }),
    ),
    TOPIC,
  );
  expect(MessageAttributes).toEqual({
    severity: { DataType: 'String.Array', StringValue: '["critical","warning"]' },
    kind: { DataType: 'String.Array', StringValue: '["mx-host-certificate-expired","policy-invalid"]' },
    domain: { DataType: 'String.Array', StringValue: '["a.example","b.example","c.example","d.example"]' },
  });
});

test('a failure of the API is an error', async () => {
  const receiver = await startReceiver((response) =>
    response
      .writeHead(403, { 'content-type': 'text/xml' })
      .end(
        '<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>not allowed</Message></Error></ErrorResponse>',
      ),
  );
  process.env.AWS_ENDPOINT_URL = receiver.url;
  await expect(snsChannel(TOPIC).send(delivery(message()))).rejects.toThrow('not allowed');
  await receiver.close();
});

test('an attribute without names is left out: SNS takes no empty one', () => {
  const notice = message({
    form: 'coverage',
    kind: 'vantage-blocked',
    impact: { domains: 0, sample: [], enforcing: 0, undeliverable: 0 },
  });
  expect(Object.keys(publication(delivery(notice), TOPIC).MessageAttributes ?? {})).toEqual(['severity', 'kind']);
});

test('a subject is ASCII, on one line, and less than 100 characters', () => {
  const { Subject } = publication(
    delivery(message({ headline: `Mail to bücher.example\nis …refused 😀 ${'x'.repeat(200)}` })),
    TOPIC,
  );
  expect(Subject).toMatch(/^Critical: Mail to bucher\.example\?is \.\.\.refused \?\? x+\.\.\.$/);
  expect(Subject).toHaveLength(99);
});

test.each([1, 100, 3_000])('%d long alerts fit SNS’s bound, with the attributes', (count) => {
  const sample = Array.from({ length: 20 }, (_, index) => `${index}.${'x'.repeat(250)}`);
  const alerts = crowd(count, { headline: '"é'.repeat(2_000), facts: [['Record', '\\'.repeat(4_000)]] }).map(
    (one, index) => ({ ...one, impact: { ...one.impact, sample: sample.map((name) => `${index}${name}`) } }),
  );
  const { Message, MessageAttributes } = publication(delivery(...alerts), TOPIC);
  expect(Buffer.byteLength(Message ?? '') + Buffer.byteLength(JSON.stringify(MessageAttributes))).toBeLessThan(
    256 * 1024,
  );
  const forms = JSON.parse(Message ?? '') as Record<string, string>;
  const document = JSON.parse(forms.default ?? '') as { alerts: unknown[]; leftOut?: number };
  expect(document.alerts.length + (document.leftOut ?? 0)).toBe(count);
  if (document.leftOut !== undefined) expect(forms.email).toContain(`… and ${document.leftOut} more`);
});

test('a hundred alerts of the usual length lose nothing', () => {
  const { Message } = publication(delivery(...crowd(100, { fix: 'Renew the certificate. '.repeat(8) })), TOPIC);
  const document = JSON.parse((JSON.parse(Message ?? '') as Record<string, string>).default ?? '') as {
    alerts: { fix: string; facts: unknown[] }[];
  };
  expect(document.alerts).toHaveLength(100);
  for (const { fix, facts } of document.alerts)
    expect([fix, facts]).toEqual([expect.stringContaining('Renew'), [expect.anything()]]);
});
