import type { BehindAlias, FindingKind, FixStep, TextEvidence } from '../../model';
import { step } from '../../text/fix';
import { correctedTlsRptRecord } from '../../tls-rpt/record';
import { recordPlace } from '../alias';
import type { Entries, Fault, RecordPlace } from '../entry';
import { rfc } from '../references';
import { someSenders } from '../senders';
import { bounded, firstProblem, textLines } from '../words';
import { correctedTxt, suggestedTlsRpt, suggestedUri } from './txt-words';

const WHY = 'Senders have nowhere to report failures to, so the domain learns of them when people miss mail.';
const about = {
  area: 'tlsrpt-record',
  subject: 'domain',
  reminders: 'by-interval',
  speaksFor: { 'tlsrpt-changed': 'while-open' },
  repair: {
    record: 'tlsrpt-record',
    automatic: true,
    otherwise: 'The zone holds a good TLSRPT record already; caches still give what was there before.',
  },
} as const;
const noReports = {
  mail: 'none',
  confirm: 'at-once',
  clear: 'published',
  resultType: null,
  references: [rfc(8460, '3')],
  senders: someSenders('Delivers as before and sends no reports.'),
  why: WHY,
  recordAt: ({ subject }: Fault<never>): RecordPlace => ({ name: name(subject.name), type: 'TXT' }),
} as const;

/** What to publish in place of a faulty record. */
const corrected = ({ subject, evidence }: Fault<TextEvidence & BehindAlias>): readonly FixStep[] =>
  correctedTxt(name(subject.name), evidence, correctedTlsRptRecord(evidence.text, suggestedUri(subject.name)));

const name = (domain: string): string => `_smtp._tls.${domain}`;

export const TLSRPT = {
  'tlsrpt-missing': {
    ...about,
    explainedBy: 'zone-not-delegated',
    whenItComesBack: 'warning',
    ...noReports,
    recordAt: ({ subject }) => ({ name: name(subject.name), type: 'TXT', isMissing: true }),
    severity: 'info',
    heading: 'The domain asks for no reports',
    title: ({ subject }) => `${subject.name} has no TLSRPT record`,
    why: `${WHY} A policy in mode testing is of no use without reports.`,
    fix: ({ subject }) => [
      step('Publish a TLSRPT record with an address that a person or a service reads:', suggestedTlsRpt(subject.name)),
    ],
    because: ({ subject }) => `there is no TLSRPT record at _smtp._tls.${subject.name}`,
    evidenceLines: ({ subject }) => [['Name without a record', `_smtp._tls.${subject.name}`]],
    example: {},
  },
  'tlsrpt-invalid': {
    ...about,
    ...noReports,
    severity: 'warning',
    heading: 'The TLSRPT record is not valid',
    title: ({ subject }) => `The TLSRPT record of ${subject.name} is not valid`,
    fix: corrected,
    because: ({ subject, evidence }) => `the TLSRPT record of ${subject.name} is not valid (${firstProblem(evidence)})`,
    evidenceLines: ({ evidence }) => textLines('Record', evidence),
    example: {
      text: 'v=TLSRPTv1; rua=reports@example.com',
      problems: [
        {
          kind: 'bad-uri',
          message: '"reports@example.com" is not a URI. Write "v=TLSRPTv1; rua=mailto:reports@example.com".',
        },
      ],
    },
  },
  'tlsrpt-ignored': {
    ...about,
    ...noReports,
    severity: 'warning',
    heading: 'The TLSRPT record is not recognised as one',
    title: ({ subject }) => `The TXT record at _smtp._tls.${subject.name} is not recognised as a TLSRPT record`,
    why: `Senders drop, without a word, every record that does not begin with "v=TLSRPTv1;". ${WHY}`,
    fix: corrected,
    because: ({ subject, evidence }) =>
      `senders drop the TXT record at _smtp._tls.${subject.name} (${firstProblem(evidence)})`,
    evidenceLines: ({ evidence }) => textLines('Record', evidence),
    example: {
      text: 'TLSRPTv1;rua=mailto:reports@example.com',
      problems: [
        {
          kind: 'missing-version',
          message:
            '"v=" is missing: the record must begin "v=TLSRPTv1;". Write "v=TLSRPTv1; rua=mailto:reports@example.com".',
        },
      ],
    },
  },
  'tlsrpt-multiple': {
    ...about,
    ...noReports,
    severity: 'warning',
    heading: 'There are several TLSRPT records',
    title: ({ subject }) => `${subject.name} has several TLSRPT records`,
    why: `When more than one record is left after those that do not begin with "v=TLSRPTv1;" are discarded, senders use none of them. ${WHY}`,
    fix: ({ subject, evidence }) => [
      step(
        `Write all report addresses in one TLSRPT record at ${recordPlace(name(subject.name), evidence)}, with commas between them.`,
      ),
      step('Remove the others.'),
    ],
    because: ({ subject, evidence }) =>
      `_smtp._tls.${subject.name} has ${evidence.records.length} TLSRPT records, and senders then use none`,
    evidenceLines: ({ evidence }) => evidence.records.slice(0, 10).map((text) => ['Record', bounded(text)] as const),
    example: { records: ['v=TLSRPTv1; rua=mailto:a@example.com', 'v=TLSRPTv1; rua=mailto:b@example.com'] },
  },
  'tlsrpt-ambiguous': {
    ...about,
    ...noReports,
    severity: 'warning',
    heading: 'Senders differ about the TLSRPT record',
    title: ({ subject }) => `Senders differ about the TLSRPT record of ${subject.name}`,
    why: 'Some senders use the record and some do not; those that do not report nothing.',
    senders: someSenders('Delivers as before. It sends reports if it accepts the record.'),
    fix: corrected,
    because: ({ subject, evidence }) =>
      `some senders do not accept the TLSRPT record of ${subject.name} (${firstProblem(evidence)})`,
    evidenceLines: ({ evidence }) => textLines('Record', evidence),
    example: {
      text: 'v=TLSRPTv1 ; rua=mailto:a@example.com',
      problems: [
        {
          kind: 'space-before-delimiter',
          message:
            'A space stands between "v=TLSRPTv1" and its ";": some senders do not recognise the record. Write "v=TLSRPTv1; rua=mailto:a@example.com".',
        },
      ],
    },
  },
} satisfies Partial<Entries<FindingKind>>;
