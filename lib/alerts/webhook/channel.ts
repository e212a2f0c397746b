import { createHmac } from 'node:crypto';
import type { AlertChannel } from '../../monitor/ports';
import { alertDocument } from '../document';
import { postJson } from '../post';

/**
 * A webhook of one's own: a POST of the alert document (docs/alerts.md). The delivery's id is the idempotency key, the
 * same on each attempt. With a secret, the request is signed as the Standard Webhooks specification says.
 * @param url May hold a secret; no message shows more of it than its host.
 * @param signingSecret `whsec_` and base64.
 */
export function webhookChannel(url: string, signingSecret?: string): AlertChannel {
  const receiver = `the webhook (${new URL(url).host})`;
  return {
    name: 'webhook',
    async send(delivery, signal) {
      const body = JSON.stringify(alertDocument(delivery));
      const seconds = Math.floor(Date.now() / 1_000);
      const headers = {
        'idempotency-key': delivery.id,
        'webhook-id': delivery.id,
        'webhook-timestamp': String(seconds),
      };
      const signature =
        signingSecret === undefined
          ? {}
          : { 'webhook-signature': sign(signingSecret, `${delivery.id}.${seconds}.${body}`) };
      await postJson(url, { receiver, body, headers: { ...headers, ...signature }, signal });
    },
  };
}

function sign(secret: string, content: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}
