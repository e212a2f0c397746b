import type { EventType, FindingKind } from '../model';

type Teller = EventType | FindingKind;

const UNFETCHED: readonly FindingKind[] = [
  'policy-host-missing',
  'policy-host-address-not-public',
  'policy-host-unreachable',
  'policy-host-tls-failed',
  'policy-host-tls-version',
  'policy-http-status',
  'policy-redirect',
  'policy-content-type',
  'policy-too-large',
  'policy-response-failed',
  'policy-encoding-unreadable',
];

const TLSA_FAULTS: readonly FindingKind[] = [
  'mx-host-tlsa-mismatch',
  'mx-host-tlsa-name-mismatch',
  'mx-host-tlsa-certificate-dates',
];

const CERTIFICATE_FAULTS: readonly FindingKind[] = [
  'policy-host-certificate-expired',
  'policy-host-certificate-not-yet-valid',
  'policy-host-certificate-expiring',
  'policy-host-certificate-name-mismatch',
  'policy-host-certificate-untrusted',
  'policy-host-certificate-weak',
  'mx-host-certificate-expired',
  'mx-host-certificate-not-yet-valid',
  'mx-host-certificate-expiring',
  'mx-host-certificate-name-mismatch',
  'mx-host-certificate-untrusted',
  'mx-host-certificate-weak',
  ...TLSA_FAULTS,
];

/**
 * One cause, one alert: what tells people about a change better than the change itself, when the same look gave both.
 * A new policy that leaves out an MX host is told as the mail that is refused, not twice.
 */
export const TOLD_BY: Partial<Readonly<Record<EventType, readonly Teller[]>>> = {
  'sts-record-appeared': ['policy-appeared', 'sts-record-invalid', 'sts-record-multiple'],
  'sts-record-vanished': ['sts-record-missing', 'sts-record-ignored'],
  'sts-record-id-changed': [
    'policy-body-changed',
    'policy-id-changed-same-body',
    'sts-record-invalid',
    'sts-record-multiple',
  ],
  'policy-appeared': ['policy-invalid', 'mx-not-covered'],
  'policy-body-changed': ['policy-invalid', 'mx-not-covered'],
  'policy-changed-under-same-id': ['policy-invalid'],
  'policy-mode-raised': ['policy-body-changed'],
  'policy-mode-lowered': ['policy-body-changed'],
  'policy-max-age-shortened': ['policy-body-changed'],
  'policy-unreachable': ['sts-record-vanished', ...UNFETCHED],
  'mx-set-changed': [
    'mx-uncovered',
    'mx-not-covered',
    'mx-missing',
    'mx-null-with-policy',
    'mx-null-not-alone',
    'mx-is-address',
    'mx-implicit',
  ],
  'mx-uncovered': ['mx-not-covered', 'policy-invalid'],
  'certificate-replaced': ['certificate-issuer-changed', 'certificate-changed-under-same-tlsa', ...CERTIFICATE_FAULTS],
  'certificate-issuer-changed': CERTIFICATE_FAULTS,
  'certificate-key-type-changed': ['certificate-issuer-changed', ...CERTIFICATE_FAULTS],
  'certificate-names-lost': CERTIFICATE_FAULTS,
  'certificate-changed-under-same-tlsa': TLSA_FAULTS,
  'tlsa-changed': ['mx-host-tlsa-insecure', 'mx-host-tlsa-unusable', ...TLSA_FAULTS],
  'tlsrpt-changed': ['tlsrpt-missing', 'tlsrpt-invalid', 'tlsrpt-ignored', 'tlsrpt-multiple', 'tlsrpt-ambiguous'],
  'addresses-changed': ['mx-host-unresolvable', 'mx-host-address-not-public'],
};

/**
 * Changes that the findings named for them say in any case, new or not: a policy is not served for the reason that is
 * found, in whatever check the finding was confirmed.
 */
export const SAID_BY_ANY: ReadonlySet<EventType> = new Set(['policy-unreachable']);
