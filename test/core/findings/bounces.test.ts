import { describeFinding, entryOf, findBounce, findingOf } from '../../../lib/core/findings';
import type { FindingEvidence, FindingKind } from '../../../lib/core/model';
import { domainTarget, mxHostTarget } from '../../../lib/core/model';
import { NOW } from '../../support/observations';

const exchangeOnline = <K extends FindingKind>(kind: K, evidence: Partial<FindingEvidence[K]> = {}): string =>
  describeFinding(
    findingOf({
      kind,
      subject: kind.startsWith('mx-host-') ? mxHostTarget('mx.example.com') : domainTarget('example.com'),
      evidence: { ...entryOf(kind).example, ...evidence },
      aspects: [],
    }),
    NOW,
  ).senders.exchangeOnline;

test.each<[string, readonly FindingKind[]]>([
  ['5.7.4', ['mx-host-starttls-missing', 'mx-host-starttls-refused']],
  ['4.7.4', ['mx-host-starttls-missing', 'mx-host-starttls-refused']],
  ["551 5.7.4 STARTTLS is required by the recipient domain's MTA-STS policy", ['mx-host-starttls-missing']],
  ['551 5.7.4 STARTTLS is required\u2026', ['mx-host-starttls-missing']],
  ['5.4.8', ['mx-not-covered']],
  ["551 5.4.8 MX hosts of 'contoso.com' failed MTA-STS validation", ['mx-not-covered']],
  ['550 4.4.8', ['mx-not-covered']],
  ['5.7.5', ['mx-host-certificate-expired', 'mx-host-certificate-name-mismatch', 'mx-host-certificate-untrusted']],
  ['5.7.6', ['mx-host-tls-version']],
  ['5.7.321', ['mx-host-dane-tls-missing']],
  ['4.7.322', ['mx-host-tlsa-certificate-dates']],
  ['#5.7.323 tlsa-invalid: The domain failed DANE validation', ['mx-host-tlsa-mismatch']],
  ['5.7.324', ['dnssec-bogus', 'mx-host-dnssec-bogus']],
  ['5.7.325', ['mx-host-tlsa-name-mismatch']],
  ['4.4.312', ['mx-host-tlsa-failing']],
])('%s is found', (text, kinds) => {
  expect(findBounce(text)?.kinds).toEqual(expect.arrayContaining([...kinds]));
});

test('the text tells the findings of one code apart', () => {
  expect(
    findBounce('551 5.7.5 Remote certificate MUST have a subject alternative name matching the hostname (MTA-STS)')
      ?.kinds,
  ).toEqual(['mx-host-certificate-name-mismatch']);
  expect(
    findBounce('551 5.7.5 Remote certificate failed MTA-STS validation. Reason: CertificateExpired')?.kinds,
  ).not.toContain('mx-host-certificate-name-mismatch');
});

test.each(['mx-not-covered', '5.7', '192.5.7.4', 'version 1.5.7.4.2'])('%s is no bounce', (text) => {
  expect(findBounce(text)).toBeUndefined();
});

test('a bounce that is not about this has no finding', () => {
  expect(findBounce('550 5.1.1 Bad destination mailbox address')).toEqual({ code: '5.1.1', kinds: [] });
});

test('a bounce holds what the evidence tells', () => {
  expect(exchangeOnline('mx-not-covered')).toContain("MX hosts of 'example.com' failed");
  expect(exchangeOnline('mx-host-certificate-expired')).toContain('Reason: CertificateExpired"');
  expect(exchangeOnline('mx-host-certificate-untrusted', { reason: 'self-signed' })).toContain(
    'Reason: UntrustedRoot"',
  );
  expect(exchangeOnline('mx-host-certificate-untrusted', { reason: 'incomplete-chain' })).toContain('Reason: …"');
  expect(exchangeOnline('mx-host-tls-version', { protocol: 'TLSv1.1' })).toContain('with the TLS version (TLSv1.1)');
});
