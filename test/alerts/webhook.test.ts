import { createHmac } from 'node:crypto';
import { webhookChannel } from '../../lib/alerts/webhook/channel';
import type { Received } from '../support/receiver';
import { startReceiver } from '../support/receiver';
import { delivery, message } from './deliveries';

const key = Buffer.alloc(32, 7);
const secret = `whsec_${key.toString('base64')}`;

test('posts the alert document under the delivery’s id, the same on each attempt', async () => {
  const receiver = await startReceiver();
  const channel = webhookChannel(`${receiver.url}/alerts?token=1`);
  await channel.send(delivery(message(), message({ noticeId: 'n2', form: 'coverage', subject: undefined as never })));
  await channel.send(delivery(message(), message({ noticeId: 'n2', form: 'coverage', subject: undefined as never })));
  await receiver.close();
  const [first, second] = receiver.received;
  expect(first?.path).toBe('/alerts?token=1');
  expect(first?.headers).toMatchObject({ 'idempotency-key': 'delivery-1', 'webhook-id': 'delivery-1' });
  expect(first?.headers['webhook-signature']).toBeUndefined();
  expect(second?.body).toBe(first?.body);
  expect(JSON.parse(first?.body ?? '')).toEqual({
    version: 1,
    deliveryId: 'delivery-1',
    alerts: [
      {
        noticeId: 'n1',
        alertId: 'a1',
        form: 'opened',
        severity: 'critical',
        kind: 'mx-host-certificate-expired',
        subject: { type: 'mx-host', name: 'mx1.example.com' },
        at: '2026-11-23T12:00:00.000Z',
        since: '2026-11-23T10:00:00.000Z',
        headline: 'Mail to 3 domains is being refused: the certificate of mx1.example.com expired 2 hours ago.',
        fix: 'Renew it.',
        facts: [{ name: 'Domains', value: 'a.example, b.example, c.example' }],
        impact: { domains: 3, sample: ['a.example', 'b.example', 'c.example'], enforcing: 3, undeliverable: 3 },
        docs: 'mx-host-certificate-expired',
      },
      expect.not.objectContaining({ subject: expect.anything() as unknown }),
    ],
  });
});

test('signs as the Standard Webhooks specification says', async () => {
  const receiver = await startReceiver();
  await webhookChannel(receiver.url, secret).send(delivery(message()));
  await receiver.close();
  const { headers, body } = receiver.received[0] as Received;
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  expect(Math.abs(Number(headers['webhook-timestamp']) * 1000 - Date.now())).toBeLessThan(60_000);
});

test('a user and password in the URL become the Authorization header, and no message repeats them', async () => {
  let status = 204;
  const receiver = await startReceiver((response) => response.writeHead(status).end());
  const channel = webhookChannel(receiver.url.replace('://', '://ops:p%40ss:%C3%BC@'));
  await channel.send(delivery(message()));
  status = 500;
  await expect(channel.send(delivery(message()))).rejects.toThrow(/^the webhook \(127\.0\.0\.1:\d+\) answered 500$/);
  await receiver.close();
  expect(receiver.received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ops:p@ss:ü').toString('base64')}`);
});

test('a receiver that repeats the request in its answer gives none of its secrets away', async () => {
  let said = '';
  const receiver = await startReceiver((response) => response.writeHead(404).end(said));
  const path = '/hooks/T0KENT0KEN/%C3%A9tag%C3%A8re?key=QUERYSECRET&x=1';
  const url = `${receiver.url}${path}`.replace('://', '://operator:p%40ssw0rd@');
  const authorization = `Basic ${Buffer.from('operator:p@ssw0rd').toString('base64')}`;
  for (said of [
    `Cannot POST ${path}`,
    `<pre>${decodeURIComponent(path)} was not found</pre>`,
    'no hook T0KENT0KEN, key QUERYSECRET',
    JSON.stringify({ headers: { authorization }, user: 'operator', password: 'p@ssw0rd' }),
  ]) {
    const outcome = webhookChannel(url).send(delivery(message()));
    await expect(outcome).rejects.toThrow(/^the webhook \(127\.0\.0\.1:\d+\) answered 404: .*…/);
    await expect(outcome).rejects.not.toThrow(/T0KEN|tag%C3|étagère|QUERYSECRET|operator|ssw0rd|b3BlcmF0b3I/);
  }
  await receiver.close();
});

test('an answer that is not 2xx is an error without the URL', async () => {
  const receiver = await startReceiver((response) => response.writeHead(403).end('no'));
  await expect(webhookChannel(`${receiver.url}/TOKEN`).send(delivery(message()))).rejects.toThrow(
    /^the webhook \(127\.0\.0\.1:\d+\) answered 403: no$/,
  );
  await receiver.close();
});
