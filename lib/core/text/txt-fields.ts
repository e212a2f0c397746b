import type { TextPart } from './result';

/** One `name=value` of a TXT record, with the text between two delimiters. */
export interface TxtField extends TextPart {
  /** Without the white space that belongs to the delimiters. */
  readonly text: string;
  /** Before the first `=`; the whole text when there is none. */
  readonly name: string;
  /** Behind the first `=`; undefined when there is none. */
  readonly value?: string;
}

export interface TxtFields {
  /** Behind the version, in order; a text of `''` is two delimiters with nothing between them. */
  readonly fields: readonly TxtField[];
  /** White space between the version and its delimiter: RFC 8461's ABNF allows it, its discard rule does not (erratum 6285). */
  readonly spaceBeforeDelimiter?: TextPart;
  /** White space at the end without a delimiter before it. */
  readonly trailingSpace?: TextPart;
}

const isSpace = (character: string | undefined): boolean => character === ' ' || character === '\t';

/**
 * Splits the joined text of a TXT record by the grammar that RFC 8461 section 3.1 and RFC 8460 section 3 share.
 * Undefined when the text does not begin with the version and a delimiter.
 */
export function readTxtFields(text: string, version: string): TxtFields | undefined {
  if (!text.startsWith(version)) return undefined;
  const delimiter = skipSpace(text, version.length);
  if (text[delimiter] !== ';') return undefined;
  const parts = splitFields(text, delimiter + 1);
  const last = parts.at(-1);
  const trailing = last !== undefined && last.text !== '' && last.to < text.length;
  return {
    fields: last?.text === '' ? parts.slice(0, -1) : parts,
    ...(delimiter > version.length && { spaceBeforeDelimiter: { from: version.length, to: delimiter } }),
    ...(trailing && { trailingSpace: { from: last.to, to: text.length } }),
  };
}

function splitFields(text: string, start: number): TxtField[] {
  const fields: TxtField[] = [];
  for (let from = start; from <= text.length;) {
    const delimiter = text.indexOf(';', from);
    const end = delimiter === -1 ? text.length : delimiter;
    fields.push(readField(text, from, end));
    from = end + 1;
  }
  return fields;
}

function readField(text: string, start: number, end: number): TxtField {
  const from = Math.min(skipSpace(text, start), end);
  let to = end;
  while (to > from && isSpace(text[to - 1])) to -= 1;
  const field = text.slice(from, to);
  const equals = field.indexOf('=');
  if (equals === -1) return { from, to, text: field, name: field };
  return { from, to, text: field, name: field.slice(0, equals), value: field.slice(equals + 1) };
}

function skipSpace(text: string, from: number): number {
  let index = from;
  while (isSpace(text[index])) index += 1;
  return index;
}

/** `1*(%x21-3A / %x3C / %x3E-7E)` behind a name of at most 32 letters, digits, `_`, `-` and `.`. */
export const isTxtExtension = (field: TxtField): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[!-:<>-~]+$/.test(field.text);
