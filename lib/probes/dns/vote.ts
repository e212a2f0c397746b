import type { Answer } from 'dns-packet';
import type { Testimony, Witness } from './witness';
import type { Question } from './transport';

const NXDOMAIN = 3;

/** What a witness said, in a form in which the words of two can be compared. */
export interface Vote {
  readonly witness: Pick<Witness, 'name' | 'trusted'>;
  readonly testimony: Exclude<Testimony, { readonly state: 'silent' }>;
  readonly kind: 'present' | 'absent' | 'failed';
  /** The same for the same data, whatever the order, the TTLs and the aliases on the way. */
  readonly key: string;
  /** Of a question for addresses. */
  readonly addresses?: ReadonlySet<string>;
  /** What it says in a few words. */
  readonly words: string;
}

export const isForAddresses = ({ type }: Pick<Question, 'type'>): boolean => type === 'A' || type === 'AAAA';

/** The vote of a witness that said something. */
export function voteOf(question: Question, witness: Vote['witness'], testimony: Vote['testimony']): Vote {
  if (testimony.state === 'failed')
    return {
      witness,
      testimony,
      kind: 'failed',
      key: 'failed',
      words: testimony.unknown.cause === 'bogus' ? 'SERVFAIL: it fails DNSSEC validation' : 'SERVFAIL',
    };
  const { answers, rcode } = testimony.response;
  const records = answers.filter(({ type }) => type === question.type).map(dataOf);
  if (records.length > 0) {
    const sorted = [...new Set(records)].sort();
    return {
      witness,
      testimony,
      kind: 'present',
      key: `present ${JSON.stringify(sorted)}`,
      words: wordsOf(sorted),
      ...(isForAddresses(question) && { addresses: new Set(sorted) }),
    };
  }
  const alias = answers.find(({ type }) => type === 'CNAME');
  const words = rcode === NXDOMAIN ? 'no such name' : 'no such record';
  return {
    witness,
    testimony,
    kind: 'absent',
    key: 'absent',
    words: alias === undefined ? words : `${words} behind the alias ${dataOf(alias)}`,
  };
}

/** Whether two votes are for the same: addresses may be a part of all that there are. */
export const agree = (a: Vote, b: Vote): boolean =>
  a.key === b.key ||
  (a.addresses !== undefined &&
    b.addresses !== undefined &&
    [...a.addresses].some((address) => b.addresses?.has(address)));

/**
 * Whether one is wrong if the other is right. Operators see different addresses of a name that answers by where one
 * asks from, so that other addresses are no contradiction.
 */
export const contradict = (a: Vote, b: Vote): boolean =>
  !agree(a, b) && (a.addresses === undefined || b.addresses === undefined);

/** A record's data as in a zone file, more or less. */
export function dataOf(record: Answer): string {
  switch (record.type) {
    case 'TXT':
      return [record.data]
        .flat()
        .map((string) => JSON.stringify(typeof string === 'string' ? string : string.toString('latin1')))
        .join(' ');
    case 'MX':
      return `${record.data.preference ?? 0} ${canonical(record.data.exchange)}`;
    case 'TLSA':
      return `${record.data.usage} ${record.data.selector} ${record.data.matchingType} ${record.data.certificate.toString('hex')}`;
    case 'CNAME':
    case 'NS':
      return canonical(record.data);
    case 'SOA':
      return `${canonical(record.data.mname)} ${record.data.serial ?? 0}`;
    case 'A':
    case 'AAAA':
      return record.data;
    default:
      return record.type;
  }
}

const canonical = (name: string): string => name.toLowerCase().replace(/\.$/, '') || '.';

const MOST_SHOWN = 3;
const LONGEST_SHOWN = 120;

const wordsOf = (records: readonly string[]): string =>
  [
    ...records
      .slice(0, MOST_SHOWN)
      .map((text) => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text)),
    ...(records.length > MOST_SHOWN ? [`${records.length - MOST_SHOWN} more`] : []),
  ].join(', ');
