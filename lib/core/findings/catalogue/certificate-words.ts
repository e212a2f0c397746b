import type {
  CertificateEvidence,
  ExpiryEvidence,
  ExpiringEvidence,
  FixStep,
  NameMismatchEvidence,
  Target,
  UntrustedEvidence,
  WeakCertificateEvidence,
} from '../../model';
import { step } from '../../text/fix';
import type { EntryWith, EvidenceLine } from '../entry';
import { librariesClause } from '../libraries';
import { addressesLine, ago, ahead, bounded, duration, line, listed, utc } from '../words';

/** Whose certificate it is: the words of a policy host's and an MX host's are the same but for these. */
export interface CertificateSite {
  /** The name that the certificate must be for. */
  readonly host: (subject: Target) => string;
}

type Words<Evidence> = Pick<EntryWith<Evidence>, 'title' | 'fix' | 'because' | 'evidenceLines' | 'example'>;

const DAY = 86_400_000;
const EXAMPLE_TIME = Date.UTC(2026, 10, 23, 9, 30);
const EXAMPLE_FINGERPRINT = '3f0a9b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708';
const exampleSeen = (address: string): CertificateEvidence => ({
  certificate: EXAMPLE_FINGERPRINT,
  addresses: [address],
});

const whichCertificate = (host: string, { role, certificateSubject }: ExpiryEvidence): string =>
  role === 'leaf'
    ? `the certificate of ${host}`
    : `the intermediate certificate ${bounded(certificateSubject, 100)} that ${host} serves`;

/** Where it was found, and which certificates have the fault: several if several servers answer in turn. */
export const seenLines = ({
  certificate,
  certificates = [],
  addresses,
}: CertificateEvidence): readonly EvidenceLine[] => [
  ...addressesLine(addresses),
  ['Certificate (SHA-256)', certificate],
  ...certificates
    .filter(({ fingerprint }) => fingerprint !== certificate)
    .map(({ fingerprint, subject, notAfter }): EvidenceLine => [
      'Also found on',
      `${bounded(subject, 100)}, expires ${utc(notAfter)}, SHA-256 ${fingerprint}`,
    ]),
];

const validityLines = (evidence: ExpiryEvidence): readonly EvidenceLine[] => [
  ...line('Subject', bounded(evidence.certificateSubject)),
  ...(evidence.spare ? [['Needed', 'no, but older TLS libraries fail at it'] as const] : []),
  ['Valid from', utc(evidence.notBefore)],
  ['Valid until', utc(evidence.notAfter)],
  ...seenLines(evidence),
];

/** A change of the certificate that brings a fault with it, or leaves one there, is the fault. */
export const CERTIFICATE_CHANGES = {
  'certificate-replaced': 'when-new',
  'certificate-issuer-changed': 'when-new',
  'certificate-key-type-changed': 'when-new',
  'certificate-names-lost': 'when-new',
} as const;

const INSTALL: readonly FixStep[] = [
  step('Install it with its intermediates on every server behind this name.'),
  step('Reload the service: many servers keep using the old certificate until they are reloaded.'),
];
const RENEW: readonly FixStep[] = [step('Renew the certificate.'), ...INSTALL];
const REPLACE_CHAIN: readonly FixStep[] = [
  step('Replace the intermediate certificates that the server sends with the current ones from the CA.'),
  step('Reload the server.'),
];

/** Senders that use DANE stop delivering when the new key matches no TLSA record (RFC 7671 section 8.1). */
const keepTlsa = ({ tlsaAt }: CertificateEvidence): readonly FixStep[] =>
  tlsaAt === undefined
    ? []
    : [
        step(
          `Keep the key and the CA, because the TLSA records at _25._tcp.${bounded(tlsaAt, 255)} match them. To change either, first publish the TLSA record for the new certificate and wait until the old TTL has passed.`,
        ),
      ];

const renew = ({ role }: ExpiryEvidence): readonly FixStep[] => (role === 'leaf' ? RENEW : REPLACE_CHAIN);

export const expiredWords = ({ host }: CertificateSite, address: string): Words<ExpiryEvidence> => ({
  title: ({ subject, evidence }) =>
    evidence.role === 'leaf'
      ? `The certificate of ${host(subject)} has expired`
      : `${host(subject)} serves an expired intermediate certificate`,
  fix: ({ evidence }) => [...keepTlsa(evidence), ...renew(evidence)],
  because: ({ subject, evidence }, now) =>
    `${whichCertificate(host(subject), evidence)} expired ${ago(evidence.notAfter, now)}`,
  evidenceLines: ({ evidence }) => validityLines(evidence),
  example: {
    ...exampleSeen(address),
    notBefore: EXAMPLE_TIME - 90 * DAY,
    notAfter: EXAMPLE_TIME,
    role: 'leaf',
    certificateSubject: 'CN=example.com',
  },
});

export const notYetValidWords = ({ host }: CertificateSite, address: string): Words<ExpiryEvidence> => ({
  title: ({ subject, evidence }) =>
    evidence.role === 'leaf'
      ? `The certificate of ${host(subject)} is not valid yet`
      : `${host(subject)} serves an intermediate certificate that is not valid yet`,
  fix: ({ evidence }) => [
    ...keepTlsa(evidence),
    step('Install the previous certificate until this one becomes valid, or have a new one issued.'),
    step('Check the clock of the machine that issued it.'),
  ],
  because: ({ subject, evidence }, now) =>
    `${whichCertificate(host(subject), evidence)} becomes valid only ${ahead(evidence.notBefore, now)}`,
  evidenceLines: ({ evidence }) => validityLines(evidence),
  example: {
    ...exampleSeen(address),
    notBefore: EXAMPLE_TIME + DAY,
    notAfter: EXAMPLE_TIME + 91 * DAY,
    role: 'leaf',
    certificateSubject: 'CN=example.com',
  },
});

export const expiringWords = ({ host }: CertificateSite, address: string): Words<ExpiringEvidence> => ({
  title: ({ subject, evidence }) =>
    evidence.role === 'leaf'
      ? `The certificate of ${host(subject)} expires soon`
      : `${host(subject)} serves an intermediate certificate that expires soon`,
  fix: ({ evidence }) => [
    ...keepTlsa(evidence),
    ...(evidence.role === 'leaf'
      ? [step('Check why automatic renewal failed: normally this certificate would have been replaced by now.')]
      : []),
    ...renew(evidence),
  ],
  // It may be told late, when it has expired already.
  because: ({ subject, evidence }, now) =>
    `${whichCertificate(host(subject), evidence)} ${evidence.notAfter < now ? `expired ${ago(evidence.notAfter, now)}` : `expires ${ahead(evidence.notAfter, now)}`}`,
  evidenceLines: ({ evidence }) => [...validityLines(evidence), ...expiringLines(evidence)],
  example: {
    ...exampleSeen(address),
    notBefore: EXAMPLE_TIME - 84 * DAY,
    notAfter: EXAMPLE_TIME + 6 * DAY,
    role: 'leaf',
    certificateSubject: 'CN=example.com',
    threshold: '7d/10%',
    issuer: 'C=US, O=Example Trust, CN=E7',
  },
});

const expiringLines = ({ notBefore, notAfter, issuer, threshold }: ExpiringEvidence): readonly EvidenceLine[] => [
  ['Lifetime', duration(notAfter - notBefore)],
  ['Issuer', bounded(issuer)],
  ['Threshold passed', threshold],
];

export const nameMismatchWords = ({ host }: CertificateSite, address: string): Words<NameMismatchEvidence> => ({
  title: ({ subject }) => `The certificate of ${host(subject)} is for other names`,
  fix: ({ evidence }) => [
    ...keepTlsa(evidence),
    step(
      `Have a certificate issued with the SAN dNSName ${evidence.expected}.${evidence.commonNameOnly ? ' The common name (CN) does not count, even if it matches.' : ''}`,
    ),
    ...INSTALL,
  ],
  because: ({ subject, evidence }) => `the certificate of ${host(subject)} ${namesClause(evidence)}`,
  evidenceLines: ({ evidence }) => [
    ['Name expected', evidence.expected],
    ['Names in the certificate', evidence.names.length === 0 ? 'none' : listed(evidence.names, 20)],
    ...(evidence.commonNameOnly ? [['Common name', 'matches, but does not count'] as const] : []),
    ...seenLines(evidence),
  ],
  example: {
    ...exampleSeen(address),
    expected: 'mx1.example.com',
    names: ['mail.example.net', '*.example.net'],
    commonNameOnly: false,
  },
});

function namesClause({ names, commonNameOnly }: NameMismatchEvidence): string {
  if (commonNameOnly) return 'has its name as common name alone, which does not count';
  return names.length === 0 ? 'has no DNS name' : `is for ${listed(names, 3)} instead`;
}

const PUBLIC_CA = step('Install a certificate from a public CA, with its intermediates.');

const UNTRUSTED: Readonly<
  Record<UntrustedEvidence['reason'], { readonly clause: string; readonly fix: readonly FixStep[] }>
> = {
  'self-signed': {
    clause: 'is self-signed',
    fix: [PUBLIC_CA],
  },
  'incomplete-chain': {
    clause: 'is served without the intermediate certificate that issued it',
    fix: [
      step(
        'Serve the whole chain: the certificate and then each intermediate. With certbot and most ACME clients that file is fullchain.pem, not cert.pem.',
      ),
    ],
  },
  'unknown-issuer': {
    clause: 'is issued by a CA that senders do not trust',
    fix: [PUBLIC_CA],
  },
  'any-purpose': {
    clause: 'allows any purpose (anyExtendedKeyUsage) but not explicitly serverAuth',
    fix: [
      step(
        'Have the certificate issued with the extended key usage serverAuth, by an intermediate that has serverAuth or no extended key usage.',
      ),
    ],
  },
  'other-path-first': {
    clause: 'is served with two CA certificates of the same name, the first of which leads to no trusted root',
    fix: [
      step(
        'Remove the CA certificate that leads to no trusted root (such as a self-signed copy of a cross-signed root) from the chain file.',
      ),
      step('Reload the server.'),
    ],
  },
  'wrong-purpose': {
    clause: 'is not valid for server authentication',
    fix: [step('Have a certificate issued with the extended key usage serverAuth.')],
  },
  other: {
    clause: 'fails the check of its chain',
    fix: [PUBLIC_CA, step('Verify the chain with OpenSSL.')],
  },
};

export const untrustedWords = ({ host }: CertificateSite, address: string): Words<UntrustedEvidence> => ({
  title: ({ subject, evidence }) =>
    evidence.acceptedBy === undefined
      ? `The certificate of ${host(subject)} is not trusted`
      : `Some senders do not trust the certificate of ${host(subject)}`,
  fix: ({ evidence }) => [...keepTlsa(evidence), ...UNTRUSTED[evidence.reason].fix],
  because: ({ subject, evidence }) =>
    `the certificate of ${host(subject)} ${UNTRUSTED[evidence.reason].clause}${evidence.acceptedBy === undefined ? '' : `: ${librariesClause(evidence.acceptedBy)}`}`,
  evidenceLines: ({ evidence }) => [
    ['Reason', UNTRUSTED[evidence.reason].clause],
    ['OpenSSL says', bounded(evidence.error)],
    ...(evidence.acceptedBy === undefined ? [] : [['Senders', librariesClause(evidence.acceptedBy)] as const]),
    ['Issuer', bounded(evidence.issuer)],
    ...seenLines(evidence),
  ],
  example: {
    ...exampleSeen(address),
    reason: 'incomplete-chain',
    error: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    issuer: 'C=US, O=Example Trust, CN=E7',
  },
});

export const weakWords = ({ host }: CertificateSite, address: string): Words<WeakCertificateEvidence> => ({
  title: ({ subject }) => `A certificate that ${host(subject)} serves is weak`,
  fix: ({ evidence }) => [
    ...keepTlsa(evidence),
    step(
      'Have a certificate issued with a new key, ECDSA P-256 or RSA of 2048 bits or more, signed with SHA-256 or better.',
    ),
    ...INSTALL,
  ],
  because: ({ subject, evidence }) =>
    `a certificate that ${host(subject)} serves has weaknesses: ${listed(evidence.weaknesses)}`,
  evidenceLines: ({ evidence }) => [...weaknessLines(evidence), ...seenLines(evidence)],
  example: { ...exampleSeen(address), weaknesses: ['RSA key of 1024 bits', 'signature sha1WithRSAEncryption'] },
});

const weaknessLines = ({ weaknesses }: WeakCertificateEvidence): readonly EvidenceLine[] =>
  weaknesses.map((weakness) => ['Weakness', bounded(weakness)]);
