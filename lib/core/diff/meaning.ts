import type { DomainFacts, MxRecord, TlsaFacts } from '../model';
import { escapeHidden } from '../text/escape';
import type { Meaning } from '../text/meaning';
import { usable } from '../text/meaning';
import { selectTlsRptRecord } from '../tls-rpt/record';

const NOTHING: Meaning = { value: 'no record', usable: false };

/** The id alone: a sender compares it with the one that it fetched the policy under (RFC 8461 section 3.1). */
export function stsRecordMeaning(record: NonNullable<DomainFacts['stsRecord']> | null): Meaning {
  if (record === null) return NOTHING;
  return record.id === undefined ? { ...usable(record.text), usable: false } : usable(`id ${record.id}`);
}

/** The set of report addresses (RFC 8460 section 3). @param text one record a line, as it is remembered */
export function tlsRptMeaning(text: string | null): Meaning {
  if (text === null) return NOTHING;
  const { value } = selectTlsRptRecord(text.split('\n').map((record) => [record]));
  if (value === undefined) return { ...usable(text), usable: false };
  return usable([...new Set(value.rua.map(comparableUri))].sort().join(', '));
}

/** Scheme and host have no case (RFC 3986 section 6.2.2.1); a mailbox may. */
const comparableUri = (uri: string): string =>
  uri
    .replace(/^https:\/\/[^/?#]*/i, (authority) => authority.toLowerCase())
    .replace(/^(mailto:)([^?]*@)?([^@?]*)/i, (_, scheme: string, local: string | undefined, domain: string) =>
      [scheme.toLowerCase(), local ?? '', domain.toLowerCase()].join(''),
    );

export function mxMeaning(mx: NonNullable<DomainFacts['mx']>): Meaning {
  const text = mxText(mx);
  return text === null ? NOTHING : usable(text);
}

/** `10 mx1.example.com, 20 mx2.example.com`; the null MX and the implicit one in words; null for none. */
export function mxText(mx: DomainFacts['mx']): string | null {
  if (mx === undefined || mx.form === 'none') return null;
  if (mx.form === 'implicit') return 'the domain itself (implicit MX)';
  if (mx.form === 'null') return '. (null MX)';
  return [...new Set([...mx.records].sort(byPreference).map(mxLine))].join(', ');
}

const mxLine = ({ preference, exchange }: MxRecord): string => `${preference} ${escapeHidden(exchange.toLowerCase())}`;

const byPreference = (a: MxRecord, b: MxRecord): number =>
  a.preference - b.preference || (mxLine(a) < mxLine(b) ? -1 : 1);

export const tlsaMeaning = (tlsa: TlsaFacts | null): Meaning => {
  const text = tlsaText(tlsa);
  return text === null ? NOTHING : usable(text);
};

/** The records, one a line, and whether they count. */
export const tlsaText = (tlsa: TlsaFacts | null): string | null =>
  tlsa === null
    ? null
    : [...[...new Set(tlsa.records)].sort(), ...(tlsa.secure ? [] : ['(not proven by DNSSEC)'])].join('\n');
