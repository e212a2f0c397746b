import type {
  AlternationEvidence,
  DisputeEvidence,
  FindingEvidence,
  FindingKind,
  NameServersEvidence,
} from '../../model';
import { step } from '../../text/fix';
import type { Entries, EvidenceLine, Fault } from '../entry';
import { rfc } from '../references';
import { someSenders } from '../senders';
import { bounded, count, listed } from '../words';

const about = {
  area: 'dns',
  subject: 'domain',
  reminders: 'by-interval',
  speaksFor: {},
  repair: { otherwise: 'The fault is not in the zone.' },
} as const;
const aboutHost = { ...about, subject: 'mx-host', repair: { otherwise: 'The fault is at the MX host.' } } as const;

const said = ({ evidence }: Fault<DisputeEvidence>): readonly EvidenceLine[] => [
  ['Name', bounded(evidence.name)],
  ['Type', evidence.type],
  ...evidence.said.map(({ resolver, answer }): EvidenceLine => [bounded(resolver, 80), bounded(answer, 400)]),
];

const disagreement = {
  severity: 'warning',
  mail: 'at-risk',
  confirm: 'network',
  clear: 'served',
  heading: 'Resolvers do not say the same',
  title: ({ evidence }: Fault<DisputeEvidence>) => `Resolvers differ about ${bounded(evidence.name)} ${evidence.type}`,
  why: 'What a sender sees depends on the resolver that it asks. Where most resolvers agree, their answer counts here, and this is information about the one that says otherwise: it is behind, it filters, or it lies. Where none has a majority, what is published is taken for not seen.',
  fix: ({ evidence }: Fault<DisputeEvidence>) => [
    step(`If ${bounded(evidence.name)} was changed recently, wait until the TTL of the old record has passed.`),
    step('If not, query each name server of the zone for it, and repair one that serves old records or none.'),
    step('If only one of several resolvers differs, check what it filters, or remove it from the list of resolvers.'),
  ],
  references: [rfc(2181, '5'), rfc(1034, '3.6')],
  resultType: null,
  senders: someSenders(
    'Acts on what its own resolver says: one may deliver under the policy while another finds none, or finds no MX host.',
  ),
  because: ({ evidence }: Fault<DisputeEvidence>) =>
    `resolvers differ about ${bounded(evidence.name)} ${evidence.type} (${evidence.said
      .slice(0, 3)
      .map(({ resolver, answer }) => `${bounded(resolver, 60)}: ${bounded(answer, 60)}`)
      .join('; ')})`,
  evidenceLines: said,
} as const;

const record = ({ name, type }: AlternationEvidence): string => `${bounded(name)} ${type}`;

const alternation = {
  severity: 'warning',
  mail: 'at-risk',
  confirm: 'caches',
  clear: 'served',
  heading: 'A record alternates between values',
  title: ({ evidence }: Fault<AlternationEvidence>) =>
    `${record(evidence)} alternates between ${count(evidence.values.length, 'value')}`,
  why: 'Consecutive checks get different values, for longer than the TTL. Either a name server serves old records, or the record has different values for different resolvers. Which value a sender gets is chance.',
  fix: ({ evidence }: Fault<AlternationEvidence>) => [
    step(`Query each name server of the zone for ${record(evidence)}.`),
    step('Repair the zone transfer on the name server with the old value.'),
    step('If two DNS operators serve the zone, publish the same record at both.'),
  ],
  references: [rfc(1034, '4.3.5'), rfc(1912, '2.2')],
  resultType: null,
  senders: someSenders('Acts on the value that its resolver gets, which differs from sender to sender.'),
  because: ({ evidence }: Fault<AlternationEvidence>) =>
    `${record(evidence)} alternates between ${evidence.values
      .slice(0, 2)
      .map((value) => `"${bounded(value, 60)}"`)
      .join(' and ')}${evidence.values.length > 2 ? ` and ${evidence.values.length - 2} more` : ''}`,
  evidenceLines: ({ evidence }: Fault<AlternationEvidence>): readonly EvidenceLine[] => [
    ['Name', bounded(evidence.name)],
    ['Type', evidence.type],
    ...evidence.values.map((value): EvidenceLine => ['Value', bounded(value, 300)]),
  ],
} as const;

const servers = ({ evidence }: Fault<NameServersEvidence>): readonly EvidenceLine[] => [
  ['Zone', bounded(evidence.zone)],
  ...evidence.servers.map(({ server, detail }): EvidenceLine => [bounded(server), bounded(detail, 400)]),
];

const named = ({ evidence }: Fault<NameServersEvidence>): string =>
  listed(
    evidence.servers.map(({ server }) => server),
    3,
  );

type Said = FindingEvidence['name-server-stale']['said'][number];

/**
 * Servers that are out of date: the zone with the highest serial number is current (RFC 1034 section 4.3.5). If all
 * have the same serial number, the majority is right; in a tie none is named.
 */
function behind(said: readonly Said[]): readonly Said[] {
  const newest = Math.max(...said.map(({ serial }) => serial));
  const current = new Set(said.filter(({ serial }) => serial === newest).map(({ answer }) => answer));
  if (current.size === 1) return said.filter(({ answer }) => !current.has(answer));
  const alike = ({ answer }: Said): number => said.filter((other) => other.answer === answer).length;
  return said.some((one) => alike(one) * 2 > said.length) ? said.filter((one) => alike(one) * 2 <= said.length) : [];
}

const behindClause = ({ said, name }: FindingEvidence['name-server-stale']): string => {
  const servers = name === undefined ? [] : behind(said);
  return servers.length === 0
    ? ''
    : `: ${servers
        .slice(0, 3)
        .map(({ server, answer }) => `${bounded(server)} serves ${bounded(answer, 120)}`)
        .join('; ')}`;
};

/** What resolvers and the domain's own name servers say. */
export const DNS = {
  'resolvers-disagree': {
    ...about,
    ...disagreement,
    example: {
      name: '_mta-sts.example.com',
      type: 'TXT',
      said: [
        { resolver: 'Cloudflare', answer: '"v=STSv1; id=20260101;"' },
        { resolver: 'Google', answer: 'no such name' },
      ],
    },
  },
  'mx-host-resolvers-disagree': {
    ...aboutHost,
    ...disagreement,
    heading: 'Resolvers do not say the same about an MX host',
    example: {
      name: '_25._tcp.mx1.example.com',
      type: 'TLSA',
      said: [
        { resolver: 'Cloudflare', answer: 'SERVFAIL' },
        { resolver: 'Quad9', answer: 'no such record' },
      ],
    },
  },
  'record-alternates': {
    ...about,
    ...alternation,
    example: {
      name: '_mta-sts.example.com',
      type: 'TXT',
      values: ['v=STSv1; id=20260101;', 'v=STSv1; id=20261123;'],
    },
  },
  'mx-host-record-alternates': {
    ...aboutHost,
    ...alternation,
    heading: 'A record of an MX host alternates between values',
    why: `${alternation.why} A sender that uses DANE defers the mail when the TLSA records that it gets do not match the certificate.`,
    references: [...alternation.references, rfc(7671, '8.1')],
    example: {
      name: '_25._tcp.mx1.example.com',
      type: 'TLSA',
      values: ['3 1 1 0a1b2c3d', '3 1 1 9f8e7d6c'],
    },
  },
  'name-server-dead': {
    ...about,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'network',
    clear: 'served',
    heading: 'A name server does not answer',
    title: ({ subject, evidence }) =>
      `${count(evidence.servers.length, 'name server')} of ${subject.name} ${evidence.servers.length === 1 ? 'does' : 'do'} not answer`,
    why: 'Resolvers try another name server, after some seconds. Lookups become slow, some fail, and one more fault takes the domain off the net.',
    fix: (fault) => [
      step(`Repair ${named(fault)}, or remove it from the zone's NS records and from the delegation at the registrar.`),
      step('If it answers others, look for a firewall that drops queries over UDP.'),
    ],
    references: [rfc(1034, '4.1'), rfc(2182, '5')],
    resultType: null,
    senders: someSenders('Waits longer for the answers that it needs, and keeps the mail when none comes.'),
    because: (fault) => `${named(fault)} does not answer for ${bounded(fault.evidence.zone)}`,
    evidenceLines: servers,
    example: {
      zone: 'example.com',
      servers: [{ server: 'ns2.example.net (192.0.2.54)', detail: 'UDP: nothing within 3000 ms' }],
      of: 3,
    },
  },
  'name-server-lame': {
    ...about,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'network',
    clear: 'served',
    heading: 'A name server does not serve the zone (lame delegation)',
    title: ({ subject, evidence }) =>
      `${count(evidence.servers.length, 'name server')} of ${subject.name} ${evidence.servers.length === 1 ? 'does' : 'do'} not serve its zone`,
    why: 'The delegation or the zone names a server that knows nothing of the zone. Resolvers that come to it lose time or fail; and whoever gets hold of such a server, or of its name, can answer for the domain.',
    fix: (fault) => [
      step(
        `Set up the zone on ${named(fault)}, or remove it from the zone's NS records and from the delegation at the registrar.`,
      ),
    ],
    references: [rfc(1912, '2.8'), rfc(9499, '7')],
    resultType: null,
    senders: someSenders('Finds the records at another name server, if its resolver tries one.'),
    because: (fault) => `${named(fault)} does not serve the zone ${bounded(fault.evidence.zone)}`,
    evidenceLines: servers,
    example: {
      zone: 'example.com',
      servers: [{ server: 'ns3.example.net (192.0.2.55)', detail: 'REFUSED; named by the parent zone alone' }],
      of: 3,
    },
  },
  'name-server-partial': {
    ...about,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'network',
    clear: 'served',
    heading: 'A name server does not answer for a record that mail needs',
    title: (fault) =>
      `${named(fault)} ${fault.evidence.servers.length === 1 ? 'does' : 'do'} not answer for ${bounded(fault.evidence.name)} ${fault.evidence.type}`,
    why: 'The name server answers for the zone, but not for this record. A resolver that asks it must retry at another name server, which can take seconds. If the resolver gives up, the sender gets no answer for the record.',
    fix: (fault) => [
      step(
        `Correct ${named(fault)}: it must answer for ${bounded(fault.evidence.name)} ${fault.evidence.type} as it does for the rest of ${bounded(fault.evidence.zone)}.`,
      ),
      step(
        `If it answers from other networks, check the firewall in front of it for a rule against ${fault.evidence.type} queries or names that begin with an underscore.`,
      ),
    ],
    references: [rfc(1034, '4.3.2'), rfc(2181, '5')],
    resultType: null,
    senders: someSenders(
      'Delivers after a delay if its resolver gets the answer from another name server. If the resolver gives up, a sender without a cached policy acts as if there were no STS record, or defers the mail because the MX lookup failed.',
    ),
    because: (fault) =>
      `${named(fault)} ${fault.evidence.servers.length === 1 ? 'does' : 'do'} not answer for ${bounded(fault.evidence.name)} ${fault.evidence.type}`,
    evidenceLines: (fault) => [['Name', `${bounded(fault.evidence.name)} ${fault.evidence.type}`], ...servers(fault)],
    example: {
      zone: 'example.com',
      name: '_mta-sts.example.com',
      type: 'TXT',
      servers: [{ server: 'ns2.example.net (192.0.2.54)', detail: 'REFUSED' }],
      of: 3,
    },
  },
  'name-server-stale': {
    ...about,
    severity: 'error',
    mail: 'at-risk',
    confirm: 'network',
    clear: 'served',
    heading: 'Name servers of the domain serve different records',
    title: ({ subject, evidence }) =>
      evidence.name === undefined
        ? `Name servers of ${subject.name} serve different versions of its zone`
        : `Name servers of ${subject.name} differ about ${bounded(evidence.name)} ${evidence.type ?? ''}`,
    why: 'Some senders see the record and others do not, or see an old one, by chance. Where only the serial numbers differ, the records that mail needs are the same, and many operators number the zone anew on each server.',
    fix: ({ evidence }) => {
      const servers = evidence.name === undefined ? [] : behind(evidence.said);
      return servers.length === 0
        ? [
            step(`Find out why ${bounded(evidence.zone)} is not the same on all name servers.`),
            step('Check the log of each secondary for failed zone transfers.'),
            step('If two operators serve the zone, make the change at both.'),
          ]
        : [
            step(
              `Update ${bounded(evidence.zone)} on ${listed(
                servers.map(({ server }) => server),
                3,
              )}.`,
            ),
            step('Check the log there for failed zone transfers.'),
            step('If another operator runs it, have the change made there too.'),
          ];
    },
    references: [rfc(1034, '4.3.5'), rfc(1912, '2.2'), rfc(8461, '3.1')],
    resultType: null,
    senders: someSenders(
      'Goes by the server that its resolver happened to ask: the policy is found at one time and not at another, or mail goes to an old MX host.',
    ),
    because: ({ subject, evidence }) =>
      `the name servers of ${subject.name} ${evidence.name === undefined ? 'serve different versions of its zone' : `differ about ${bounded(evidence.name)} ${evidence.type ?? ''}${behindClause(evidence)}`}`,
    evidenceLines: ({ evidence }) => [
      ['Zone', bounded(evidence.zone)],
      ...(evidence.name === undefined ? [] : [['Name', `${bounded(evidence.name)} ${evidence.type ?? ''}`] as const]),
      ...evidence.said.map(({ server, serial, answer }): EvidenceLine => [
        bounded(server),
        `serial ${serial}${answer === '' ? '' : `: ${bounded(answer, 400)}`}`,
      ]),
    ],
    example: {
      zone: 'example.com',
      name: '_mta-sts.example.com',
      type: 'TXT',
      said: [
        { server: 'ns1.example.net (192.0.2.53)', serial: 2026112301, answer: '"v=STSv1; id=20261123;"' },
        { server: 'ns2.example.net (192.0.2.54)', serial: 2026010100, answer: 'no record' },
      ],
    },
  },
} satisfies Partial<Entries<FindingKind>>;
