import type { ParseResult, TextPart } from '../text/result';
import type { ProblemList } from '../text/problems';
import { quote } from '../text/quote';
import { parseTxtRecord } from '../text/txt-record';
import type { TxtRecordProblemKind, TxtRecordSpec } from '../text/txt-record';
import { selectTxtRecord } from '../text/txt-selection';
import type { TxtSelection, TxtSelectionProblemKind } from '../text/txt-selection';

/** An STS record, RFC 8461 section 3.1. */
export interface StsRecord {
  /** 1 to 32 letters and digits; changes whenever the policy does. */
  readonly id: string;
}

export type StsRecordProblemKind = TxtRecordProblemKind | 'empty-id' | 'id-too-long' | 'id-characters';
export type StsRecordSetProblemKind = StsRecordProblemKind | TxtSelectionProblemKind;

const LONGEST_ID = 32;
/** The id of the RFC's own example, in lines to write where nothing better is known. */
const EXAMPLE_ID = '20160831085700Z';

/** Parses the strings of one TXT record, joined without spaces. */
export function parseStsRecord(strings: readonly string[]): ParseResult<StsRecord, StsRecordProblemKind> {
  return parseTxtRecord(strings.join(''), SPEC);
}

/** Chooses the STS record among the TXT records at `_mta-sts.<domain>`, each given as its strings. */
export function selectStsRecord(
  records: readonly (readonly string[])[],
): TxtSelection<StsRecord, StsRecordSetProblemKind> {
  return selectTxtRecord(records, SPEC);
}

/** The record as text to publish. */
export const formatStsRecord = (record: StsRecord): string => `v=STSv1; id=${record.id};`;

/** A valid record in place of a faulty text. @param newId where the text has none that can be kept */
export const correctedStsRecord = (text: string, newId: string): string =>
  formatStsRecord({ id: publishedId(text) ?? newId });

const SPEC: TxtRecordSpec<StsRecord, StsRecordProblemKind> = {
  called: 'an STS record',
  version: 'v=STSv1',
  discardRule: 'RFC 8461 erratum 6285',
  senders: {
    grammar: 'RFC 8461 section 3.1',
    all: ['postfix-mta-sts-resolver', 'postfix-tlspol', 'mox', 'mailauth', 'Stalwart', 'KumoMTA', 'maddy'],
    reject: {
      nothing: ['mox'],
      'nothing-first': ['mox'],
      space: ['mox', 'KumoMTA'],
      'space-first': ['mox', 'KumoMTA'],
      'trailing-space': ['mox'],
      extension: ['mox', 'maddy'],
      // Stalwart finds no field behind a bare word.
      'bare-word': ['mox', 'Stalwart', 'KumoMTA', 'maddy'],
      list: [],
    },
  },
  field: 'id',
  read: readId,
  repair: (text) => correctedStsRecord(text, EXAMPLE_ID),
};

const publishedId = (text: string): string | undefined =>
  validId(/(?:^|[^A-Za-z0-9])id\s*[=:]\s*["']?([^\s;,"']+)/i.exec(text)?.[1] ?? '');

/** The letters and digits of it; undefined when there are none. */
const validId = (id: string): string | undefined => id.replace(/[^A-Za-z0-9]+/g, '').slice(0, LONGEST_ID) || undefined;

function readId(id: string, part: TextPart, problems: ProblemList<StsRecordProblemKind>): StsRecord | undefined {
  const fault = (kind: StsRecordProblemKind, what: string): undefined => {
    problems.add({
      kind,
      severity: 'error',
      message: `${what} Write "${formatStsRecord({ id: validId(id) ?? EXAMPLE_ID })}".`,
      part,
    });
    return undefined;
  };
  if (id === '') return fault('empty-id', `The id is empty: it is 1 to ${LONGEST_ID} letters and digits.`);
  if (/[^A-Za-z0-9]/.test(id)) {
    const hint = id.includes('=') && /[,\s]/.test(id) ? ' Fields are separated by ";".' : '';
    return fault('id-characters', `The id ${quote(id)} has characters other than letters and digits.${hint}`);
  }
  return id.length > LONGEST_ID
    ? fault('id-too-long', `The id has ${id.length} characters; ${LONGEST_ID} are the most.`)
    : { id };
}
