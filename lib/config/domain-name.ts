import { addressFamily, domainNameFault, toALabels } from '../core/text/domain-name';
import type { DomainNameFault } from '../core/text/domain-name';
import { quote } from '../core/text/quote';
import type { Parsed } from './leaf';
import { shown } from './leaf';

const WRITE = 'Write the part of an address behind its @, such as example.com.';

const FAULTS: Readonly<Record<DomainNameFault, string>> = {
  empty: 'is empty',
  'not-ascii': 'has characters that no domain name has',
  'too-long': 'is longer than the 253 characters of a domain name',
  'empty-label': 'has two dots in a row, or begins with a dot',
  'label-too-long': 'has a label longer than 63 characters',
  character: 'has characters that no domain name has',
  hyphen: 'has a label that begins or ends with a hyphen',
  underscore: 'has an underscore, and mail domains have none',
};

/** The policy domain that a text names: lower case, in A-labels, without the root dot. */
export function parseDomainName(raw: unknown): Parsed<string> {
  if (typeof raw !== 'string')
    return {
      fault: `${shown(raw)} is not a domain name`,
      fix: `${WRITE} A name that YAML reads as a number stands in quotes.`,
    };
  const name = raw.trim().replace(/\.$/, '');
  const slip = likelySlip(name);
  if (slip !== undefined)
    return { fault: `${quote(name)} ${slip.what}`, fix: slip.instead === undefined ? WRITE : `Write ${slip.instead}.` };
  if (/^[\x20-\x7e]*$/.test(name)) return checked(name, name.toLowerCase());
  const ascii = toALabels(name);
  return ascii === undefined
    ? { fault: `${quote(name)} is not a domain name: it has no form in A-labels`, fix: WRITE }
    : checked(name, ascii);
}

function checked(name: string, ascii: string): Parsed<string> {
  const fault = domainNameFault(ascii);
  if (fault !== undefined) return { fault: `${quote(name)} is not a domain name: it ${FAULTS[fault]}`, fix: WRITE };
  if (!ascii.includes('.'))
    return { fault: `${quote(name)} is a single label`, fix: 'Write the whole name, such as example.com.' };
  if (/\.\d+$/.test(ascii) || toALabels(ascii) !== ascii)
    return { fault: `${quote(name)} is not a domain name: a label in it is not valid`, fix: WRITE };
  return { value: ascii };
}

/** What people write where a domain is asked for, with the name that they most likely mean. */
function likelySlip(name: string): { readonly what: string; readonly instead?: string } | undefined {
  const cut = (what: string, rest: string | undefined) => {
    const inner = rest === undefined || rest === name ? undefined : parseDomainName(rest);
    return inner !== undefined && 'value' in inner ? { what, instead: inner.value } : { what };
  };
  if (name === '') return { what: 'is empty' };
  if (/^\w+:\/\//.test(name)) return cut('is a URL, not a domain name', /^\w+:\/\/([^/:?#]*)/.exec(name)?.[1]);
  if (addressFamily(name.replace(/^\[(.*)\]$/, '$1')) !== undefined)
    return { what: 'is an address, not a domain name' };
  if (name.includes('@')) return cut('is a mail address, not a domain name', name.slice(name.lastIndexOf('@') + 1));
  if (name.startsWith('*.'))
    return cut('is a pattern: MTA-STS holds for one domain, never for those below it', name.slice(2));
  const owner = /^(_mta-sts|_smtp\._tls)\.(.+)$/i.exec(name);
  if (owner !== null) return cut('is the name of a record', owner[2]);
  return /[\s,;]/.test(name) ? { what: 'is more than one name' } : undefined;
}
