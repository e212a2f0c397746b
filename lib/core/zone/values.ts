import type { ComparedType, MxRecord, TlsaRecord } from '../model';
import { tlsaText } from '../dane/record';
import { plainName } from './name';
import { txtText } from './txt-value';

/** An MX record as it is compared. */
export const mxText = ({ preference, exchange }: MxRecord): string =>
  `${preference} ${exchange === '' ? '.' : exchange}`;

const READERS: Readonly<Record<ComparedType, (value: string) => string>> = {
  TXT: txtText,
  MX: (value) => {
    const [preference = '', exchange = ''] = value.trim().split(/\s+/);
    return mxText({ preference: Number(preference), exchange: plainName(exchange) });
  },
  TLSA: (value) => {
    const [usage, selector, matchingType, ...data] = value.trim().split(/\s+/);
    return tlsaText({
      usage: Number(usage),
      selector: Number(selector),
      matchingType: Number(matchingType),
      data: data.join('').toLowerCase(),
    } satisfies TlsaRecord);
  },
};

/** A record's value, as in a zone file, in the one form in which two are the same if they mean the same. */
export const comparable = (type: ComparedType, value: string): string => READERS[type](value);
