import { withoutHidden } from './escape';
import { nearest } from './nearest';
import { ProblemList } from './problems';
import { quote } from './quote';
import type { ParseResult, Problem, TextPart } from './result';
import { isTxtExtension, readTxtFields } from './txt-fields';
import type { TxtField } from './txt-fields';
import { ignoredProblem } from './txt-ignored';
import type { TxtIgnoredKind } from './txt-ignored';
import { isReadByMost, whoRejects } from './txt-senders';
import type { TxtSenders, TxtSlip } from './txt-senders';

export type TxtRecordProblemKind =
  | TxtIgnoredKind
  | 'space-before-delimiter'
  | 'trailing-space'
  | 'empty-field'
  | 'malformed-field'
  | 'space-around-equals'
  | 'key-case'
  | 'unknown-field'
  | 'duplicate-field'
  | 'missing-field';

/** What tells the STS record and the TLSRPT record apart; the rest of their grammar is one. */
export interface TxtRecordSpec<T, K extends string> {
  /** What a reader calls it, with its article: `an STS record`. */
  readonly called: string;
  /** What the text begins with, such as `v=STSv1`. */
  readonly version: string;
  /** The rule by which some senders drop a text with a space before the first delimiter, for a reader. */
  readonly discardRule: string;
  /** What senders do with a record outside the grammar. */
  readonly senders: TxtSenders;
  /** The one required field. */
  readonly field: string;
  /** The value of that field, undefined when senders cannot use it; `at` is its place in the text. */
  readonly read: (value: string, at: TextPart, problems: ProblemList<K | TxtRecordProblemKind>) => T | undefined;
  /** A whole valid record with what can be saved of a faulty text. */
  readonly repair: (text: string) => string;
}

/** Parses the text of one record, its strings joined. Never throws; takes time linear in the text. */
export function parseTxtRecord<T, K extends string>(
  text: string,
  spec: TxtRecordSpec<T, K>,
): ParseResult<T, K | TxtRecordProblemKind> {
  const read = readTxtFields(text, spec.version);
  if (read === undefined) return { verdict: 'ignored', problems: [ignoredProblem(text, spec)] };
  const problems = new ProblemList<K | TxtRecordProblemKind>();
  const draft = new TxtDraft(spec, problems, text);
  if (read.spaceBeforeDelimiter !== undefined) {
    const message = `A space stands between "${spec.version}" and its ";": some senders do not recognise the record (${spec.discardRule}). ${draft.write()}`;
    problems.add({ kind: 'space-before-delimiter', severity: 'warning', message, part: read.spaceBeforeDelimiter });
  }
  for (const field of read.fields) draft.read(field);
  if (read.trailingSpace !== undefined) {
    problems.add({
      kind: 'trailing-space',
      severity: 'warning',
      message: `The record ends in a space without a ";" before it. ${whoRejects(spec.senders, 'trailing-space')} ${draft.write()}`,
      part: read.trailingSpace,
    });
  }
  return problems.result(draft.finish());
}

/** A record as its fields are read. */
class TxtDraft<T, K extends string> {
  private first: TxtField | undefined;
  private value: T | undefined;
  private readonly slips: { readonly problem: Problem<TxtRecordProblemKind>; readonly malformed: boolean }[] = [];

  private advice: string | undefined;

  constructor(
    private readonly spec: TxtRecordSpec<T, K>,
    private readonly problems: ProblemList<K | TxtRecordProblemKind>,
    private readonly text: string,
  ) {}

  /** What to write instead: worked out once, and only for a record that needs it. */
  write(): string {
    return (this.advice ??= `Write "${this.spec.repair(this.text)}".`);
  }

  read(field: TxtField): void {
    const part = { from: field.from, to: field.to };
    if (field.text === '')
      this.outsideGrammar(this.emptySlip(field), 'empty-field', 'There is nothing between two ";".', part);
    else if (field.name === this.spec.field && field.value !== undefined) this.readRequired(field, field.value, part);
    else if (field.name === 'v' && isTxtExtension(field))
      this.problems.add({
        kind: 'duplicate-field',
        severity: 'warning',
        message: `The version is set again; the first counts. ${this.write()}`,
        part,
      });
    else this.readOther(field, part);
  }

  finish(): T | undefined {
    const missing = this.first === undefined;
    for (const { problem, malformed } of this.slips)
      this.problems.add({ ...problem, severity: missing || malformed ? 'error' : 'info' });
    if (missing && this.slips.length === 0)
      this.problems.add({
        kind: 'missing-field',
        severity: 'error',
        message: `The record has no ${this.spec.field}. ${this.write()}`,
      });
    return this.value;
  }

  private emptySlip({ from }: TxtField): TxtSlip {
    const slip = this.text[from - 1] === ';' ? 'nothing' : 'space';
    return this.first === undefined ? `${slip}-first` : slip;
  }

  private outsideGrammar(slip: TxtSlip, kind: TxtRecordProblemKind, what: string, part: TextPart): void {
    const { senders } = this.spec;
    this.problems.add({
      kind,
      severity: 'error',
      ...(isReadByMost(senders, slip) && { readByMost: true }),
      message: () => `${what} ${whoRejects(senders, slip)} ${this.write()}`,
      part,
    });
  }

  private readRequired(field: TxtField, value: string, part: TextPart): void {
    if (this.first === undefined) {
      this.first = field;
      this.value = this.spec.read(value, { from: field.to - value.length, to: field.to }, this.problems);
      return;
    }
    if (!isTxtExtension(field) && !this.isValid(value, part)) {
      this.outsideGrammar('extension', 'malformed-field', `${quote(field.text)} is not valid.`, part);
      return;
    }
    const message = `${this.spec.field} is set again; the first counts, which is ${quote(this.first.text)}. ${this.write()}`;
    this.problems.add({ kind: 'duplicate-field', severity: 'warning', message, part });
  }

  private isValid(value: string, part: TextPart): boolean {
    const problems = new ProblemList<K | TxtRecordProblemKind>();
    return problems.result(this.spec.read(value, part, problems)).verdict !== 'invalid';
  }

  private readOther(field: TxtField, part: TextPart): void {
    const malformed = !isTxtExtension(field);
    const slip = this.slip(field);
    if (slip !== undefined) this.slips.push({ problem: { ...slip, part }, malformed });
    else if (malformed)
      this.outsideGrammar(
        field.value === undefined ? 'bare-word' : 'extension',
        'malformed-field',
        `${quote(field.text)} is not a "name=value" field without spaces.`,
        part,
      );
    else
      this.problems.add({
        kind: 'unknown-field',
        severity: 'info',
        message: `${quote(field.name)} is not a field that is defined: senders ignore it.`,
        part,
      });
  }

  /** What to say of a field that was meant to be the required one. */
  private slip(field: TxtField): Problem<TxtRecordProblemKind> | undefined {
    const name = withoutHidden(field.name).trim();
    if (field.value === undefined || nearest(name, [this.spec.field]) === undefined) return undefined;
    const said = (kind: TxtRecordProblemKind, what: string): Problem<TxtRecordProblemKind> => ({
      kind,
      severity: 'error',
      message: `${what} ${this.write()}`,
    });
    if (name === this.spec.field)
      return said('space-around-equals', `No space is allowed around the "=" of ${this.spec.field}.`);
    if (name.toLowerCase() === this.spec.field)
      return said('key-case', `Field names are case-sensitive: write ${this.spec.field}.`);
    return said(
      'unknown-field',
      `${quote(field.name)} is not a field that is defined: did you mean ${this.spec.field}?`,
    );
  }
}
