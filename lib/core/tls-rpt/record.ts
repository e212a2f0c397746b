import type { ProblemList } from '../text/problems';
import type { ParseResult, Problem, TextPart } from '../text/result';
import { parseTxtRecord } from '../text/txt-record';
import type { TxtRecordProblemKind, TxtRecordSpec } from '../text/txt-record';
import { whoRejects } from '../text/txt-senders';
import type { TxtSenders } from '../text/txt-senders';
import { selectTxtRecord } from '../text/txt-selection';
import type { TxtSelection, TxtSelectionProblemKind } from '../text/txt-selection';
import { encodedReportUri, EXAMPLE_URI, repairReportUri, reportUriProblem } from './rua';
import type { ReportUriProblem, ReportUriProblemKind } from './rua';

/** A TLSRPT record, RFC 8460 section 3. */
export interface TlsRptRecord {
  /** `mailto:` and `https:` URIs as published, in order: those that a sender can report to. */
  readonly rua: readonly string[];
}

export type TlsRptRecordProblemKind = TxtRecordProblemKind | ReportUriProblemKind | 'empty-rua' | 'empty-uri';
export type TlsRptRecordSetProblemKind = TlsRptRecordProblemKind | TxtSelectionProblemKind;

/** How many URIs of a faulty record a repair goes through. */
const REPAIRED = 10;

/** Parses the strings of one TXT record, joined without spaces. */
export function parseTlsRptRecord(strings: readonly string[]): ParseResult<TlsRptRecord, TlsRptRecordProblemKind> {
  return parseTxtRecord(strings.join(''), SPEC);
}

/** Chooses the TLSRPT record among the TXT records at `_smtp._tls.<domain>`, each given as its strings. */
export function selectTlsRptRecord(
  records: readonly (readonly string[])[],
): TxtSelection<TlsRptRecord, TlsRptRecordSetProblemKind> {
  return selectTxtRecord(records, SPEC);
}

/** The record as text to publish: within a URI, what would end it or its record is percent-encoded. */
export const formatTlsRptRecord = (record: TlsRptRecord): string =>
  `v=TLSRPTv1; rua=${record.rua.map(encodedReportUri).join(',')}`;

/** A valid record in place of a faulty text. @param reportsTo a URI, where the text has none that can be kept */
export function correctedTlsRptRecord(text: string, reportsTo: string): string {
  const published = /(?:^|[^A-Za-z0-9])ru[af]\s*[=:]\s*["']?([^;"']*)/i.exec(text)?.[1] ?? '';
  return formatTlsRptRecord({ rua: repairedUris(published, reportsTo) });
}

const TLSRPT_SENDERS: TxtSenders = {
  grammar: 'RFC 8460 section 3',
  all: ['tlsrpt-reporter', 'Stalwart', 'mox'],
  reject: {
    nothing: ['mox'],
    'nothing-first': ['tlsrpt-reporter', 'mox'],
    space: ['mox'],
    'space-first': ['tlsrpt-reporter', 'mox'],
    'trailing-space': ['mox'],
    extension: ['mox'],
    'bare-word': ['mox'],
    list: ['mox'],
  },
};

const SPEC: TxtRecordSpec<TlsRptRecord, TlsRptRecordProblemKind> = {
  called: 'a TLSRPT record',
  version: 'v=TLSRPTv1',
  discardRule: 'RFC 8460 section 3',
  senders: TLSRPT_SENDERS,
  field: 'rua',
  read: readRua,
  repair: (text) => correctedTlsRptRecord(text, EXAMPLE_URI),
};

function repairedUris(published: string, otherwise = EXAMPLE_URI): string[] {
  const repaired = published.split(/[\s,]+/, REPAIRED).flatMap((piece) => repairReportUri(piece) ?? []);
  return repaired.length === 0 ? [otherwise] : [...new Set(repaired)];
}

function readRua(
  value: string,
  part: TextPart,
  problems: ProblemList<TlsRptRecordProblemKind>,
): TlsRptRecord | undefined {
  const write = `Write "${formatTlsRptRecord({ rua: repairedUris(value) })}".`;
  if (value.trim() === '') {
    problems.add({
      kind: 'empty-rua',
      severity: 'error',
      message: `rua is empty: it names who receives the reports. ${write}`,
      part,
    });
    return undefined;
  }
  if (/^[ \t]/.test(value)) {
    problems.add({
      kind: 'space-around-equals',
      severity: 'error',
      message: `No space is allowed around the "=" of rua. ${write}`,
      part,
    });
    return undefined;
  }
  const pieces = splitUris(value, part.from).map((piece) => ({ ...piece, problem: reportUriProblem(piece.uri) }));
  const rua = pieces.filter(({ uri, problem }) => uri !== '' && problem?.severity !== 'error').map(({ uri }) => uri);
  for (const { uri, problem, from, to } of pieces) {
    const part = { from, to };
    if (uri === '')
      problems.add({
        kind: 'empty-uri',
        severity: 'error',
        readByMost: true,
        message: `A comma is not followed or preceded by a URI. ${whoRejects(TLSRPT_SENDERS, 'list')} ${write}`,
        part,
      });
    else if (problem !== undefined) problems.add({ ...weight(problem, uri, rua.length > 0), part });
  }
  return rua.length === 0 ? undefined : { rua };
}

/** Faults of what is still a URI by RFC 3986. */
const WITHIN_GRAMMAR: readonly ReportUriProblemKind[] = ['uri-scheme', 'mailto-address', 'https-host'];

/** How grave the fault of one URI is; `left`: there is one to report to. */
function weight(
  { kind, what, write }: ReportUriProblem,
  uri: string,
  left: boolean,
): Pick<Problem<ReportUriProblemKind>, 'kind' | 'severity' | 'message' | 'readByMost'> {
  if (!left) return { kind, severity: 'error', message: `${what} ${write}` };
  // Senders that skip a bad URI still report to the good ones.
  if (WITHIN_GRAMMAR.includes(kind) && !uri.includes('!'))
    return { kind, severity: 'warning', message: `${what} ${write}` };
  return {
    kind,
    severity: 'error',
    readByMost: true,
    message: `${what} ${whoRejects(TLSRPT_SENDERS, 'list')} ${write}`,
  };
}

/** The URIs between commas, white space around them removed, with their places in the record. */
function splitUris(value: string, start: number): ({ readonly uri: string } & TextPart)[] {
  let offset = start;
  return value.split(',').map((piece) => {
    const uri = piece.replace(/^[ \t]+/, '').replace(/(?<![ \t])[ \t]+$/, '');
    const from = offset + piece.length - piece.replace(/^[ \t]+/, '').length;
    offset += piece.length + 1;
    return { uri, from, to: from + uri.length };
  });
}
