import type { FindingEvidence, FindingKind, FixStep } from '../../model';
import { nearMissReason } from '../../mta-sts/match';
import { isHostName } from '../../text/domain-name';
import { lines, record, step } from '../../text/fix';
import type { Entries, Fault, RecordPlace } from '../entry';
import { rfc } from '../references';
import { mxRefused, outOfReach, someSenders } from '../senders';
import { addressesLine, bounded, listed } from '../words';
import { failureClause } from './failure-words';

function missingLines(exchanges: readonly string[]): readonly FixStep[] {
  const names = exchanges.filter(isHostName).slice(0, 20);
  const others = exchanges.filter((exchange) => !isHostName(exchange));
  return [
    ...(names.length === 0
      ? []
      : [
          step(
            `If the MX hosts are yours, add ${names.length === 1 ? 'this line' : 'these lines'} to the policy:`,
            lines('policy-lines', ...names.map((name) => `mx: ${name}`)),
          ),
        ]),
    ...(others.length === 0
      ? []
      : [
          step(
            `Correct the MX ${others.length === 1 ? 'record that names' : 'records that name'} ${listed(others, 3)}: no host can have such a name.`,
          ),
        ]),
  ];
}

/** For a domain that is to receive no mail. */
const nullMx = (domain: string): FixStep =>
  step(
    'If the domain is to receive no mail, publish a null MX (RFC 7505) instead, so that senders bounce at once:',
    record(domain, 'MX', '0 .'),
  );

/** How many near misses are explained; a hostile policy and zone can produce 400. */
const NEAR_MISSES = 3;

/** Each pattern that misses an MX host by a label, with the reason. */
const nearMisses = ({ exchanges, patterns }: FindingEvidence['mx-not-covered']): readonly string[] =>
  exchanges
    .flatMap((exchange) =>
      patterns.flatMap((pattern) => {
        const reason = nearMissReason(pattern, exchange);
        return reason === undefined
          ? []
          : [`${bounded(pattern)} does not match ${bounded(exchange)}: ${reason} (RFC 8461 section 4.1).`];
      }),
    )
    .slice(0, NEAR_MISSES);

const at = { recordAt: ({ subject }: Fault<never>): RecordPlace => ({ name: subject.name, type: 'MX' }) };
const missingAt = {
  recordAt: ({ subject }: Fault<never>): RecordPlace => ({ name: subject.name, type: 'MX', isMissing: true }),
};

const about = {
  area: 'mx-set',
  subject: 'domain',
  reminders: 'by-interval',
  speaksFor: { 'mx-set-changed': 'when-new' },
  repair: { otherwise: 'Which hosts take the mail is for you to say: MX records are never changed.' },
} as const;

export const MX_SET = {
  'mx-missing': {
    ...about,
    explainedBy: 'zone-not-delegated',
    undeliverable: 'domain',
    ...missingAt,
    severity: 'error',
    mail: 'refused',
    confirm: 'at-once',
    clear: 'published',
    heading: 'The domain has no MX host',
    title: ({ subject }) => `${subject.name} has no MX host`,
    why: 'The domain has neither an MX record nor an address, so nobody can send mail to it.',
    fix: ({ subject }) => [step('Publish an MX record that names the mail server.'), nullMx(subject.name)],
    references: [rfc(5321, '5.1'), rfc(7505, '3')],
    resultType: null,
    senders: someSenders('Returns the mail: the domain has no host to deliver to. The policy makes no difference.'),
    because: ({ subject }) => `${subject.name} has neither an MX record nor an address`,
    evidenceLines: ({ subject }) => [['Domain', subject.name]],
    example: {},
  },
  'mx-null-with-policy': {
    ...about,
    severity: 'info',
    mail: 'none',
    confirm: 'at-once',
    clear: 'published',
    heading: 'The domain accepts no mail, yet has a policy',
    title: ({ subject }) => `${subject.name} accepts no mail (null MX), yet has a policy`,
    why: 'It does no harm. With mode enforce it even keeps an attacker from adding an MX record in a forged answer; but it is one more thing to look after.',
    fix: () => [
      step('Leave it as it is.'),
      step(
        'To stop using MTA-STS instead, publish a policy in mode none, wait until the old max_age has passed, then remove the record and the policy.',
      ),
    ],
    references: [rfc(7505, '3'), rfc(8461, '8.3')],
    resultType: null,
    senders: someSenders('Sends no mail to the domain, because of the null MX.'),
    because: ({ subject, evidence }) =>
      `${subject.name} has a null MX and a policy in mode ${bounded(evidence.mode, 20)}`,
    evidenceLines: ({ evidence }) => [
      ['MX', '0 . (null MX)'],
      ['Mode', bounded(evidence.mode, 20)],
    ],
    example: { mode: 'enforce' },
  },
  'mx-null-not-alone': {
    ...about,
    ...at,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'at-once',
    clear: 'published',
    heading: 'A null MX stands beside other MX records',
    title: ({ subject }) => `${subject.name} has a null MX beside other MX records`,
    why: 'A null MX says that the domain accepts no mail, and must stand alone. Beside others, some senders return the mail at once and others try the MX hosts.',
    fix: ({ subject }) => [
      step(`If ${subject.name} accepts mail, remove the null MX record ("MX 0 .").`),
      step('If it accepts none, remove all other MX records.'),
    ],
    references: [rfc(7505, '3')],
    resultType: null,
    senders: someSenders('May return the mail at once, or deliver it to the other MX hosts.'),
    because: ({ subject, evidence }) => `${subject.name} has a null MX beside ${listed(evidence.exchanges, 3)}`,
    evidenceLines: ({ evidence }) => [['Other MX hosts', listed(evidence.exchanges, 20)]],
    example: { exchanges: ['mx1.example.com'] },
  },
  'mx-implicit': {
    ...about,
    ...missingAt,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'at-once',
    clear: 'published',
    heading: 'The domain has no MX record, only an address',
    title: ({ subject }) => `${subject.name} has no MX record, only an address`,
    why: 'Senders then take the domain itself for its MX host. Its certificate and its policy must be for that very name, and some senders do not apply a policy to such a domain.',
    fix: ({ subject }) => [
      step('If the domain has a policy, add the mail server to it.'),
      step('Publish an MX record that names the mail server.'),
      nullMx(subject.name),
    ],
    references: [rfc(5321, '5.1'), rfc(8461, '4.1')],
    resultType: null,
    senders: someSenders('Delivers to the address of the domain itself, under the policy if it has one for that name.'),
    because: ({ subject }) => `${subject.name} has no MX record, so senders use its address`,
    evidenceLines: ({ evidence }) => addressesLine(evidence.addresses),
    example: { addresses: ['192.0.2.10'] },
  },
  'mx-is-address': {
    ...about,
    undeliverable: 'host',
    ...at,
    severity: 'error',
    mail: 'refused',
    confirm: 'at-once',
    clear: 'published',
    heading: 'An MX record holds an address instead of a name',
    title: ({ subject }) => `An MX record of ${subject.name} holds an address instead of a name`,
    why: 'An MX record holds a host name. An address there resolves to nothing, and neither an mx pattern nor a certificate can match it.',
    fix: ({ evidence }) => [
      step('Give the mail server a name with an A or AAAA record.'),
      step(`Write that name in the MX record in place of ${listed(evidence.exchanges, 3)}.`),
    ],
    references: [rfc(5321, '5.1'), rfc(1035, '3.3.9')],
    resultType: 'validation-failure',
    senders: outOfReach,
    because: ({ subject, evidence: { exchanges } }) =>
      exchanges.length === 1
        ? `an MX record of ${subject.name} holds the address ${listed(exchanges)} where a name must stand`
        : `MX records of ${subject.name} hold the addresses ${listed(exchanges, 3)} where names must stand`,
    evidenceLines: ({ evidence }) => [['Address in the MX record', listed(evidence.exchanges, 20)]],
    example: { exchanges: ['192.0.2.25'] },
  },
  'mx-not-covered': {
    ...about,
    speaksFor: {
      'mx-set-changed': 'when-new',
      'mx-uncovered': 'when-new',
      'policy-appeared': 'when-new',
      'policy-body-changed': 'when-new',
    },
    // Nothing was solved: senders refuse the host until the policy that they hold ends.
    successor: 'mta-sts-not-used',
    severity: 'error',
    mail: 'refused',
    confirm: 'at-once',
    clear: 'published',
    heading: 'The policy does not cover an MX host',
    title: ({ subject, evidence }) =>
      evidence.all
        ? `The policy of ${subject.name} covers none of its MX hosts`
        : `The policy of ${subject.name} does not cover all its MX hosts`,
    why: 'Senders that enforce the policy do not deliver to an MX host that no mx line of the policy matches. An MX host that you do not know may be a sign of an attack on your DNS.',
    fix: ({ evidence }) => [
      ...missingLines(evidence.exchanges),
      step('Change the id in the STS record after that.'),
      step(
        'Next time, change the policy before the MX records: senders may keep using the old policy until max_age expires.',
      ),
    ],
    references: [rfc(8461, '4.1'), rfc(8461, '8.1')],
    resultType: 'validation-failure',
    senders: mxRefused("551 5.4.8 MX hosts of '<domain>' failed MTA-STS validation"),
    because: ({ subject, evidence }) =>
      `the policy of ${subject.name} ${evidence.all ? 'covers none of its MX hosts' : `does not cover ${listed(evidence.exchanges, 3)}`}`,
    evidenceLines: ({ evidence }) => [
      ['MX hosts not covered', listed(evidence.exchanges, 20)],
      ['Patterns of the policy', listed(evidence.patterns, 20)],
      ...nearMisses(evidence).map((miss) => ['Near miss', miss] as const),
      ['Mode', bounded(evidence.mode, 20)],
    ],
    example: { exchanges: ['mx3.example.net'], patterns: ['*.example.com'], mode: 'enforce', all: false },
  },
  'dns-failing': {
    ...about,
    area: 'dns',
    lookup: true,
    speaksFor: {},
    repair: {
      otherwise: 'The name servers do not answer, or their signatures do not hold; a record would change nothing.',
    },
    severity: 'error',
    mail: 'at-risk',
    confirm: 'network',
    clear: 'served',
    heading: "The domain's DNS does not answer",
    title: ({ evidence }) => `The DNS gives no answer for ${bounded(evidence.name)} ${evidence.type}`,
    why: 'Senders meet the same failure. Without the MX records they cannot deliver; without the STS record or the policy host those that hold no policy deliver as if there were none.',
    fix: ({ evidence }) => [
      step(`Query each name server of the domain for ${bounded(evidence.name)} ${evidence.type}.`),
      step('Repair those that do not answer.'),
      step('If the cause is DNSSEC, renew the signatures or correct the DS record at the parent.'),
    ],
    references: [rfc(8461, '3.1'), rfc(5321, '5.1')],
    resultType: null,
    senders: someSenders(
      'Keeps the mail and tries again when the MX records are lacking. Otherwise it goes on with a cached policy, or delivers without one.',
    ),
    because: ({ evidence }) =>
      `the DNS gives no answer for ${bounded(evidence.name)} ${evidence.type} (${failureClause(evidence.cause)})`,
    evidenceLines: ({ evidence }) => [
      ['Name', bounded(evidence.name)],
      ['Type', evidence.type],
      ['Seen', failureClause(evidence.cause)],
      ['Detail', bounded(evidence.detail)],
    ],
    example: { name: '_mta-sts.example.com', type: 'TXT', cause: 'servfail', detail: 'SERVFAIL from 192.0.2.53' },
  },
} satisfies Partial<Entries<FindingKind>>;
