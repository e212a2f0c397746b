import type { HttpAnswer } from '../model';

/** Codings that the fetch undoes. */
const KNOWN: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate', 'br']);

/** The codings that an answer names, in the order in which they were applied (RFC 9110 section 8.4). */
export const codingsOf = ({ contentEncoding = '' }: Pick<HttpAnswer, 'contentEncoding'>): readonly string[] =>
  contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');

/** Whether the body was compressed, although the request asked for it as it is (RFC 9110 section 12.5.3). */
export const isEncoded = (http: HttpAnswer): boolean => codingsOf(http).some((coding) => KNOWN.has(coding));

/** Whether the answer names a coding that the fetch does not undo. */
export const isInUnknownCoding = (http: HttpAnswer): boolean => codingsOf(http).some((coding) => !KNOWN.has(coding));
