import {
  breaksPolicy,
  CATALOGUE,
  describeFinding,
  findingOf,
  mergeFindings,
  needsConfirmation,
  refusesMx,
  severityForDomain,
} from '../../../lib/core/findings';
import type { Finding, FindingEvidence, FindingKind } from '../../../lib/core/model';
import { domainTarget, mxHostTarget } from '../../../lib/core/model';

const of = <K extends FindingKind>(kind: K, evidence: Partial<FindingEvidence[K]> = {}, rest: object = {}): Finding =>
  findingOf({
    kind,
    subject: kind.startsWith('mx-host-') ? mxHostTarget('mx1.example.com') : domainTarget('example.com'),
    evidence: { ...CATALOGUE[kind].example, ...evidence } as FindingEvidence[K],
    aspects: [],
    ...rest,
  });

test('a fingerprint reads as kind, subject and what tells two apart', () => {
  expect(of('policy-invalid').fingerprint).toBe('policy-invalid|domain/example.com');
  expect(of('dns-failing', {}, { discriminator: 'example.com/MX' }).fingerprint).toBe(
    'dns-failing|domain/example.com|example.com/MX',
  );
  expect(of('mx-host-certificate-expired', {}).fingerprint).toBe('mx-host-certificate-expired|mx-host/mx1.example.com');
});

test.each([
  [of('mx-host-certificate-expired'), true],
  [of('mx-host-certificate-expired', { role: 'intermediate', spare: true }), false],
  [of('mx-host-starttls-missing'), true],
  [of('mx-host-unresolvable'), true],
  [of('mx-host-certificate-expiring'), false],
  [of('mx-host-starttls-injection'), false],
  [of('mx-host-cname'), false],
  [of('policy-host-certificate-expired'), false],
])('refuses an MX host: $kind %#', (finding, expected) => {
  expect(refusesMx(finding)).toBe(expected);
});

test.each([
  [of('policy-http-status'), true],
  [of('policy-host-certificate-expired'), true],
  [of('policy-host-certificate-expired', { role: 'intermediate', spare: true }), false],
  [of('sts-record-missing'), true],
  [of('policy-ambiguous'), false],
  [of('policy-mode-testing'), false],
  [of('policy-mode-none'), true],
  [of('dns-failing', { name: '_mta-sts.example.com', type: 'TXT' }), true],
  [of('dns-failing', { name: 'mta-sts.example.com', type: 'A/AAAA' }), true],
  [of('dns-failing', { name: 'example.com', type: 'MX' }), false],
  [of('tlsrpt-missing'), false],
])('breaks the policy: $kind %#', (finding, expected) => {
  expect(breaksPolicy(finding)).toBe(expected);
});

test('faults of the network need confirmation, certificates do not', () => {
  expect(
    ['mx-host-unreachable', 'dns-failing', 'policy-http-status', 'mx-host-tls-failed'].map((kind) =>
      needsConfirmation(of(kind as FindingKind)),
    ),
  ).toEqual([true, true, true, true]);
  expect(
    ['mx-host-certificate-expired', 'policy-invalid', 'mx-host-starttls-missing'].map((kind) =>
      needsConfirmation(of(kind as FindingKind)),
    ),
  ).toEqual([false, false, false]);
});

test.each([
  ['mx-host-certificate-expired', 'enforce', 'error'],
  ['mx-host-certificate-expired', undefined, 'error'],
  ['mx-host-certificate-expired', 'testing', 'warning'],
  ['mx-host-certificate-expired', 'none', 'info'],
  ['mx-host-certificate-expired', null, 'info'],
  ['mx-host-certificate-weak', 'testing', 'warning'],
  ['mx-host-starttls-missing', 'testing', 'warning'],
  ['mx-host-unresolvable', 'testing', 'error'],
  ['mx-host-unreachable', null, 'error'],
  ['mx-host-starttls-injection', null, 'error'],
] as const)('%s under mode %s is %s', (kind, mode, severity) => {
  expect(severityForDomain(of(kind), mode)).toBe(severity);
});

test('merging keeps the gravest and joins where it was seen', () => {
  const first = of(
    'mx-host-starttls-missing',
    { addresses: ['192.0.2.1'] },
    { aspects: ['smtp:192.0.2.1'], severity: 'warning' },
  );
  const second = of(
    'mx-host-starttls-missing',
    { addresses: ['192.0.2.2', '192.0.2.1'] },
    { aspects: ['smtp:192.0.2.2'] },
  );
  expect(mergeFindings([first, of('mx-host-cname'), second])).toMatchObject([
    {
      severity: 'error',
      aspects: ['smtp:192.0.2.1', 'smtp:192.0.2.2'],
      evidence: { addresses: ['192.0.2.1', '192.0.2.2'] },
    },
    { kind: 'mx-host-cname' },
  ]);
});

test.each([
  [
    of('mx-host-address-not-public', { addresses: ['10.0.0.1'] }),
    'mx1.example.com has the address 10.0.0.1, which is not public',
  ],
  [
    of('mx-host-address-not-public', { addresses: ['10.0.0.1', '10.0.0.2'] }),
    'mx1.example.com has the addresses 10.0.0.1 and 10.0.0.2, which are not public',
  ],
  [
    of('mx-is-address', { exchanges: ['192.0.2.1'] }),
    'an MX record of example.com holds the address 192.0.2.1 where a name must stand',
  ],
  [
    of('mx-is-address', { exchanges: ['192.0.2.1', '192.0.2.2'] }),
    'MX records of example.com hold the addresses 192.0.2.1 and 192.0.2.2 where names must stand',
  ],
  [
    of('policy-host-address-not-public', { addresses: [] }),
    'mta-sts.example.com has no address that can be reached from the Internet',
  ],
  [
    of('policy-host-address-not-public', { addresses: ['10.0.0.1', '10.0.0.2'] }),
    'mta-sts.example.com has no address that can be reached from the Internet (10.0.0.1 and 10.0.0.2)',
  ],
])('one or several: $kind %#', (finding, expected) => {
  expect(describeFinding(finding, 0).because).toBe(expected);
});

test('what a wildcard put at the name is no record, and it is not said that nothing is there', () => {
  expect(describeFinding(of('sts-record-missing'), 0).because).toBe('there is no STS record at _mta-sts.example.com');
  expect(describeFinding(of('tlsrpt-missing'), 0).because).toBe('there is no TLSRPT record at _smtp._tls.example.com');
});
