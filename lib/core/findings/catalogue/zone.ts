import type { FindingKind, ZoneEvidence } from '../../model';
import { step } from '../../text/fix';
import type { Entries, EvidenceLine } from '../entry';
import { rfc } from '../references';
import { nothingHappens, someSenders } from '../senders';
import { bounded, count, duration, listed, utc } from '../words';

const DELEGATION = [rfc(1034, '4.2.2'), rfc(1034, '4.3.2')];
const LISTED = 20;

const zoneLines = ({ zone, zoneId, account }: ZoneEvidence): readonly EvidenceLine[] => [
  ['Hosted zone', `${bounded(zone)} (${bounded(zoneId)})`],
  ['Account', bounded(account)],
];

/** Records, each in quotes: a text may be empty, or hold a comma. */
const quoted = (records: readonly string[]): string =>
  records.length === 0
    ? 'none'
    : listed(
        records.map((record) => `"${record}"`),
        LISTED,
      );

const one = (records: readonly string[]): string =>
  records.length === 0
    ? 'nothing'
    : records.length === 1
      ? `"${bounded(records[0] ?? '', 60)}"`
      : count(records.length, 'record');

const about = {
  area: 'zone',
  subject: 'domain',
  reminders: 'by-interval',
  speaksFor: {},
  repair: { otherwise: 'The world does not ask this zone: mend the delegation first.' },
} as const;

/** The hosted zone that a domain is in, and what the world sees of it. */
export const ZONE = {
  'zone-not-delegated': {
    ...about,
    severity: 'error',
    mail: 'at-risk',
    confirm: 'network',
    clear: 'served',
    heading: 'Nobody is sent to the hosted zone',
    title: ({ subject }) => `Nobody is sent to the hosted zone that holds ${subject.name}`,
    why: 'The zone above has no NS records for the hosted zone, so nobody sees what it holds: no MX record, no STS record, nothing. The registration may have ended, the name servers may not have been entered at the registrar, or the zone is a leftover.',
    fix: ({ evidence }) => [
      step(
        `Enter these name servers at the registrar of ${bounded(evidence.zone)}, or as NS records in the parent zone: ${listed(evidence.nameServers, LISTED)}.`,
      ),
      step('If the zone is a leftover, delete it, or add it to route53.exclude.'),
    ],
    references: DELEGATION,
    resultType: null,
    senders: someSenders('Finds no mail server for the domain, and returns the mail.'),
    because: ({ subject, evidence }) =>
      `nobody is sent to the hosted zone ${bounded(evidence.zoneId)}, which holds ${subject.name}`,
    evidenceLines: ({ evidence }) => [
      ...zoneLines(evidence),
      ['Name servers of the zone', listed(evidence.nameServers, LISTED)],
    ],
    example: {
      zone: 'example.com',
      zoneId: 'Z0123456789ABCDEFGHIJ',
      account: 'own account',
      nameServers: ['ns-1.awsdns-01.org', 'ns-2.awsdns-02.co.uk'],
    },
  },
  'zone-delegated-elsewhere': {
    ...about,
    severity: 'warning',
    mail: 'none',
    confirm: 'network',
    clear: 'served',
    heading: 'The world is sent to other name servers than those of the hosted zone',
    title: ({ subject }) => `${subject.name} is answered for elsewhere than in its hosted zone`,
    why: 'The delegation names other name servers than those of the hosted zone, or some beside them. A change in the hosted zone then has no effect, or one that only some senders see.',
    fix: ({ evidence }) => [
      step(
        `If this hosted zone is the right one, enter its name servers at the registrar of ${bounded(evidence.zone)}, and no others: ${listed(evidence.nameServers, LISTED)}.`,
      ),
      step('If it is a leftover or a copy, delete it, or add it to route53.exclude.'),
    ],
    references: DELEGATION,
    resultType: null,
    senders: nothingHappens,
    because: ({ subject, evidence }) =>
      `${subject.name} is answered for by ${listed(evidence.served, 3)}, not by its hosted zone`,
    evidenceLines: ({ evidence }) => [
      ...zoneLines(evidence),
      ['Name servers of the zone', listed(evidence.nameServers, LISTED)],
      ['Name servers that answer', listed(evidence.served, LISTED)],
    ],
    example: {
      zone: 'example.com',
      zoneId: 'Z0123456789ABCDEFGHIJ',
      account: 'own account',
      nameServers: ['ns-1.awsdns-01.org', 'ns-2.awsdns-02.co.uk'],
      served: ['ns1.example.net', 'ns2.example.net'],
    },
  },
  'zone-record-differs': {
    ...about,
    repair: {
      otherwise: 'The zone holds what it should; the world is given something else, or not yet this.',
    },
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'caches',
    clear: 'published',
    heading: 'The world sees another record than the hosted zone holds',
    title: ({ evidence }) =>
      `The world sees another ${evidence.type} record at ${bounded(evidence.name, 60)} than the zone holds`,
    why: 'What senders are given is not what was written in the hosted zone, although every cache had time to forget what was there before. A resolver, or a copy of the zone on another server, gives an old or a forged answer.',
    fix: ({ evidence }) => [
      step(`Query each name server of ${bounded(evidence.zone)} for ${bounded(evidence.name)} ${evidence.type}.`),
      step('If one of them differs from the zone, repair it.'),
      step('If all of them agree with the zone, check the resolvers of this monitor.'),
    ],
    references: [rfc(1034, '4.3.5'), rfc(2308, '5')],
    resultType: null,
    senders: someSenders('Goes by what it is given, which may be the old record.'),
    because: ({ evidence }) =>
      `the DNS gives ${one(evidence.served)} for ${bounded(evidence.name, 80)} ${evidence.type} where the hosted zone holds ${one(evidence.intended)}`,
    evidenceLines: ({ evidence }) => [
      ['Name', bounded(evidence.name)],
      ['Type', evidence.type],
      ['In the hosted zone', quoted(evidence.intended)],
      ['Seen by the world', quoted(evidence.served)],
      ...zoneLines(evidence),
      ['Zone read', utc(evidence.zoneReadAt)],
      ['Caches allowed for', duration(evidence.settlesAfter)],
    ],
    example: {
      zone: 'example.com',
      zoneId: 'Z0123456789ABCDEFGHIJ',
      account: 'own account',
      name: '_mta-sts.example.com',
      type: 'TXT',
      intended: ['v=STSv1; id=20261123;'],
      served: ['v=STSv1; id=20250101;'],
      zoneReadAt: Date.UTC(2026, 10, 23, 11),
      settlesAfter: 360_000,
    },
  },
} satisfies Partial<Entries<FindingKind>>;
