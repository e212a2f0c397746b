import { elements, objectIdentifier, text, type Element } from './der';

const COMMON_NAME = '2.5.4.3';

/** OpenSSL's short names of the attributes that certificates have; others show their object identifier. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  [COMMON_NAME]: 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.15': 'businessCategory',
  '2.5.4.17': 'postalCode',
  '2.5.4.42': 'GN',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '1.3.6.1.4.1.311.60.2.1.1': 'jurisdictionL',
  '1.3.6.1.4.1.311.60.2.1.2': 'jurisdictionST',
  '1.3.6.1.4.1.311.60.2.1.3': 'jurisdictionC',
};

/** `C=US, O=Example\, Inc., CN=mx.example.com`: most general attribute first, values escaped as in RFC 4514 section 2.4. */
export const printName = (name: Element, part: string): string =>
  elements(name, part)
    .map((set) =>
      attributes(set, part)
        .map(([id, value]) => `${SHORT_NAMES[id] ?? id}=${escapeValue(value)}`)
        .join(' + '),
    )
    .join(', ');

/** The last common name: the most specific one. */
export function commonName(name: Element, part: string): string | undefined {
  const all = elements(name, part).flatMap((set) => attributes(set, part));
  return all.findLast(([id]) => id === COMMON_NAME)?.[1];
}

function attributes(set: Element, part: string): [string, string][] {
  return elements(set, part).map((attribute) => {
    const [id, value] = elements(attribute, part);
    return [objectIdentifier(id, part), text(value, part)];
  });
}

const escapeValue = (value: string): string =>
  value
    .replace(/[,+"\\<>;]|^[# ]|(?<!^) $/g, '\\$&')
    // eslint-disable-next-line no-control-regex -- what must not reach a terminal
    .replace(/[\0-\x1f\x7f]/g, (control) => `\\${control.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
