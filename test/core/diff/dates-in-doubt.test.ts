import { findingOf } from '../../../lib/core/findings';
import { HOST, Watch, expired, refusing } from './checks';

const DOUBT = { datesInDoubt: true };

test('while the clock is in doubt an expired certificate opens nothing, and other faults do', () => {
  const watch = new Watch(HOST, DOUBT);
  for (let n = 0; n < 5; n += 1) watch.see({ findings: [expired(), refusing()] });
  const opened = watch.events.flatMap((event) => (event.type === 'finding-opened' ? [event.finding.kind] : []));
  expect(opened).toEqual([refusing().kind]);
});

test('while the clock is in doubt an expired certificate is not resolved', () => {
  const watch = new Watch(HOST);
  for (let n = 0; n < 3; n += 1) watch.see({ findings: [expired()] });
  const before = watch.events.length;
  for (let n = 0; n < 20; n += 1) watch.see({ findings: [] }, DOUBT);
  expect(watch.events.slice(before).map(({ type }) => type)).not.toContain('finding-resolved');
});

test('while the clock is in doubt a date error that only OpenSSL reports opens nothing', () => {
  const untrusted = findingOf({
    kind: 'mx-host-certificate-untrusted',
    subject: HOST,
    evidence: {
      reason: 'other',
      error: 'CERT_HAS_EXPIRED',
      certificate: 'aa',
      issuer: 'CN=a CA',
      addresses: ['192.0.2.1'],
    },
    aspects: ['smtp:192.0.2.1'],
  });
  const watch = new Watch(HOST, DOUBT);
  for (let n = 0; n < 5; n += 1) watch.see({ findings: [untrusted] });
  expect(watch.events.map(({ type }) => type)).not.toContain('finding-opened');
});
