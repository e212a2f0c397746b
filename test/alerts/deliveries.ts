import type { AlertMessage } from '../../lib/core/model';
import { mxHostTarget } from '../../lib/core/model';
import type { Delivery } from '../../lib/monitor/ports';

export const message = (over: Partial<AlertMessage> = {}): AlertMessage => ({
  noticeId: 'n1',
  tells: ['n1'],
  alertId: 'a1',
  form: 'opened',
  severity: 'critical',
  subject: mxHostTarget('mx1.example.com'),
  kind: 'mx-host-certificate-expired',
  at: Date.UTC(2026, 10, 23, 12),
  since: Date.UTC(2026, 10, 23, 10),
  headline: 'Mail to 3 domains is being refused: the certificate of mx1.example.com expired 2 hours ago.',
  fix: 'Renew it.',
  facts: [['Domains', 'a.example, b.example, c.example']],
  impact: { domains: 3, sample: ['a.example', 'b.example', 'c.example'], enforcing: 3, undeliverable: 3 },
  docs: 'mx-host-certificate-expired',
  ...over,
});

export const delivery = (...messages: AlertMessage[]): Delivery => ({
  id: 'delivery-1',
  channel: 'test',
  claimedAt: 0,
  messages,
  attempts: 1,
});
/** Alerts that have nothing in common, so that none are told together. */
export const crowd = (count: number, over: Partial<AlertMessage> = {}): AlertMessage[] =>
  Array.from({ length: count }, (_, index) =>
    message({ noticeId: `n${index}`, kind: `kind-${index}`, headline: `Alert number ${index}.`, ...over }),
  );
