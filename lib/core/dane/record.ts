import type { CertificateFacts, TlsaRecord } from '../model';

/** Where the TLSA records of an MX host stand (RFC 7672 section 2.2.3): mail between servers is on port 25. */
export const tlsaName = (baseDomain: string): string => `_25._tcp.${baseDomain}`;

/** The data of a TLSA record as in a zone file: `3 1 1 0a1b…`. */
export const tlsaText = ({ usage, selector, matchingType, data }: TlsaRecord): string =>
  `${usage} ${selector} ${matchingType} ${data}`;

/** The data of a TLSA record as in a zone file, spaces within its digits allowed; undefined when it is none. */
export function readTlsa(text: string): TlsaRecord | undefined {
  const [, usage, selector, matchingType, digits = ''] =
    /^\s*(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})\s+([0-9a-fA-F\s]+)$/.exec(text) ?? [];
  const data = digits.replace(/\s+/g, '').toLowerCase();
  const numbers = [Number(usage), Number(selector), Number(matchingType)] as const;
  if (data === '' || data.length % 2 !== 0 || numbers.some((number) => number > 255)) return undefined;
  return { usage: numbers[0], selector: numbers[1], matchingType: numbers[2], data };
}

/** A TLSA record as a line of a zone file. */
export const tlsaLine = (baseDomain: string, record: TlsaRecord): string =>
  `${tlsaName(baseDomain)}${SEPARATOR}${tlsaText(record)}`;

/** The name and the record's text in a line that {@link tlsaLine} made. */
export function readTlsaLine(line: string): { readonly name: string; readonly text: string } {
  const [name = '', text = ''] = line.split(SEPARATOR, 2);
  return { name, text };
}

const SEPARATOR = '. IN TLSA ';

/** The record to publish for a certificate: the one form that RFC 7672 section 3.1 recommends, which outlives renewals with the same key. */
export const recordFor = ({ spkiSha256 }: Pick<CertificateFacts, 'spkiSha256'>): TlsaRecord => ({
  usage: DANE_EE,
  selector: SPKI,
  matchingType: SHA2_256,
  data: spkiSha256,
});

/** Certificate usages (RFC 6698 section 2.1.1, names of RFC 7218). */
export const PKIX_TA = 0;
export const PKIX_EE = 1;
export const DANE_TA = 2;
export const DANE_EE = 3;

/** Selectors. */
export const CERT = 0;
export const SPKI = 1;

/** Matching types. */
export const FULL = 0;
export const SHA2_256 = 1;
export const SHA2_512 = 2;
