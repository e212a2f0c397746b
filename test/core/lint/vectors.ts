/**
 * Published texts and what the standards make of them: each row is an input, the verdict, and why.
 * Sections are of RFC 8461 (MTA-STS) and RFC 8460 (TLSRPT). Where `value` is given a parser must return it.
 */
import type { StsPolicy } from '../../../lib/core/mta-sts/policy-format';
import type { StsRecord } from '../../../lib/core/mta-sts/record';
import type { ParseVerdict } from '../../../lib/core/text/result';
import type { TlsRptRecord } from '../../../lib/core/tls-rpt/record';

interface Vector<T> {
  readonly verdict: ParseVerdict;
  readonly value?: T;
  readonly why?: string;
}

export type TxtVector<T> = Vector<T> & { readonly txt: readonly string[] };
export type SetVector = Vector<StsRecord> & { readonly records: readonly (readonly string[])[] };
export type PolicyVector = Vector<StsPolicy> & { readonly body: string };
export interface MatchVector {
  readonly pattern: string;
  readonly mx: string;
  readonly match: boolean;
  readonly why?: string;
}

/** Lines, each ended with CRLF. */
const crlf = (...lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('');

/** A good policy, but for the values given. */
const policy = ({ version = 'STSv1', mode = 'enforce', mx = 'mail.example.com', max_age = '604800' } = {}): string =>
  crlf(`version: ${version}`, `mode: ${mode}`, `mx: ${mx}`, `max_age: ${max_age}`);

const SAMPLE: StsPolicy = { mode: 'enforce', mx: ['mail.example.com'], maxAge: 604800 };

export const STS_RECORDS: readonly TxtVector<StsRecord>[] = [
  {
    txt: ['v=STSv1; id=20160831085700Z;'],
    verdict: 'ok',
    value: { id: '20160831085700Z' },
    why: 'the example of section 3.1',
  },
  {
    txt: ['v=STSv1; id=2016', '0831Z;'],
    verdict: 'ok',
    value: { id: '20160831Z' },
    why: '3.1: strings of one record are joined without spaces',
  },
  { txt: ['v=STSv1;id=a'], verdict: 'ok', value: { id: 'a' }, why: 'the final delimiter is optional' },
  {
    txt: ['v=STSv1 ; id=20211201000000Z ;'],
    verdict: 'warn',
    value: { id: '20211201000000Z' },
    why: `ABNF allows the space before ';', the discard rule ('does not begin with "v=STSv1;"') does not: erratum 6285, senders differ. This is the form that the Exchange Online article prints`,
  },
  { txt: ['v=STSv1;'], verdict: 'invalid', why: 'id is required' },
  { txt: ['v=STSv1; id=;'], verdict: 'invalid', why: '1*32 characters' },
  {
    txt: ['v=STSv1; id=abcdefghijklmnopqrstuvwxyz012345;'],
    verdict: 'ok',
    value: { id: 'abcdefghijklmnopqrstuvwxyz012345' },
    why: '32 characters is the longest',
  },
  { txt: ['v=STSv1; id=abcdefghijklmnopqrstuvwxyz0123456;'], verdict: 'invalid', why: '33 characters' },
  { txt: ['v=STSv1; id=2016-08-31;'], verdict: 'invalid', why: 'ALPHA / DIGIT only' },
  { txt: ['v=stsv1; id=a;'], verdict: 'ignored', why: '%s: case-sensitive' },
  { txt: ['v=STSv10; id=a;'], verdict: 'ignored', why: 'does not begin with v=STSv1;' },
  { txt: [' v=STSv1; id=a;'], verdict: 'ignored', why: 'leading space' },
  { txt: ['id=a; v=STSv1;'], verdict: 'ignored', why: 'the version comes first' },
  {
    txt: ['v=STSv1; id=a; ext=https://x;'],
    verdict: 'ok',
    value: { id: 'a' },
    why: 'extensions are allowed and ignored',
  },
  { txt: ['v=STSv1; id=a; ext=a b;'], verdict: 'invalid', why: 'no space within an extension value' },
  {
    txt: ['v=STSv1; id=a; id=b;'],
    verdict: 'warn',
    value: { id: 'a' },
    why: '3.1/3.2: the first of a duplicated field counts',
  },
  {
    txt: ['v=STSv1; id=a '],
    verdict: 'warn',
    value: { id: 'a' },
    why: `trailing space without ';' is outside the ABNF; senders differ`,
  },
  { txt: ['v=STSv1 id=a'], verdict: 'ignored', why: 'no delimiter after the version' },
];

export const STS_RECORD_SETS: readonly SetVector[] = [
  {
    records: [['v=STSv1; id=a;'], ['google-site-verification=x']],
    verdict: 'ok',
    value: { id: 'a' },
    why: '3.1: others are discarded first',
  },
  {
    records: [['v=STSv1; id=a;'], ['v=STSv1; id=b;']],
    verdict: 'invalid',
    why: '3.1: if the number remaining is not one, the domain has no policy',
  },
  { records: [['google-site-verification=x']], verdict: 'ignored', why: 'none remains' },
  {
    records: [],
    verdict: 'ignored',
    why: 'no record: the domain does not use MTA-STS; senders that cached a policy go on using it until max_age',
  },
];

export const TLSRPT_RECORDS: readonly TxtVector<TlsRptRecord>[] = [
  {
    txt: ['v=TLSRPTv1; rua=mailto:reports@example.com'],
    verdict: 'ok',
    value: { rua: ['mailto:reports@example.com'] },
  },
  {
    txt: ['v=TLSRPTv1;rua=mailto:a@example.com , https://example.com/v1/tlsrpt;'],
    verdict: 'ok',
    value: { rua: ['mailto:a@example.com', 'https://example.com/v1/tlsrpt'] },
    why: `*WSP around ','`,
  },
  {
    txt: ['TLSRPTv1;rua=mailto:reports@example.com'],
    verdict: 'ignored',
    why: 'v= is missing (as printed in the Exchange Online article): senders drop it; a monitor must say so',
  },
  { txt: ['v=TLSRPTv1; rua=reports@example.com'], verdict: 'invalid', why: 'not a URI' },
  { txt: ['v=TLSRPTv1;'], verdict: 'invalid', why: 'rua is required' },
  { txt: ['v=tlsrptv1; rua=mailto:a@example.com'], verdict: 'ignored', why: 'case-sensitive' },
  { txt: ['v=TLSRPTv1; rua=http://example.com/r'], verdict: 'invalid', why: 'mailto: and https: only' },
  {
    txt: ['v=TLSRPTv1; rua=mailto:a@example.com; ext=1'],
    verdict: 'ok',
    value: { rua: ['mailto:a@example.com'] },
    why: 'extensions are ignored',
  },
];

export const POLICIES: readonly PolicyVector[] = [
  { body: policy(), verdict: 'ok', value: SAMPLE, why: 'CRLF' },
  {
    body: 'version: STSv1\nmode: enforce\nmx: mail.example.com\nmax_age: 604800\n',
    verdict: 'ok',
    value: SAMPLE,
    why: 'LF (ABNF; erratum 6253)',
  },
  {
    body: 'version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmax_age: 604800',
    verdict: 'ok',
    value: SAMPLE,
    why: 'the last terminator is optional',
  },
  {
    body: crlf('mode: enforce', 'version: STSv1', 'mx: mail.example.com', 'max_age: 604800'),
    verdict: 'ok',
    value: SAMPLE,
    why: 'any order of fields',
  },
  {
    body: crlf('version:STSv1', 'mode:enforce', 'mx:mail.example.com', 'max_age:604800'),
    verdict: 'ok',
    value: SAMPLE,
    why: `*WSP after ':'`,
  },
  {
    body: crlf('version: STSv1  ', 'mode: enforce ', 'mx: mail.example.com', 'max_age: 604800'),
    verdict: 'ok',
    value: SAMPLE,
    why: '*WSP after a field',
  },
  {
    body: crlf('version : STSv1', 'mode : enforce', 'mx : mail.example.com', 'max_age : 604800'),
    verdict: 'invalid',
    why: `no space before ':' (the layout that some articles print)`,
  },
  {
    body: policy({ mode: 'enforcer' }),
    verdict: 'invalid',
    why: 'not a mode (as printed in a translated article); a good message asks: did you mean enforce?',
  },
  { body: policy({ mode: 'Enforce' }), verdict: 'invalid', why: 'case-sensitive' },
  {
    body: crlf('version: STSv1', 'MODE: enforce', 'mx: mail.example.com', 'max_age: 604800'),
    verdict: 'invalid',
    why: 'keys are case-sensitive: mode is missing, MODE is an unknown extension',
  },
  {
    body: crlf('version: STSv1', 'mode: testing', 'mode: enforce', 'mx: mail.example.com', 'max_age: 604800'),
    verdict: 'warn',
    value: { mode: 'testing', mx: ['mail.example.com'], maxAge: 604800 },
    why: 'the first of a duplicated non-mx field counts',
  },
  {
    body: crlf('version: STSv1', 'mx: mail.example.com', 'max_age: 604800'),
    verdict: 'invalid',
    why: 'mode is required',
  },
  {
    body: crlf('version: STSv1', 'mode: enforce', 'mx: mail.example.com'),
    verdict: 'invalid',
    why: 'max_age is required',
  },
  {
    body: crlf('mode: enforce', 'mx: mail.example.com', 'max_age: 604800'),
    verdict: 'invalid',
    why: 'version is required',
  },
  {
    body: policy({ max_age: '31557600' }),
    verdict: 'ok',
    value: { mode: 'enforce', mx: ['mail.example.com'], maxAge: 31557600 },
    why: 'the maximum',
  },
  { body: policy({ max_age: '31557601' }), verdict: 'warn', why: 'over the maximum: some senders reject, some cap' },
  {
    body: policy({ max_age: '0' }),
    verdict: 'warn',
    value: { mode: 'enforce', mx: ['mail.example.com'], maxAge: 0 },
    why: 'legal, and protects nobody',
  },
  { body: policy({ max_age: '' }), verdict: 'invalid', why: `1*10 DIGIT (beware Number(''))` },
  { body: policy({ max_age: '1e3' }), verdict: 'invalid', why: 'digits only' },
  { body: policy({ max_age: '0x10' }), verdict: 'invalid', why: 'digits only' },
  { body: policy({ max_age: '-1' }), verdict: 'invalid', why: 'digits only' },
  { body: policy({ max_age: '0000604800' }), verdict: 'ok', value: SAMPLE, why: 'ten digits' },
  { body: policy({ max_age: '00000604800' }), verdict: 'invalid', why: 'eleven digits' },
  {
    body: crlf('version: STSv1', 'mode: none', 'max_age: 604800'),
    verdict: 'ok',
    value: { mode: 'none', mx: [], maxAge: 604800 },
    why: 'none needs no mx',
  },
  { body: crlf('version: STSv1', 'mode: enforce', 'max_age: 604800'), verdict: 'invalid', why: 'enforce needs an mx' },
  {
    body: crlf('version: STSv1', 'mode: enforce', 'nmx: mail.example.com', 'max_age: 604800'),
    verdict: 'invalid',
    why: 'a typo makes an unknown field, and no mx is left (seen in the wild)',
  },
  {
    body: crlf('version: STSv1', 'mode: enforce', 'mx: mail.example.com', 'mx: *.example.net', 'max_age: 604800'),
    verdict: 'ok',
    value: { mode: 'enforce', mx: ['mail.example.com', '*.example.net'], maxAge: 604800 },
    why: 'mx may repeat',
  },
  { body: policy({ mx: 'foo*.example.com' }), verdict: 'invalid', why: `'*' is a whole leftmost label` },
  { body: policy({ mx: '*.*.example.com' }), verdict: 'invalid', why: 'one wildcard label' },
  { body: policy({ mx: '*' }), verdict: 'invalid', why: `'*.' Domain` },
  { body: policy({ mx: '.example.com' }), verdict: 'invalid', why: 'a form of the early drafts only' },
  {
    body: policy({ mx: 'mail.example.com.' }),
    verdict: 'warn',
    why: 'a final dot is outside the grammar; senders differ',
  },
  { body: policy({ mx: 'a.example.com, b.example.com' }), verdict: 'invalid', why: 'one name a line' },
  { body: policy({ mx: 'münchen.example' }), verdict: 'invalid', why: 'A-labels only' },
  {
    body: policy({ mx: 'xn--mnchen-3ya.example' }),
    verdict: 'ok',
    value: { mode: 'enforce', mx: ['xn--mnchen-3ya.example'], maxAge: 604800 },
    why: 'A-label',
  },
  { body: policy({ mx: '192.0.2.1' }), verdict: 'warn', why: 'an address never matches an MX name' },
  {
    body: crlf('version: STSv1', 'mode: enforce', 'mx: mail.example.com', 'max_age: 604800', 'foo: a:b'),
    verdict: 'ok',
    value: SAMPLE,
    why: 'extensions are ignored',
  },
  {
    body: crlf('version: STSv1', 'mode: enforce', '', 'mx: mail.example.com', 'max_age: 604800'),
    verdict: 'warn',
    why: 'a blank line is outside the grammar; senders differ',
  },
  {
    body: crlf('version: STSv1', 'mode: enforce', 'mx: mail.example.com', 'max_age: 604800', 'no colon here'),
    verdict: 'warn',
    why: 'outside the grammar; senders differ',
  },
  {
    body: crlf('\ufeffversion: STSv1', 'mode: enforce', 'mx: mail.example.com', 'max_age: 604800'),
    verdict: 'warn',
    why: 'byte order mark: senders differ',
  },
  { body: '', verdict: 'invalid', why: 'empty' },
  { body: '<!doctype html><title>404</title>', verdict: 'invalid', why: 'a web page' },
];

export const MX_MATCHES: readonly MatchVector[] = [
  { pattern: 'mail.example.com', mx: 'mail.example.com', match: true },
  {
    pattern: 'mail.example.com',
    mx: 'MAIL.example.com.',
    match: true,
    why: 'case-insensitive; the root dot of a DNS name is not part of it',
  },
  { pattern: '*.example.com', mx: 'mail.example.com', match: true },
  { pattern: '*.example.com', mx: 'example.com', match: false, why: '4.1: exactly one label' },
  { pattern: '*.example.com', mx: 'a.b.example.com', match: false, why: '4.1: exactly one label' },
  { pattern: 'mail.example.com', mx: 'notmail.example.com', match: false },
  { pattern: 'mail.example.com', mx: 'mail.example.com.evil.net', match: false },
  { pattern: 'mail.example.com', mx: 'mailXexample.com', match: false, why: 'a dot is a dot' },
  {
    pattern: '*.mail.protection.outlook.com',
    mx: 'contoso-com.mail.protection.outlook.com',
    match: true,
    why: 'the policy of every Exchange Online customer',
  },
  {
    pattern: '*.mx.microsoft',
    mx: 'contoso-com.h-v1.mx.microsoft',
    match: false,
    why: 'two labels: a real trap of Exchange Online with DANE',
  },
];
