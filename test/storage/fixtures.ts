import {
  domainTarget,
  mxHostTarget,
  targetId,
  type Alert,
  type AlertMessage,
  type CertificateFacts,
  type CheckRecord,
  type Finding,
  type MonitorEvent,
  type Notice,
  type Target,
  type TargetState,
} from '../../lib/core/model';
import type { Delivery } from '../../lib/monitor/ports';

/** 23 November 2026, 12:00 UTC. */
export const NOON = Date.UTC(2026, 10, 23, 12);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const example = domainTarget('example.com');
export const mx1 = mxHostTarget('mx1.example.com');

export const finding: Finding<'mx-host-certificate-expired'> = {
  kind: 'mx-host-certificate-expired',
  severity: 'critical',
  subject: mx1,
  evidence: {
    certificate: 'ab'.repeat(32),
    addresses: ['192.0.2.1', '2001:db8::1'],
    notBefore: NOON - 90 * DAY,
    notAfter: NOON - HOUR,
    role: 'leaf',
    certificateSubject: 'CN=mx1.example.com',
  },
  fingerprint: 'mx-host-certificate-expired mx-host/mx1.example.com',
  aspects: ['smtp:192.0.2.1', 'smtp:2001:db8::1'],
};

export const event = (at: number, n = 0, target: Target = example): MonitorEvent => ({
  id: `${targetId(target)}#${at}#${n}`,
  target,
  at,
  type: 'tlsrpt-changed',
  before: 'v=TLSRPTv1; rua=mailto:a@example.com',
  after: null,
});

export const state = (version: number, more: Partial<TargetState> = {}): TargetState => ({
  target: example,
  version,
  observedAt: NOON,
  facts: {},
  certificates: {},
  findings: {},
  unknown: [],
  outbox: [],
  ...more,
});

export const check = (at: number, more: Partial<CheckRecord> = {}): CheckRecord => ({
  target: example,
  at,
  runId: 'domains@2026-11-23T12:00:00Z',
  durationMs: 812,
  kinds: ['mta-sts-not-used', 'tlsrpt-missing'],
  unknown: ['policy timeout'],
  verdict: 'unprotected',
  certificates: ['0123456789abcdef'],
  ...more,
});

export const certificate = (fingerprint: string): CertificateFacts => ({
  fingerprint,
  der: Buffer.from(`DER of ${fingerprint}`).toString('base64'),
  subject: 'CN=mx1.example.com',
  issuer: 'CN=Some CA',
  serialNumber: '01',
  notBefore: NOON - 30 * DAY,
  notAfter: NOON + 60 * DAY,
  dnsNames: ['mx1.example.com'],
  ipAddresses: [],
  key: { type: 'ec', bits: 256, curve: 'prime256v1' },
  spkiSha256: 'cd'.repeat(32),
  signatureAlgorithm: 'ecdsa-with-SHA256',
  isCa: false,
  selfIssued: false,
  ocspUrls: [],
  caIssuersUrls: [],
  crlUrls: [],
});

export const notice = (id: string, channels: readonly string[], deliveredTo: readonly string[] = []): Notice => ({
  id,
  form: 'opened',
  at: NOON,
  channels,
  deliveredTo,
});

export const alert = (id: string, version: number, more: Partial<Alert> = {}): Alert => ({
  id,
  version,
  status: 'open',
  severity: 'critical',
  worst: 'critical',
  subject: mx1,
  openedAt: NOON,
  cause: { finding, since: NOON - HOUR },
  impact: { domains: 1, sample: ['example.com'], enforcing: 1, undeliverable: 1 },
  notices: [],
  ...more,
});

export const message: AlertMessage = {
  noticeId: 'n1',
  tells: ['n1'],
  alertId: 'a1',
  form: 'opened',
  severity: 'critical',
  subject: mx1,
  kind: 'mx-host-certificate-expired',
  at: NOON,
  since: NOON - HOUR,
  headline: 'Mail to 1 domain is being refused: the certificate of mx1.example.com expired 1 hour ago.',
  fix: 'Renew it.',
  facts: [['address', '192.0.2.1']],
  impact: { domains: 1, sample: ['example.com'], enforcing: 1, undeliverable: 1 },
  docs: 'mx-host-certificate-expired',
};

export const delivery = (id: string, channel = 'slack'): Delivery => ({
  id,
  channel,
  claimedAt: NOON,
  messages: [message],
  attempts: 1,
});

export async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}
