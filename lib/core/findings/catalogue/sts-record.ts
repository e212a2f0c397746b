import type { BehindAlias, FindingEvidence, FindingKind, FixStep, TextEvidence, ToPublish } from '../../model';
import { policyFields } from '../../mta-sts/policy-format';
import { policyUrl } from '../../mta-sts/policy-host';
import { isHostName } from '../../text/domain-name';
import { correctedStsRecord, formatStsRecord } from '../../mta-sts/record';
import { lines, record, step } from '../../text/fix';
import { recordPlace } from '../alias';
import type { Entries, Fault, RecordPlace } from '../entry';
import { rfc } from '../references';
import { policyUnusable, someSenders } from '../senders';
import { bounded, firstProblem, listed, newRecordId, textLines } from '../words';
import { correctedTxt, suggestedTlsRpt } from './txt-words';

const stsRecord = (domain: string, now: number): ToPublish =>
  record(name(domain), 'TXT', formatStsRecord({ id: newRecordId(now) }));

/** What to publish in place of a faulty record. */
const corrected = ({ subject, evidence }: Fault<TextEvidence & BehindAlias>, now: number): readonly FixStep[] =>
  correctedTxt(name(subject.name), evidence, correctedStsRecord(evidence.text, newRecordId(now)));

const NO_RECORD =
  'Without a valid STS record, senders treat the domain as not using MTA-STS, regardless of the policy. An on-path attacker can then read the mail.';

/** A first policy; without mx lines if no MX host is known that a policy can name. */
function firstPolicy(exchanges: readonly string[]): FixStep {
  const mx = exchanges.filter(isHostName);
  const fields = policyFields({ mode: 'testing', mx, maxAge: 604800 });
  return mx.length > 0
    ? step('Write this policy:', lines('policy', ...fields))
    : step('Write a policy of an mx line for each MX host and these lines:', lines('policy-lines', ...fields));
}

const firstSteps = (
  { subject, evidence }: Fault<FindingEvidence['mta-sts-not-used']>,
  now: number,
): readonly FixStep[] => [
  step('Publish a TLSRPT record, so that senders report what would fail:', suggestedTlsRpt(subject.name)),
  firstPolicy(evidence.exchanges),
  step('Serve it as text/plain at:', lines('url', policyUrl(subject.name))),
  step('Publish the STS record:', stsRecord(subject.name, now)),
  step('Change the mode to enforce when the reports have shown no failures for some weeks.'),
  step('Change the id in the STS record after that.'),
];

const name = (domain: string): string => `_mta-sts.${domain}`;
const at = { recordAt: ({ subject }: Fault<never>): RecordPlace => ({ name: name(subject.name), type: 'TXT' }) };
const missingAt = {
  recordAt: ({ subject }: Fault<never>): RecordPlace => ({ name: name(subject.name), type: 'TXT', isMissing: true }),
};

const about = {
  area: 'sts-record',
  subject: 'domain',
  reminders: 'by-interval',
  speaksFor: {},
  repair: {
    record: 'sts-record',
    automatic: true,
    otherwise: 'The zone holds a good STS record already; caches still give what was there before.',
  },
} as const;
const instead = { 'sts-record-appeared': 'while-open', 'sts-record-id-changed': 'while-open' } as const;

export const STS_RECORD = {
  'mta-sts-not-used': {
    ...about,
    explainedBy: 'zone-not-delegated',
    repair: {
      otherwise:
        'There is no policy yet. Publish one at the policy host first; the fix of the finding has it written out.',
    },
    disprovedBy: 'sts-record',
    ...missingAt,
    severity: 'info',
    mail: 'unprotected',
    confirm: 'at-once',
    clear: 'published',
    heading: 'The domain does not use MTA-STS',
    title: ({ subject }) => `${subject.name} does not use MTA-STS`,
    why: 'Senders deliver to the domain with opportunistic TLS. An on-path attacker can suppress STARTTLS, or present another certificate, and read the mail.',
    fix: firstSteps,
    references: [rfc(8461, '3'), rfc(8461, '8.1')],
    resultType: null,
    senders: someSenders(
      'Delivers with opportunistic TLS, without checking the certificate, unless the domain uses DANE.',
    ),
    because: ({ subject }) => `${subject.name} has no STS record, and no policy that asks for protection`,
    evidenceLines: ({ evidence }) =>
      evidence.exchanges.length === 0 ? [] : [['MX hosts', listed(evidence.exchanges)]],
    example: { exchanges: ['mx1.example.com', 'mx2.example.com'] },
  },
  'sts-record-missing': {
    ...about,
    speaksFor: { 'sts-record-vanished': 'while-open' },
    disprovedBy: 'sts-record',
    ...missingAt,
    severity: 'error',
    mail: 'unprotected',
    confirm: 'at-once',
    clear: 'published',
    heading: 'A policy is published, but no STS record',
    title: ({ subject, evidence }) =>
      `The STS record of ${subject.name} is missing${evidence.isUnpublished === true ? '' : ', although a policy is published'}`,
    why: `${NO_RECORD} Senders with a cached policy keep applying it until max_age expires, and do not fetch a new one.`,
    fix: ({ subject, evidence }, now) =>
      evidence.isUnpublished === true
        ? [
            step('Publish the STS record:', stsRecord(subject.name, now)),
            step('Serve the policy at:', lines('url', policyUrl(subject.name))),
            step('To stop using MTA-STS instead, remove the CNAME and publish no STS record.'),
          ]
        : [step('Publish the STS record:', stsRecord(subject.name, now))],
    references: [rfc(8461, '3.1'), rfc(8461, '8.3')],
    resultType: null,
    senders: policyUnusable,
    because: ({ subject }) => `there is no STS record at _mta-sts.${subject.name}`,
    evidenceLines: ({ evidence }) =>
      evidence.isUnpublished === true ? [] : [['Policy', bounded(evidence.policyUrl, 400)]],
    example: { policyUrl: 'https://mta-sts.example.com/.well-known/mta-sts.txt' },
  },
  'sts-record-invalid': {
    ...about,
    speaksFor: instead,
    ...at,
    severity: 'error',
    mail: 'unprotected',
    confirm: 'at-once',
    clear: 'published',
    heading: 'The STS record is not valid',
    title: ({ subject }) => `The STS record of ${subject.name} is not valid`,
    why: NO_RECORD,
    fix: corrected,
    references: [rfc(8461, '3.1')],
    resultType: null,
    senders: policyUnusable,
    because: ({ subject, evidence }) => `the STS record of ${subject.name} is not valid (${firstProblem(evidence)})`,
    evidenceLines: ({ evidence }) => textLines('Record', evidence),
    example: {
      text: 'v=STSv1;',
      problems: [{ kind: 'missing-field', message: 'The record has no id. Write "v=STSv1; id=20160831085700Z;".' }],
    },
  },
  'sts-record-ignored': {
    ...about,
    speaksFor: { 'sts-record-vanished': 'while-open' },
    ...at,
    severity: 'error',
    mail: 'unprotected',
    confirm: 'at-once',
    clear: 'published',
    heading: 'The STS record is not recognised as one',
    title: ({ subject }) => `The TXT record at _mta-sts.${subject.name} is not recognised as an STS record`,
    why: `Senders silently ignore any record that does not start with "v=STSv1;". ${NO_RECORD}`,
    fix: corrected,
    references: [rfc(8461, '3.1')],
    resultType: null,
    senders: policyUnusable,
    because: ({ subject, evidence }) =>
      `senders drop the TXT record at _mta-sts.${subject.name} (${firstProblem(evidence)})`,
    evidenceLines: ({ evidence }) => textLines('Record', evidence),
    example: {
      text: 'v=stsv1; id=20160831085700Z;',
      problems: [
        {
          kind: 'version-spelling',
          message: 'The version is case-sensitive and has no spaces. Write "v=STSv1; id=20160831085700Z;".',
        },
      ],
    },
  },
  'sts-record-multiple': {
    ...about,
    speaksFor: instead,
    ...at,
    severity: 'error',
    mail: 'unprotected',
    confirm: 'at-once',
    clear: 'published',
    heading: 'There are several STS records',
    title: ({ subject }) => `${subject.name} has several STS records`,
    why: `When more than one record is left after those that do not begin with "v=STSv1;" are discarded, senders use none of them. ${NO_RECORD}`,
    fix: ({ subject, evidence }) => [
      step(`Keep one STS record at ${recordPlace(name(subject.name), evidence)} and remove the others.`),
    ],
    references: [rfc(8461, '3.1')],
    resultType: null,
    senders: policyUnusable,
    because: ({ subject, evidence }) =>
      `_mta-sts.${subject.name} has ${evidence.records.length} STS records, and senders then use none`,
    evidenceLines: ({ evidence }) => evidence.records.slice(0, 10).map((text) => ['Record', bounded(text)] as const),
    example: { records: ['v=STSv1; id=20260101;', 'v=STSv1; id=20260201;'] },
  },
  'sts-record-ambiguous': {
    ...about,
    ...at,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'at-once',
    clear: 'published',
    heading: 'Senders differ about the STS record',
    title: ({ subject }) => `Senders differ about the STS record of ${subject.name}`,
    why: 'Some senders use the record and some do not. Those that do not treat the domain as not using MTA-STS.',
    fix: corrected,
    references: [rfc(8461, '3.1')],
    resultType: null,
    senders: {
      exchangeOnline: 'Not known.',
      conforming: 'May or may not accept the record. If not, it acts as if the domain did not use MTA-STS.',
    },
    because: ({ subject, evidence }) =>
      `some senders do not accept the STS record of ${subject.name} (${firstProblem(evidence)})`,
    evidenceLines: ({ evidence }) => textLines('Record', evidence),
    example: {
      text: 'v=STSv1 ; id=20211201000000Z ;',
      problems: [
        {
          kind: 'space-before-delimiter',
          message:
            'A space stands between "v=STSv1" and its ";": some senders do not recognise the record. Write "v=STSv1; id=20211201000000Z;".',
        },
      ],
    },
  },
} satisfies Partial<Entries<FindingKind>>;
