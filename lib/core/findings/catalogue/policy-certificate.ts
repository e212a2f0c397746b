import type { FindingKind } from '../../model';
import type { Entries } from '../entry';
import { rfc } from '../references';
import { policyUnusable, someSenders } from '../senders';
import { policyHost } from '../../mta-sts/policy-host';
import { namingAddresses } from './at-some';
import {
  CERTIFICATE_CHANGES,
  expiredWords,
  expiringWords,
  nameMismatchWords,
  notYetValidWords,
  untrustedWords,
  weakWords,
} from './certificate-words';

const SITE = { host: ({ name }: { readonly name: string }) => policyHost(name) };
const ADDRESS = '192.0.2.80';

const about = {
  area: 'policy-certificate',
  subject: 'domain',
  reminders: 'by-interval',
  speaksFor: CERTIFICATE_CHANGES,
  repair: { otherwise: 'The fault is at the policy host.' },
} as const;

const WHY =
  'A sender takes no policy from a host whose certificate it cannot verify. Senders without a cached policy deliver to the domain as if it had none, and others cannot see a change of the policy.';

const fetchFails = {
  severity: 'error',
  mail: 'unprotected',
  confirm: 'at-once',
  clear: 'served',
  resultType: 'sts-webpki-invalid',
  senders: policyUnusable,
  why: WHY,
} as const;

const ENTRIES = {
  'policy-host-certificate-expired': {
    ...about,
    dated: true,
    ...fetchFails,
    ...expiredWords(SITE, ADDRESS),
    heading: "The policy host's certificate has expired",
    references: [rfc(8461, '3.3'), rfc(5280, '4.1.2.5')],
  },
  'policy-host-certificate-not-yet-valid': {
    ...about,
    dated: true,
    ...fetchFails,
    ...notYetValidWords(SITE, ADDRESS),
    heading: "The policy host's certificate is not valid yet",
    references: [rfc(8461, '3.3'), rfc(5280, '4.1.2.5')],
  },
  'policy-host-certificate-expiring': {
    ...about,
    reminders: 'by-threshold',
    dated: true,
    harm: 'later',
    successor: 'policy-host-certificate-expired',
    ...expiringWords(SITE, ADDRESS),
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'at-once',
    clear: 'served',
    heading: "The policy host's certificate expires soon",
    why: `The certificate should have been renewed by now. Once it has expired, no sender can fetch the policy. ${WHY}`,
    references: [rfc(8461, '3.3')],
    resultType: null,
    senders: someSenders(
      'Delivers as before until the certificate expires. From then on it cannot fetch the policy, and goes on with a cached one alone.',
    ),
  },
  'policy-host-certificate-name-mismatch': {
    ...about,
    ...fetchFails,
    ...nameMismatchWords(SITE, ADDRESS),
    example: {
      ...nameMismatchWords(SITE, ADDRESS).example,
      expected: 'mta-sts.example.com',
      names: ['www.example.com'],
    },
    heading: "The policy host's certificate is for other names",
    why: `The certificate must be for mta-sts.<domain>, also where that name is a CNAME to a provider. ${WHY}`,
    references: [rfc(8461, '3.3'), rfc(9525, '6.3')],
  },
  'policy-host-certificate-untrusted': {
    ...about,
    ...fetchFails,
    ...untrustedWords(SITE, ADDRESS),
    heading: "The policy host's certificate is not trusted",
    references: [rfc(8461, '3.3'), rfc(5280, '6.1')],
  },
  'policy-host-certificate-weak': {
    ...about,
    ...weakWords(SITE, ADDRESS),
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'at-once',
    clear: 'served',
    heading: 'The policy host serves a weak certificate',
    why: 'Many TLS libraries refuse short keys and old signatures by default, so some senders cannot fetch the policy.',
    references: [rfc(9325, '4.2'), rfc(8461, '3.3')],
    resultType: 'sts-webpki-invalid',
    senders: someSenders(
      'Fetches the policy if its TLS library accepts the certificate; otherwise it goes on with a cached one alone.',
    ),
  },
} satisfies Partial<Entries<FindingKind>>;

export const POLICY_CERTIFICATE = namingAddresses(ENTRIES);
