import type {
  FaultyTlsa,
  FindingEvidence,
  FindingKind,
  FixStep,
  TlsaChainEvidence,
  TlsaMiss,
  TlsaUnusable,
  ToPublish,
} from '../../model';
import { isHostName } from '../../text/domain-name';
import { record, step } from '../../text/fix';
import { recordPlace } from '../alias';
import type { Entries, EvidenceLine, Fault, RecordPlace } from '../entry';
import { rfc } from '../references';
import {
  BOGUS_BOUNCE,
  DANE_DATE_BOUNCE,
  DANE_NAME_BOUNCE,
  DANE_STARTTLS_BOUNCE,
  daneRefused,
  dnssecRefused,
  TLSA_BOUNCE,
} from '../senders';
import { addressesLine, ago, ahead, bounded, listed, utc } from '../words';
import { CERTIFICATE_CHANGES, seenLines } from './certificate-words';
import { failureClause } from './failure-words';

const about = {
  area: 'dane',
  subject: 'mx-host',
  reminders: 'by-interval',
  speaksFor: {},
  repair: { otherwise: 'The fault is at the MX host.' },
} as const;
/** Likewise of the records themselves. */
const aboutRecords = {
  ...about,
  speaksFor: { 'tlsa-changed': 'while-open' },
  repair: { otherwise: 'Which TLSA records are right is for the operator of the MX host to say.' },
} as const;
/** Likewise of records and certificate together. */
const aboutMatch = {
  ...aboutRecords,
  speaksFor: {
    ...CERTIFICATE_CHANGES,
    'certificate-changed-under-same-tlsa': 'when-new',
    'tlsa-changed': 'while-open',
  },
} as const;

const UNUSABLE: Readonly<Record<TlsaUnusable, string>> = {
  'pkix-usage': 'usages 0 and 1 mean nothing between mail servers',
  'unknown-usage': 'no such certificate usage',
  'unknown-selector': 'no such selector',
  'unknown-matching-type': 'no such matching type',
  'digest-length': 'the digest has a wrong length',
  malformed: 'the data is not a certificate or key, or has extra octets at its end',
};

const MISS: Readonly<Record<TlsaMiss, string>> = {
  'other-certificate': 'stands for another certificate',
  'not-the-leaf': "stands for an authority of the chain, and usage 3 is for the server's own certificate",
  'anchor-not-served': 'stands for an authority that is not among the certificates served',
  'anchor-did-not-sign': "stands for a certificate of the chain that did not sign the server's",
  'usage-forbids':
    'matches a CA that signed the chain, but a CA flag, key usage, extended key usage, path length or name constraint in the chain forbids it',
  'anchor-is-the-leaf': "stands for the server's own certificate, and usage 2 is for its authority",
  'weaker-digest': 'matches, and does not count beside a record with SHA-512 that does not',
};

const LONGEST_RECORD = 160;
const recordLines = <Why extends string>(
  records: readonly FaultyTlsa<Why>[],
  words: Readonly<Record<Why, string>>,
): readonly EvidenceLine[] =>
  records.slice(0, 8).map(({ record, why }) => ['TLSA record', `${bounded(record, LONGEST_RECORD)} (${words[why]})`]);

const tlsaOf = (baseDomain: string): string => `_25._tcp.${bounded(baseDomain, 255)}`;
const at = {
  recordAt: ({ evidence }: Fault<{ readonly baseDomain: string }>): RecordPlace => ({
    name: tlsaOf(evidence.baseDomain),
    type: 'TLSA',
  }),
};
const chainLines = (evidence: TlsaChainEvidence): readonly EvidenceLine[] => [
  ['TLSA records at', tlsaOf(evidence.baseDomain)],
  ...seenLines(evidence),
];

/** The record to publish for a key: the form that RFC 7672 section 3.1 recommends. */
const recordOf = ({ baseDomain, spkiSha256, ...evidence }: FindingEvidence['mx-host-tlsa-mismatch']): ToPublish =>
  record(isHostName(baseDomain) ? recordPlace(tlsaOf(baseDomain), evidence) : undefined, 'TLSA', `3 1 1 ${spkiSha256}`);

const RENEW_DNSSEC: readonly FixStep[] = [
  step('Find out where the chain of signatures breaks, with delv or dnsviz.net.'),
  step('Sign the zone again, or correct the DS record at its parent.'),
];

const bogus = {
  severity: 'error',
  mail: 'refused-by-dane',
  confirm: 'network',
  clear: 'served',
  resultType: 'dnssec-invalid',
  senders: dnssecRefused(BOGUS_BOUNCE),
  references: [rfc(7672, '2.1.2'), rfc(4035, '5.5')],
} as const;
const refused = {
  severity: 'error',
  mail: 'refused-by-dane',
  refusesDane: true,
  confirm: 'at-once',
  clear: 'served',
} as const;
const NOT_RESCUED = 'MTA-STS cannot rescue it: a sender that knows both must not deliver where DANE fails.';

const EXAMPLE_CERTIFICATE = '3f0a9b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708';
const EXAMPLE_KEY = '9c8b7a69584736251403f2e1d0cfbeadc9b8a79685746352413020f1e2d3c4b5';
const EXAMPLE_TIME = Date.UTC(2026, 10, 23, 9, 30);
const exampleChain = { baseDomain: 'mx1.example.com', addresses: ['192.0.2.25'], certificate: EXAMPLE_CERTIFICATE };

export const DANE = {
  'dnssec-bogus': {
    ...about,
    subject: 'domain',
    lookup: true,
    repair: {
      otherwise: 'The name servers do not answer, or their signatures do not hold; a record would change nothing.',
    },
    ...bogus,
    heading: 'An answer of the domain fails DNSSEC validation',
    title: ({ evidence }) => `${bounded(evidence.name)} ${evidence.type} fails DNSSEC validation`,
    why: 'The zone is signed, and the signatures do not fit: they are expired, of another key, or missing. A resolver that validates gives no answer at all, because it cannot tell a slip from a forgery.',
    fix: () => RENEW_DNSSEC,
    because: ({ evidence }) => `${bounded(evidence.name)} ${evidence.type} fails DNSSEC validation`,
    evidenceLines: ({ evidence }) => [
      ['Name', bounded(evidence.name)],
      ['Type', evidence.type],
      ['Detail', bounded(evidence.detail)],
    ],
    example: {
      name: 'example.com',
      type: 'MX',
      detail: '192.0.2.53:53: SERVFAIL (extended error 7: signature expired)',
    },
  },
  'mx-host-dnssec-bogus': {
    ...about,
    lookup: true,
    ...bogus,
    refusesDane: true,
    heading: "An MX host's records fail DNSSEC validation",
    title: ({ subject, evidence }) => `The ${evidence.type} records of ${subject.name} fail DNSSEC validation`,
    why: `Senders that validate get no answer, and cannot tell a slip from an attack; so they keep the mail. ${NOT_RESCUED}`,
    fix: () => RENEW_DNSSEC,
    because: ({ subject, evidence }) => `the ${evidence.type} records of ${subject.name} fail DNSSEC validation`,
    evidenceLines: ({ evidence }) => [
      ['Name', bounded(evidence.name)],
      ['Type', evidence.type],
      ['Detail', bounded(evidence.detail)],
    ],
    example: {
      name: '_25._tcp.mx1.example.com',
      type: 'TLSA',
      detail: '192.0.2.53:53: SERVFAIL (extended error 6: DNSSEC bogus)',
    },
  },
  'mx-host-tlsa-failing': {
    ...aboutRecords,
    speaksFor: {},
    lookup: true,
    severity: 'error',
    mail: 'refused-by-dane',
    refusesDane: true,
    confirm: 'network',
    clear: 'served',
    heading: "The DNS does not answer for an MX host's TLSA records",
    title: ({ subject }) => `The DNS does not say whether ${subject.name} has TLSA records`,
    why: `The host's address is signed, so that senders that use DANE ask for TLSA records. Without an answer, even a plain no, they must keep the mail. Some old name servers and firewalls drop questions of this type.`,
    fix: ({ evidence }) => [
      step(`Query each name server of the zone for ${bounded(evidence.name)} TLSA.`),
      step('Repair or replace those that do not answer.'),
    ],
    references: [rfc(7672, '2.1.2')],
    resultType: 'dnssec-invalid',
    senders: dnssecRefused(),
    because: ({ subject, evidence }) =>
      `the DNS does not say whether ${subject.name} has TLSA records (${failureClause(evidence.cause)})`,
    evidenceLines: ({ evidence }) => [
      ['Name', bounded(evidence.name)],
      ['Type', 'TLSA'],
      ['Seen', failureClause(evidence.cause)],
      ['Detail', bounded(evidence.detail)],
    ],
    example: { name: '_25._tcp.mx1.example.com', cause: 'timeout', detail: '192.0.2.53:53: no answer within 3 s' },
  },
  'mx-host-tlsa-insecure': {
    ...aboutRecords,
    ...at,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'at-once',
    clear: 'published',
    heading: 'TLSA records without DNSSEC',
    title: ({ subject }) => `TLSA records of ${subject.name} are not protected by DNSSEC`,
    why: 'A TLSA record counts only where DNSSEC proves it and the addresses of the host. Without that senders pass over it, and DANE protects nothing.',
    fix: ({ evidence }) => [
      step(
        `Sign the zone that holds ${evidence.insecure === 'records' ? recordPlace(tlsaOf(evidence.baseDomain), evidence) : "the host's addresses"} with DNSSEC.`,
      ),
      step('Have its DS record published at the parent.'),
      step('To stop using DANE instead, remove the TLSA records.'),
    ],
    references: [rfc(7672, '2.2.2'), rfc(7672, '2.2.3')],
    resultType: null,
    senders: {
      exchangeOnline: 'Passes over the TLSA records.',
      conforming: 'Passes over the TLSA records: it goes by MTA-STS, or delivers with whatever TLS it gets.',
    },
    because: ({ subject, evidence }) =>
      `DNSSEC does not prove the ${evidence.insecure === 'records' ? 'TLSA records' : 'addresses'} of ${subject.name}`,
    evidenceLines: ({ evidence }) => [
      ['TLSA records at', tlsaOf(evidence.baseDomain)],
      ['Not proven', evidence.insecure === 'records' ? 'the TLSA records' : 'the addresses'],
      ['TLSA records', listed(evidence.records.map((record) => bounded(record, LONGEST_RECORD)))],
    ],
    example: { baseDomain: 'mx1.example.com', records: [`3 1 1 ${EXAMPLE_KEY}`], insecure: 'records' },
  },
  'mx-host-tlsa-unusable': {
    ...aboutRecords,
    ...at,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'at-once',
    clear: 'published',
    heading: 'TLSA records that mail servers cannot use',
    title: ({ subject, evidence }) =>
      `${evidence.all ? 'No TLSA record' : 'Not every TLSA record'} of ${subject.name} can be used`,
    why: 'Mail servers use the certificate usages 2 and 3, the selectors 0 and 1, and the matching types 0 to 2. When no record is left, TLS is a must and whom it leads to is not checked: an attacker in the path can read the mail.',
    fix: ({ evidence }) => [
      step(
        evidence.all
          ? `Replace the TLSA records at ${recordPlace(tlsaOf(evidence.baseDomain), evidence)}: the usual form is 3 1 1 with the SHA-256 of the server's public key.`
          : 'Replace the record, or remove it.',
      ),
    ],
    references: [rfc(7672, '3.1.3'), rfc(7672, '2.2')],
    resultType: null,
    senders: {
      exchangeOnline:
        'When no record can be used: delivers over TLS without checking the certificate by DANE, and returns the mail when there is no TLS.',
      conforming:
        'When no record can be used: delivers over TLS without checking the certificate by DANE, and keeps the mail when there is no TLS. An enforced MTA-STS policy still counts for those that know it.',
    },
    because: ({ subject, evidence }) =>
      evidence.all
        ? `no TLSA record of ${subject.name} can be used`
        : `a TLSA record of ${subject.name} cannot be used`,
    evidenceLines: ({ evidence }) => [
      ['TLSA records at', tlsaOf(evidence.baseDomain)],
      ...recordLines(evidence.records, UNUSABLE),
    ],
    example: {
      baseDomain: 'mx1.example.com',
      records: [{ record: `1 1 1 ${EXAMPLE_KEY}`, why: 'pkix-usage' }],
      all: true,
    },
  },
  'mx-host-tlsa-mismatch': {
    ...aboutMatch,
    repair: { ...aboutMatch.repair, record: 'tlsa' },
    ...at,
    ...refused,
    heading: 'No TLSA record matches the certificate served',
    title: ({ subject }) => `No TLSA record of ${subject.name} matches its certificate`,
    why: `The usual cause is a renewal with a new key while the TLSA record stayed. Senders that use DANE treat the server as an impostor. ${NOT_RESCUED}`,
    fix: ({ evidence }) => [
      step('Restore the old certificate if you still can.'),
      step(
        'Otherwise publish the TLSA record for the certificate that is served now, in addition to the old ones:',
        recordOf(evidence),
      ),
      step('Remove the old TLSA records when their TTL has passed.'),
      step('Next time, publish the new record before you install the new certificate, or keep the key when you renew.'),
    ],
    references: [rfc(7672, '3.1'), rfc(7671, '8.1'), rfc(8461, '2')],
    resultType: 'tlsa-invalid',
    senders: daneRefused(TLSA_BOUNCE),
    because: ({ subject }) => `no TLSA record of ${subject.name} matches the certificate that it serves`,
    evidenceLines: ({ evidence }) => [
      ...chainLines(evidence),
      ...recordLines(evidence.records, MISS),
      ['Key (SHA-256)', evidence.spkiSha256],
    ],
    example: {
      ...exampleChain,
      records: [
        { record: '3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', why: 'other-certificate' },
      ],
      spkiSha256: EXAMPLE_KEY,
    },
  },
  'mx-host-tlsa-name-mismatch': {
    ...aboutMatch,
    ...at,
    ...refused,
    heading: 'A certificate under DANE-TA is for another name',
    title: ({ subject }) => `The certificate of ${subject.name}, under DANE-TA, is for another name`,
    why: 'A TLSA record of usage 2 names an authority, which vouches for many servers; so the certificate must be for the TLSA base domain, or for the domain that the mail is for. Names do not count under usage 3.',
    fix: ({ evidence }) => [
      step(
        `Have a certificate issued for ${bounded(evidence.baseDomain, 255)}, or publish a TLSA record with usage 3 for the server's own key.`,
      ),
    ],
    references: [rfc(7672, '3.2.2'), rfc(7672, '3.2.3')],
    resultType: 'certificate-host-mismatch',
    senders: daneRefused(DANE_NAME_BOUNCE),
    because: ({ subject, evidence }) =>
      `the certificate of ${subject.name} is for ${listed(evidence.names, 2)}, and under DANE-TA names count`,
    evidenceLines: ({ evidence }) => [
      ...chainLines(evidence),
      ['TLSA record', bounded(evidence.record, LONGEST_RECORD)],
      ['Expected', bounded(evidence.baseDomain, 255)],
      ['Names', listed(evidence.names, 8)],
    ],
    example: { ...exampleChain, record: `2 1 1 ${EXAMPLE_KEY}`, names: ['mail.example.net'] },
  },
  'mx-host-tlsa-certificate-dates': {
    ...aboutMatch,
    dated: true,
    ...refused,
    heading: 'A certificate under DANE-TA is outside its dates',
    title: ({ subject }) => `A certificate of ${subject.name}, under DANE-TA, is outside its dates`,
    why: 'Under a TLSA record of usage 2 the chain up to the authority must be within its dates. Under usage 3 dates do not count.',
    fix: () => [
      step('Renew the certificate.'),
      step('Install it with the CA certificate that the TLSA record names.'),
      step('Reload the server.'),
    ],
    references: [rfc(7672, '3.1.2')],
    resultType: 'certificate-expired',
    senders: daneRefused(DANE_DATE_BOUNCE),
    because: ({ subject, evidence }, now) =>
      `the certificate ${bounded(evidence.certificateSubject, 100)} that ${subject.name} serves under DANE-TA ${evidence.notAfter < now ? `expired ${ago(evidence.notAfter, now)}` : `becomes valid only ${ahead(evidence.notBefore, now)}`}`,
    evidenceLines: ({ evidence }) => [
      ['Subject', bounded(evidence.certificateSubject)],
      ['Valid from', utc(evidence.notBefore)],
      ['Valid until', utc(evidence.notAfter)],
      ...chainLines(evidence),
      ['TLSA record', bounded(evidence.record, LONGEST_RECORD)],
    ],
    example: {
      ...exampleChain,
      record: `2 1 1 ${EXAMPLE_KEY}`,
      certificateSubject: 'CN=mx1.example.com',
      notBefore: EXAMPLE_TIME - 90 * 86_400_000,
      notAfter: EXAMPLE_TIME,
    },
  },
  'mx-host-dane-tls-missing': {
    ...about,
    ...at,
    ...refused,
    heading: 'TLSA records, and no TLS',
    title: ({ subject }) => `${subject.name} has TLSA records, and gives no TLS session`,
    why: `A signed TLSA record promises TLS. Senders that use DANE never fall back to plaintext; they take its absence for an attack. ${NOT_RESCUED}`,
    fix: ({ subject, evidence }) => [
      step(`Fix STARTTLS on ${subject.name}.`),
      step(
        `If that takes a while, remove the TLSA records at ${recordPlace(tlsaOf(evidence.baseDomain), evidence)} until it works.`,
      ),
    ],
    references: [rfc(7672, '2.2'), rfc(7672, '1.3.1')],
    resultType: 'starttls-not-supported',
    senders: daneRefused(DANE_STARTTLS_BOUNCE),
    because: ({ subject }) => `${subject.name} has TLSA records, and gives no TLS session`,
    evidenceLines: ({ evidence }) => [
      ...addressesLine(evidence.addresses),
      ['TLSA records at', tlsaOf(evidence.baseDomain)],
    ],
    example: { addresses: ['192.0.2.25'], baseDomain: 'mx1.example.com' },
  },
} satisfies Partial<Entries<FindingKind>>;
