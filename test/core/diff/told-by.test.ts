import { speaksFor, TOLD_BY_CHANGE } from '../../../lib/core/diff/told-by';
import { findingOf, FINDING_KINDS } from '../../../lib/core/findings';
import { mxHostTarget } from '../../../lib/core/model';
import type { EventType, Finding } from '../../../lib/core/model';
import { HOST, Watch } from './checks';

/** A finding of any kind: what speaks for what hangs on its kind and severity alone. */
const finding = (kind: Finding['kind'], severity: Finding['severity'] = 'error'): Finding =>
  ({ kind, severity, subject: mxHostTarget('mx1.example.com'), evidence: {}, aspects: [], fingerprint: kind }) as never;

const CERTIFICATE_FAULTS = ['expired', 'expiring', 'name-mismatch', 'not-yet-valid', 'untrusted', 'weak'].flatMap(
  (fault) => [`mx-host-certificate-${fault}`, `policy-host-certificate-${fault}`],
);
const TLSA_FAULTS = ['mx-host-tlsa-certificate-dates', 'mx-host-tlsa-mismatch', 'mx-host-tlsa-name-mismatch'];
/** A star: also when the finding was there before the change. */
const lasting = (...kinds: readonly string[]): string[] => kinds.map((kind) => `${kind}*`);

test.each<[EventType, readonly string[]]>([
  ['addresses-changed', lasting('mx-host-address-not-public', 'mx-host-unresolvable')],
  ['certificate-changed-under-same-tlsa', TLSA_FAULTS],
  ['certificate-issuer-changed', [...CERTIFICATE_FAULTS, ...TLSA_FAULTS]],
  ['certificate-key-type-changed', [...CERTIFICATE_FAULTS, ...TLSA_FAULTS]],
  ['certificate-names-lost', [...CERTIFICATE_FAULTS, ...TLSA_FAULTS]],
  ['certificate-replaced', [...CERTIFICATE_FAULTS, ...TLSA_FAULTS]],
  [
    'mx-set-changed',
    ['mx-implicit', 'mx-is-address', 'mx-missing', 'mx-not-covered', 'mx-null-not-alone', 'mx-null-with-policy'],
  ],
  ['mx-uncovered', ['mx-not-covered', 'policy-invalid*']],
  ['policy-appeared', ['mx-not-covered', 'policy-invalid*']],
  ['policy-body-changed', ['mx-not-covered', 'policy-invalid*']],
  ['policy-changed-under-same-id', ['policy-invalid*']],
  [
    'policy-unreachable',
    lasting(
      'policy-content-type',
      'policy-encoding-unreadable',
      'policy-host-address-not-public',
      'policy-host-missing',
      'policy-host-slow',
      'policy-host-tls-failed',
      'policy-host-tls-version',
      'policy-host-unreachable',
      'policy-http-status',
      'policy-redirect',
      'policy-response-failed',
      'policy-too-large',
    ),
  ],
  ['sts-record-appeared', lasting('sts-record-invalid', 'sts-record-multiple')],
  ['sts-record-id-changed', lasting('sts-record-invalid', 'sts-record-multiple')],
  ['sts-record-vanished', lasting('sts-record-ignored', 'sts-record-missing')],
  ['tlsa-changed', lasting(...TLSA_FAULTS, 'mx-host-tlsa-insecure', 'mx-host-tlsa-unusable')],
  [
    'tlsrpt-changed',
    lasting('tlsrpt-ambiguous', 'tlsrpt-invalid', 'tlsrpt-ignored', 'tlsrpt-missing', 'tlsrpt-multiple'),
  ],
])('%s is told by the findings that come of it', (type, expected) => {
  const speaking = FINDING_KINDS.filter((kind) => speaksFor(finding(kind), type, true)).map((kind) =>
    speaksFor(finding(kind), type, false) ? `${kind}*` : kind,
  );
  expect(speaking.sort()).toEqual([...expected].sort());
  // What is told to nobody speaks for nothing.
  expect(FINDING_KINDS.filter((kind) => speaksFor(finding(kind, 'info'), type, true))).toEqual([]);
});

test('changes that say what others say, and better', () => {
  expect(TOLD_BY_CHANGE).toEqual({
    'sts-record-appeared': ['policy-appeared'],
    'sts-record-id-changed': ['policy-body-changed', 'policy-id-changed-same-body'],
    'policy-mode-raised': ['policy-body-changed'],
    'policy-mode-lowered': ['policy-body-changed'],
    'policy-max-age-shortened': ['policy-body-changed'],
    'policy-unreachable': ['sts-record-vanished'],
    'mx-set-changed': ['mx-uncovered'],
    'certificate-replaced': ['certificate-issuer-changed', 'certificate-changed-under-same-tlsa'],
    'certificate-key-type-changed': ['certificate-issuer-changed'],
  });
});

test('addresses that have gone are told as the host that has none', () => {
  const unresolvable = findingOf({
    kind: 'mx-host-unresolvable',
    subject: HOST,
    evidence: { reason: 'no-name' } as never,
    aspects: ['mx-host'] as never,
  });
  const watch = new Watch(HOST);
  watch.see({ facts: { addresses: ['192.0.2.1'] } });
  watch.see({ facts: { addresses: null }, findings: [unresolvable] });
  expect(watch.events.find(({ type }) => type === 'addresses-changed')?.toldBy).toEqual([unresolvable.fingerprint]);
});
