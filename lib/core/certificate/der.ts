import { asn1 } from 'node-forge';

/** A certificate that is not what RFC 5280 describes; the message names the part. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

/** More is no certificate: OpenSSL takes at most 100 KiB for a whole chain. */
const LONGEST_DER = 0x10000;

/** Certificates need fewer than ten levels; each costs a stack frame. */
const DEEPEST = 40;

/** One DER element: `value` is its octets as a binary string, or its elements. */
export type Element = asn1.Asn1;

/** Its options are missing in the types. */
const fromDer = asn1.fromDer as unknown as (octets: string, options: object) => Element;

/** @throws CertificateError when the octets are not exactly one DER element */
export function parseDer(octets: Buffer, part: string): Element {
  if (octets.length > LONGEST_DER) throw new CertificateError(`${part}: ${octets.length} octets are too many`);
  try {
    return fromDer(octets.toString('latin1'), {
      strict: true,
      parseAllBytes: true,
      decodeBitStrings: false,
      maxDepth: DEEPEST,
    });
  } catch (error) {
    throw new CertificateError(`${part}: ${(error as Error).message}`, { cause: error });
  }
}

/** Whether the octets are one DER element and nothing behind it: OpenSSL's readers ignore a tail. */
export function isWholeDer(octets: Buffer): boolean {
  try {
    parseDer(octets, 'octets');
    return true;
  } catch (error) {
    if (error instanceof CertificateError) return false;
    throw error;
  }
}

/** The elements of a constructed element. */
export function elements(element: Element | undefined, part: string): readonly Element[] {
  if (element === undefined || !Array.isArray(element.value)) throw new CertificateError(`${part}: not a sequence`);
  return element.value;
}

/** The content of a primitive element. */
export function content(element: Element | undefined, part: string): Buffer {
  if (element === undefined || typeof element.value !== 'string')
    throw new CertificateError(`${part}: not a plain value`);
  return Buffer.from(element.value, 'latin1');
}

export const encoded = (element: Element): Buffer => Buffer.from(asn1.toDer(element).getBytes(), 'latin1');

/** Whether it is `[tag]` of the context-specific class. */
export const isTagged = (element: Element | undefined, tag: number): boolean =>
  element?.tagClass === asn1.Class.CONTEXT_SPECIFIC && element.type === (tag as asn1.Type);

/** Whether it is the boolean TRUE. */
export const isTrue = (element: Element | undefined): boolean =>
  element?.tagClass === asn1.Class.UNIVERSAL &&
  element.type === asn1.Type.BOOLEAN &&
  content(element, 'boolean')[0] !== 0;

/** @throws CertificateError when the element is not an object identifier */
export function objectIdentifier(element: Element | undefined, part: string): string {
  if (
    element?.tagClass !== asn1.Class.UNIVERSAL ||
    element.type !== asn1.Type.OID ||
    typeof element.value !== 'string' ||
    element.value === ''
  ) {
    throw new CertificateError(`${part}: not an object identifier`);
  }
  try {
    return asn1.derToOid(element.value);
  } catch {
    // An arc above 53 bits, as the UUIDs below 2.25 have: legal, and none that is looked for.
    return `DER:${Buffer.from(element.value, 'latin1').toString('hex')}`;
  }
}

/** A directory string (RFC 5280 section 4.1.2.4) as text. */
export function text(element: Element | undefined, part: string): string {
  // node-forge has decoded this one type already.
  if (element?.type === asn1.Type.BMPSTRING && typeof element.value === 'string') return element.value;
  return content(element, part).toString(element?.type === asn1.Type.UTF8 ? 'utf8' : 'latin1');
}

/** Milliseconds since the epoch; RFC 5280 section 4.1.2.5 allows UTC with seconds alone. */
export function time(element: Element | undefined, part: string): number {
  const digits = content(element, part).toString('latin1');
  const fields = (
    element?.type === asn1.Type.UTCTIME
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
  ).exec(digits);
  if (fields === null) throw new CertificateError(`${part}: ${JSON.stringify(digits)} is not a time`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields.slice(1).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) {
    throw new CertificateError(`${part}: ${JSON.stringify(digits)} is not a time`);
  }
  // RFC 5280 section 4.1.2.5.1: two digits mean 1950 to 2049.
  const century = element?.type !== asn1.Type.UTCTIME ? 0 : year < 50 ? 2000 : 1900;
  const at = new Date(0);
  at.setUTCFullYear(century + year, month - 1, day);
  return at.setUTCHours(hour, minute, second);
}
