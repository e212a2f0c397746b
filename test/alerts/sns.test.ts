import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { snsChannel } from '../../lib/alerts/sns/channel';
import { MOST_READ, namedDomains } from '../../lib/alerts/sns/names';
import { MOST_PARTS, partsOf } from '../../lib/alerts/sns/parts';
import { publication } from '../../lib/alerts/sns/publication';
import type { Delivery } from '../../lib/monitor/ports';
import { startReceiver } from '../support/receiver';
import { crowd, delivery, message } from './deliveries';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:mta-sts';
const DONE =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

/** What a delivery is published as, with a directory in which these domains name every MX host. */
async function published(of: Delivery, domains: readonly string[] = []) {
  const named = await namedDomains(of.messages, {
    async *domainsOf() {
      yield* domains;
    },
  });
  return partsOf(of, named).map((part) => publication(part, TOPIC));
}
const first = async (of: Delivery): Promise<Partial<PublishCommandInput>> => (await published(of))[0] ?? {};
const domainsIn = ({ MessageAttributes = {} }: Partial<PublishCommandInput>): string[] =>
  JSON.parse(MessageAttributes.domain?.StringValue ?? '[]') as string[];
const documentIn = ({ Message = '' }: Partial<PublishCommandInput>) =>
  JSON.parse((JSON.parse(Message) as { default: string }).default) as {
    deliveryId: string;
    alerts: { noticeId: string }[];
  };
const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `domain-${index}.example`);

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
  const { MessageAttributes } = await first(
    delivery(
      message(),
      message({ severity: 'warning', kind: 'policy-invalid', subject: { type: 'domain', name: 'd.example' } }),
    ),
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

test('an attribute without names is left out: SNS takes no empty one', async () => {
  const notice = message({
    form: 'coverage',
    kind: 'vantage-blocked',
    impact: { domains: 0, sample: [], enforcing: 0, undeliverable: 0 },
  });
  expect(Object.keys((await first(delivery(notice))).MessageAttributes ?? {})).toEqual(['severity', 'kind']);
});

test('a subject is ASCII, on one line, and less than 100 characters', async () => {
  const { Subject } = await first(
    delivery(message({ headline: `Mail to bücher.example\nis …refused 😀 ${'x'.repeat(200)}` })),
  );
  expect(Subject).toMatch(/^Critical: Mail to bucher\.example\?is \.\.\.refused \?\? x+\.\.\.$/);
  expect(Subject).toHaveLength(99);
});

test.each([1, 100, 400])('each part of %d long alerts fits SNS’s bound, with the attributes', async (count) => {
  const sample = Array.from({ length: 20 }, (_, index) => `${index}.${'x'.repeat(245)}`);
  const alerts = crowd(count, { headline: '"é'.repeat(2_000), facts: [['Record', '\\'.repeat(4_000)]] }).map(
    (one, index) => ({
      ...one,
      kind: `kind-${index % 60}`,
      impact: { ...one.impact, domains: 20, sample: sample.map((name) => `${index}${name}`) },
    }),
  );
  const parts = await published(delivery(...alerts));
  expect(parts.length).toBeLessThanOrEqual(MOST_PARTS);
  for (const { Message, MessageAttributes, Subject } of parts)
    expect(
      Buffer.byteLength(Message ?? '') + Buffer.byteLength(JSON.stringify(MessageAttributes)) + (Subject ?? '').length,
    ).toBeLessThan(256 * 1024);
  const forms = JSON.parse(parts[0]?.Message ?? '') as Record<string, string>;
  const document = JSON.parse(forms.default ?? '') as { alerts: unknown[]; leftOut?: number };
  expect(document.alerts.length + (document.leftOut ?? 0)).toBe(count);
  if (document.leftOut !== undefined) expect(forms.email).toContain(`… and ${document.leftOut} more`);
});

test('a hundred alerts of the usual length lose nothing', async () => {
  const { alerts } = documentIn(await first(delivery(...crowd(100, { fix: 'Renew the certificate. '.repeat(8) }))));
  expect(alerts).toHaveLength(100);
  for (const alert of alerts)
    expect(alert).toMatchObject({ fix: expect.stringContaining('Renew') as string, facts: [expect.anything()] });
});

describe('filter policies by domain', () => {
  test('the alerts of 200 domains in one delivery are one publication that names all of them', async () => {
    const alerts = many(200).map((name, index) =>
      message({
        noticeId: `n${index}`,
        subject: { type: 'domain', name },
        impact: { domains: 1, sample: [name], enforcing: 1, undeliverable: 1 },
      }),
    );
    const parts = await published(delivery(...alerts));
    expect(parts.map(domainsIn)).toEqual([many(200)]);
    expect(parts[0]?.MessageAttributes).not.toHaveProperty('part');
  });

  const shared = (domains: number) =>
    message({ impact: { domains, sample: many(domains).slice(0, 20), enforcing: domains, undeliverable: 0 } });

  test('an MX host of 35,000 domains: each is named in one part alone, which has its alert', async () => {
    const own = message({
      noticeId: 'n2',
      subject: { type: 'domain', name: 'own.example' },
      impact: { domains: 1, sample: ['own.example'], enforcing: 1, undeliverable: 0 },
    });
    const parts = await published(delivery(shared(35_000), own), many(35_000));
    const named = parts.flatMap(domainsIn);
    expect(named).toHaveLength(35_001);
    expect(new Set(named)).toEqual(new Set([...many(35_000), 'own.example']));
    expect(parts.length).toBeLessThanOrEqual(8);
    expect(parts.map(({ MessageAttributes }) => MessageAttributes?.part?.StringValue)).toEqual([
      undefined,
      ...parts.slice(1).map((_, index) => String(index + 2)),
    ]);
    expect(new Set(parts.map((part) => documentIn(part).deliveryId)).size).toBe(parts.length);
    expect(documentIn(parts[0] ?? {})).toMatchObject({ deliveryId: 'delivery-1', alerts: [{}, { noticeId: 'n2' }] });
    for (const part of parts.slice(1)) {
      const has = domainsIn(part).includes('own.example');
      expect(documentIn(part).alerts.map(({ noticeId }) => noticeId)).toEqual(has ? ['n1', 'n2'] : ['n1']);
      expect((JSON.parse(part.Message ?? '') as { email: string }).email).toMatch(/^This repeats alerts that you have/);
    }
  });

  test('what a bound leaves out is said on every part', async () => {
    const parts = await published(delivery(shared(MOST_READ + 1)), many(MOST_READ + 1));
    expect(new Set(parts.map(({ MessageAttributes }) => MessageAttributes?.domainsLeftOut?.StringValue))).toEqual(
      new Set(['true']),
    );
    expect(parts.length).toBeLessThanOrEqual(MOST_PARTS);
  });

  test('a part that fails is sent again alone, and those before it are not', async () => {
    let answers = 0;
    const receiver = await startReceiver((response) => {
      answers += 1;
      if (answers === 2)
        response
          .writeHead(400, { 'content-type': 'text/xml' })
          .end('<ErrorResponse><Error><Code>InvalidParameter</Code><Message>not now</Message></Error></ErrorResponse>');
      else response.writeHead(200, { 'content-type': 'text/xml' }).end(DONE);
    });
    process.env.AWS_ENDPOINT_URL = receiver.url;
    const directory = {
      async *domainsOf() {
        yield* many(12_000);
      },
    };
    const channel = snsChannel(TOPIC);
    await expect(channel.send(delivery(shared(12_000)), undefined, directory)).rejects.toThrow('not now');
    await channel.send({ ...delivery(shared(12_000)), attempts: 2 }, undefined, directory);
    await receiver.close();
    const ids = receiver.received.map(({ body }) => {
      const forms = JSON.parse(new URLSearchParams(body).get('Message') ?? '') as { default: string };
      return (JSON.parse(forms.default) as { deliveryId: string }).deliveryId;
    });
    expect(ids).toEqual(['delivery-1', 'delivery-1-2', 'delivery-1-2', 'delivery-1-3']);
  });
});
