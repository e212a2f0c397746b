import type { FindingKind, Target } from '../../model';
import type { Entries } from '../entry';
import { rfc } from '../references';
import { CERTIFICATE_BOUNCE, EXCHANGE_REASONS, mxRefused, NAME_BOUNCE, someSenders } from '../senders';
import {
  CERTIFICATE_CHANGES,
  expiredWords,
  expiringWords,
  nameMismatchWords,
  notYetValidWords,
  untrustedWords,
  weakWords,
} from './certificate-words';

const SITE = { host: ({ name }: Target) => name };
const ADDRESS = '192.0.2.25';

const about = {
  area: 'mx-certificate',
  subject: 'mx-host',
  reminders: 'by-interval',
  speaksFor: CERTIFICATE_CHANGES,
  repair: { otherwise: 'The fault is at the MX host.' },
} as const;

const WHY =
  'Senders that enforce a policy deliver only to MX hosts whose certificate they can verify. Others do not look at it, so the fault goes unnoticed until mail is missing.';

const refused = {
  severity: 'error',
  mail: 'refused',
  refusesMx: true,
  underPolicyOnly: true,
  confirm: 'at-once',
  clear: 'served',
  senders: mxRefused(CERTIFICATE_BOUNCE),
  why: WHY,
} as const;

export const MX_CERTIFICATE = {
  'mx-host-certificate-expired': {
    ...about,
    dated: true,
    ...refused,
    ...expiredWords(SITE, ADDRESS),
    bounceValues: () => ({ reason: EXCHANGE_REASONS.date }),
    heading: "An MX host's certificate has expired",
    references: [rfc(8461, '4.2'), rfc(5280, '4.1.2.5')],
    resultType: 'certificate-expired',
  },
  'mx-host-certificate-not-yet-valid': {
    ...about,
    dated: true,
    ...refused,
    ...notYetValidWords(SITE, ADDRESS),
    bounceValues: () => ({ reason: EXCHANGE_REASONS.date }),
    heading: "An MX host's certificate is not valid yet",
    references: [rfc(8461, '4.2'), rfc(5280, '4.1.2.5')],
    resultType: 'validation-failure',
  },
  'mx-host-certificate-expiring': {
    ...about,
    reminders: 'by-threshold',
    dated: true,
    harm: 'later',
    successor: 'mx-host-certificate-expired',
    ...expiringWords(SITE, ADDRESS),
    severity: 'warning',
    mail: 'at-risk',
    underPolicyOnly: true,
    confirm: 'at-once',
    clear: 'served',
    heading: "An MX host's certificate expires soon",
    why: 'The certificate should have been renewed by now. From its last second on, senders that enforce a policy refuse to deliver to this MX host.',
    references: [rfc(8461, '4.2')],
    resultType: null,
    senders: someSenders('Delivers as before until the certificate expires, and not any more from then on.'),
  },
  'mx-host-certificate-name-mismatch': {
    ...about,
    ...refused,
    ...nameMismatchWords(SITE, ADDRESS),
    heading: "An MX host's certificate is for other names",
    why: `The certificate must have the name in the MX record as SAN dNSName; a common name does not count. ${WHY}`,
    references: [rfc(8461, '4.2'), rfc(9525, '6.3')],
    resultType: 'certificate-host-mismatch',
    senders: mxRefused(NAME_BOUNCE),
  },
  'mx-host-certificate-untrusted': {
    ...about,
    ...refused,
    ...untrustedWords(SITE, ADDRESS),
    bounceValues: ({ evidence: { reason } }) => {
      if (reason === 'wrong-purpose') return { reason: EXCHANGE_REASONS.purpose };
      return reason === 'self-signed' || reason === 'unknown-issuer' ? { reason: EXCHANGE_REASONS.root } : {};
    },
    heading: "An MX host's certificate is not trusted",
    references: [rfc(8461, '4.2'), rfc(5280, '6.1')],
    resultType: 'certificate-not-trusted',
  },
  'mx-host-certificate-weak': {
    ...about,
    ...weakWords(SITE, ADDRESS),
    severity: 'warning',
    mail: 'at-risk',
    underPolicyOnly: true,
    confirm: 'at-once',
    clear: 'served',
    heading: 'An MX host serves a weak certificate',
    why: 'Many TLS libraries refuse short keys and old signatures by default, so some senders that enforce a policy do not deliver to this MX host.',
    references: [rfc(9325, '4.2'), rfc(8461, '4.2')],
    resultType: 'certificate-not-trusted',
    senders: someSenders('Delivers if its TLS library accepts the certificate; otherwise it treats it as not trusted.'),
  },
} satisfies Partial<Entries<FindingKind>>;
