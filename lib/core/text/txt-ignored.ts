import { quote } from './quote';
import type { Problem } from './result';

/** Why senders drop a text without a word. From `quoted` to `version-not-first` they are slips of somebody who meant to publish a record. */
export type TxtIgnoredKind =
  | 'empty-record'
  | 'quoted'
  | 'leading-space'
  | 'missing-delimiter'
  | 'version-spelling'
  | 'missing-version'
  | 'version-not-first'
  | 'other-record'
  | 'not-a-record';

interface IgnoredSpec {
  readonly called: string;
  readonly version: string;
  readonly field: string;
  readonly repair: (text: string) => string;
}

const OTHER_RECORDS: readonly { readonly begins: RegExp; readonly called: string; readonly at: string }[] = [
  { begins: /^v\s*=\s*STSv1/i, called: 'an STS record', at: '_mta-sts.<domain>' },
  { begins: /^v\s*=\s*TLSRPTv1/i, called: 'a TLSRPT record', at: '_smtp._tls.<domain>' },
  { begins: /^v\s*=\s*DMARC1/i, called: 'a DMARC record', at: '_dmarc.<domain>' },
  { begins: /^v\s*=\s*spf1/i, called: 'an SPF record', at: '<domain>' },
  { begins: /^v\s*=\s*DKIM1/i, called: 'a DKIM key record', at: '<selector>._domainkey.<domain>' },
  { begins: /^v\s*=\s*BIMI1/i, called: 'a BIMI record', at: '<selector>._bimi.<domain>' },
  { begins: /^version\s*:/i, called: 'the text of a policy', at: 'https://mta-sts.<domain>/.well-known/mta-sts.txt' },
];

/** Whether the text was meant to be a record of the kind, and is not by a slip. */
export const isNearMiss = (kind: TxtIgnoredKind): boolean =>
  kind !== 'empty-record' && kind !== 'other-record' && kind !== 'not-a-record';

/** Why the text, which does not begin with the version and a delimiter, is no record of the kind, and what to write. */
export function ignoredProblem(text: string, spec: IgnoredSpec): Problem<TxtIgnoredKind> {
  // Strings copied out of a zone file are quoted one by one.
  const joined = text.replace(/"\s+"/g, '');
  const write = `Senders drop the record as it stands. Write "${spec.repair(joined)}".`;
  const said = (kind: TxtIgnoredKind, what: string, length = prefixLength(text)): Problem<TxtIgnoredKind> => ({
    kind,
    severity: 'error',
    message: `${what} ${write}`,
    part: { from: 0, to: length },
  });
  const other = OTHER_RECORDS.find(({ begins }) => begins.test(text));
  if (text === '') return said('empty-record', 'The record is empty.');
  const meant = new RegExp(`${stem(spec)}|(?:^|[^A-Za-z0-9])${spec.field}\\s*=`, 'i').test(text);
  if (meant && /^\\?["'\u201c\u201d]/.test(text))
    return said('quoted', 'Quotation marks belong to the notation of a zone file, not to the record.', 1);
  if (meant && /^[\s\p{Default_Ignorable_Code_Point}\p{Cc}]/u.test(text))
    return said(
      'leading-space',
      `The record must begin with "${spec.version};", with nothing before it, not even a space.`,
      1,
    );
  const spelling = versionProblem(text, spec);
  if (spelling !== undefined) return said(spelling.kind, spelling.what);
  if (other !== undefined) return said('other-record', `This is ${other.called}, which belongs at ${other.at}.`);
  const begin = `${capital(spec.called)} begins "${spec.version};".`;
  if (new RegExp(`^${spec.field}\\s*=`, 'i').test(text)) return said('missing-version', begin);
  return said('not-a-record', `This is not ${spec.called}: ${quote(text)}. ${begin}`);
}

function versionProblem(text: string, spec: IgnoredSpec): { kind: TxtIgnoredKind; what: string } | undefined {
  const name = spec.version.slice(2);
  const exactly = `The record must begin exactly "${spec.version};".`;
  if (new RegExp(`^${spec.version}(?![A-Za-z0-9])`).test(text))
    return { kind: 'missing-delimiter', what: `No ";" follows "${spec.version}".` };
  if (new RegExp(`^${name}`, 'i').test(text))
    return { kind: 'missing-version', what: `"v=" is missing: the record must begin "${spec.version};".` };
  if (new RegExp(`^v\\s*=\\s*${name}(?![A-Za-z0-9])`, 'i').test(text))
    return { kind: 'version-spelling', what: `The version is case-sensitive and has no spaces. ${exactly}` };
  if (new RegExp(`^v?\\s*(?:[=:]\\s*)?(?:MTA-?_?)?${stem(spec)}`, 'i').test(text))
    return {
      kind: 'version-spelling',
      what: `${quote(text.slice(0, prefixLength(text)))} is not the version. ${exactly}`,
    };
  if (new RegExp(`(?:^|[;,"\\s])${spec.version}`).test(text))
    return {
      kind: 'version-not-first',
      what: `The version must come first: the record must begin "${spec.version};".`,
    };
  return undefined;
}

/** The telling part of the version: `STS` of `v=STSv1`. */
const stem = (spec: IgnoredSpec): string => spec.version.replace(/^v=|v\d+$/g, '');

/** Up to the first delimiter, or the first space when there is none: where the version stands or should. */
function prefixLength(text: string): number {
  const end = text.search(/[;,\s]/);
  return end === -1 ? text.length : end;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
