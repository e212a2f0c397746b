import { formatTlsRptRecord, parseTlsRptRecord, selectTlsRptRecord } from '../../../lib/core/tls-rpt/record';

const parse = (rua: string) => parseTlsRptRecord([`v=TLSRPTv1; rua=${rua}`]);
const EXAMPLE = 'mailto:tls-reports@example.com';
const MAIL = 'mailto:a@example.com';

describe('the record of the Exchange Online article', () => {
  it('is dropped by senders, and the record to write is printed', () => {
    expect(parseTlsRptRecord(['TLSRPTv1;rua=mailto:reports@example.com'])).toEqual({
      verdict: 'ignored',
      problems: [
        {
          kind: 'missing-version',
          severity: 'error',
          message:
            '"v=" is missing: the record must begin "v=TLSRPTv1;". Senders drop the record as it stands. Write "v=TLSRPTv1; rua=mailto:reports@example.com".',
          part: { from: 0, to: 8 },
        },
      ],
    });
  });
});

describe('a report URI', () => {
  it.each([
    MAIL,
    'MAILTO:a@example.com',
    'mailto:a%2Cb@example.com',
    'mailto:a@example.com?subject=x',
    'mailto:a@[192.0.2.1]',
    'mailto:a@localhost',
    'https://example.com',
    'HTTPS://example.com/v1/tlsrpt?key=a=b#x',
    'https://example.com:8443/',
    'https://user@example.com/',
    'https://[2001:db8::1]/',
  ])('%s is valid', (uri) => {
    expect(parse(uri)).toEqual({ verdict: 'ok', value: { rua: [uri] }, problems: [] });
  });

  it.each([
    ['reports@example.com', 'uri-without-scheme', 'mailto:reports@example.com'],
    ['example.com/reports', 'uri-without-scheme', 'https://example.com/reports'],
    ['mailto', 'uri-without-scheme', undefined],
    ['http://example.com/r', 'uri-scheme', 'https://example.com/r'],
    ['ftp://example.com/r', 'uri-scheme', undefined],
    ['mailtoo:a@example.com', 'uri-scheme', undefined],
    ['mailto: a@example.com', 'uri-space', MAIL],
    ['mailto:a@example.com mailto:b@example.com', 'uri-space', `${MAIL},mailto:b@example.com`],
    ['mailto:<a@example.com>', 'uri-characters', MAIL],
    ['"mailto:a@example.com"', 'uri-characters', MAIL],
    ['mailto:a@münchen.example', 'uri-characters', 'mailto:a@xn--mnchen-3ya.example'],
    ['https://münchen.example/é', 'uri-characters', 'https://xn--mnchen-3ya.example/%C3%A9'],
    ['mailto:a\u200b@example.com', 'uri-characters', MAIL],
    ['mailto:a%zz@example.com', 'uri-percent', 'mailto:a%25zz@example.com'],
    ['https://example.com/100%', 'uri-percent', 'https://example.com/100%25'],
    ['mailto:', 'mailto-address', undefined],
    ['mailto:?subject=x', 'mailto-address', undefined],
    ['mailto:reports', 'mailto-address', undefined],
    ['mailto:@example.com', 'mailto-address', undefined],
    ['mailto:a@', 'mailto-address', undefined],
    ['mailto:a@b@example.com', 'mailto-address', undefined],
    ['mailto:a%40example.com', 'mailto-address', undefined],
    ['mailto://a@example.com', 'mailto-address', MAIL],
    ['mailto:a@-example.com', 'mailto-address', undefined],
    ['mailto:a@example.com!10m', 'mailto-address', MAIL],
    ['https:', 'https-host', undefined],
    ['https:///r', 'https-host', undefined],
    ['https:example.com/r', 'https-host', 'https://example.com/r'],
    ['https://:443/r', 'https-host', undefined],
    ['https://exa..mple.com/r', 'https-host', undefined],
  ])('%s is %s, and %s is what to write', (uri, kind, write) => {
    const { verdict, problems } = parse(uri);
    expect(verdict).toBe('invalid');
    expect(problems.map(({ severity, kind: told }) => `${severity} ${told}`)).toEqual([`error ${kind}`]);
    expect(
      problems[0]?.message.endsWith(write === undefined ? `Write for example "${EXAMPLE}".` : `Write "${write}".`),
    ).toBe(true);
  });

  it('is usable with an exclamation mark in it, which must be encoded', () => {
    expect(parse('https://example.com/r!10m')).toMatchObject({
      verdict: 'invalid',
      readAs: { rua: ['https://example.com/r!10m'] },
      problems: [
        {
          kind: 'uri-exclamation-mark',
          message:
            'In "https://example.com/r!10m" the exclamation mark must be written %21 (RFC 8460 section 3). This is outside the grammar (RFC 8460 section 3): mox rejects the record; tlsrpt-reporter and Stalwart accept it. Write "https://example.com/r%2110m".',
        },
      ],
    });
  });
});

describe('rua', () => {
  it('keeps the URIs that senders can use', () => {
    expect(parse(`${MAIL},reports@example.com , https://example.com/r`)).toEqual({
      verdict: 'invalid',
      readAs: { rua: [MAIL, 'https://example.com/r'] },
      problems: [
        {
          kind: 'uri-without-scheme',
          severity: 'error',
          readByMost: true,
          message:
            '"reports@example.com" is not a URI: it has no scheme, mailto: or https:. (A comma within a URI is written %2C.) This is outside the grammar (RFC 8460 section 3): mox rejects the record; tlsrpt-reporter and Stalwart accept it. Write "mailto:reports@example.com".',
          part: { from: 37, to: 56 },
        },
      ],
    });
  });

  it('tells a comma that was not encoded', () => {
    expect(parse('https://example.com/a,b').problems[0]?.message).toContain('A comma within a URI is written %2C.');
  });

  it.each([
    [
      `v=TLSRPTv1; rua=${MAIL},`,
      'invalid',
      'error empty-uri',
      `A comma is not followed or preceded by a URI. This is outside the grammar (RFC 8460 section 3): mox rejects the record; tlsrpt-reporter and Stalwart accept it. Write "v=TLSRPTv1; rua=${MAIL}".`,
    ],
    [
      'v=TLSRPTv1; rua=',
      'invalid',
      'error empty-rua',
      `rua is empty: it names who receives the reports. Write "v=TLSRPTv1; rua=${EXAMPLE}".`,
    ],
    [
      `v=TLSRPTv1; rua= ${MAIL}`,
      'invalid',
      'error space-around-equals',
      `No space is allowed around the "=" of rua. Write "v=TLSRPTv1; rua=${MAIL}".`,
    ],
    [
      `v=TLSRPTv1; rua = ${MAIL}`,
      'invalid',
      'error space-around-equals',
      `No space is allowed around the "=" of rua. Write "v=TLSRPTv1; rua=${MAIL}".`,
    ],
    [
      `v=TLSRPTv1; RUA=${MAIL}`,
      'invalid',
      'error key-case',
      `Field names are case-sensitive: write rua. Write "v=TLSRPTv1; rua=${MAIL}".`,
    ],
    [
      `v=TLSRPTv1; ruf=${MAIL}`,
      'invalid',
      'error unknown-field',
      `"ruf" is not a field that is defined: did you mean rua? Write "v=TLSRPTv1; rua=${MAIL}".`,
    ],
    ['v=TLSRPTv1;', 'invalid', 'error missing-field', `The record has no rua. Write "v=TLSRPTv1; rua=${EXAMPLE}".`],
    [
      `v=TLSRPTv1 ; rua=${MAIL}`,
      'warn',
      'warning space-before-delimiter',
      `A space stands between "v=TLSRPTv1" and its ";": some senders do not recognise the record (RFC 8460 section 3). Write "v=TLSRPTv1; rua=${MAIL}".`,
    ],
    [
      `v=TLSRPTv1; rua=${MAIL}; rua=mailto:b@example.com`,
      'warn',
      'warning duplicate-field',
      `rua is set again; the first counts, which is "rua=${MAIL}". Write "v=TLSRPTv1; rua=${MAIL}".`,
    ],
    [
      `v=TLSRPT1; rua=${MAIL}`,
      'ignored',
      'error version-spelling',
      `"v=TLSRPT1" is not the version. The record must begin exactly "v=TLSRPTv1;". Senders drop the record as it stands. Write "v=TLSRPTv1; rua=${MAIL}".`,
    ],
    [
      'v=STSv1; id=1;',
      'ignored',
      'error other-record',
      `This is an STS record, which belongs at _mta-sts.<domain>. Senders drop the record as it stands. Write "v=TLSRPTv1; rua=${EXAMPLE}".`,
    ],
  ])('%s is %s', (text, verdict, problem, message) => {
    const result = parseTlsRptRecord([text]);
    expect(result.verdict).toBe(verdict);
    expect(result.problems.map(({ severity, kind }) => `${severity} ${kind}`)).toEqual([problem]);
    expect(result.problems[0]?.message).toBe(message);
  });
});

describe('the choice among TXT records', () => {
  it('is the one TLSRPT record', () => {
    expect(selectTlsRptRecord([['v=spf1 -all'], ['v=TLSRPTv1; ', `rua=${MAIL}`]])).toMatchObject({
      verdict: 'ok',
      value: { rua: [MAIL] },
      text: `v=TLSRPTv1; rua=${MAIL}`,
    });
  });

  it('is none of several', () => {
    const result = selectTlsRptRecord([[`v=TLSRPTv1; rua=${MAIL}`], ['v=TLSRPTv1; rua=mailto:b@example.com']]);
    expect(result).toMatchObject({ verdict: 'invalid', problems: [{ kind: 'several-records', severity: 'error' }] });
    expect(result.candidates).toHaveLength(2);
  });
});

describe('formatTlsRptRecord', () => {
  it('gives the text to publish', () => {
    expect(formatTlsRptRecord({ rua: [MAIL, 'https://example.com/r'] })).toBe(
      `v=TLSRPTv1; rua=${MAIL},https://example.com/r`,
    );
  });
});
