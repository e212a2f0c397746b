import { encodedReportUri, repairReportUri, reportUriProblem } from '../../../lib/core/tls-rpt/rua';

const MAIL = 'mailto:a@example.com';

describe('what is wrong with a report URI, and what to write', () => {
  it.each([
    [
      'mailto:a@example.com  mailto:b@example.com',
      '"mailto:a@example.com  mailto:b@example.com" holds white space, which no URI can; between two URIs stands a comma.',
      `Write "${MAIL},mailto:b@example.com".`,
    ],
    [
      'mailto:a@example.com and',
      '"mailto:a@example.com and" holds white space, which no URI can; between two URIs stands a comma.',
      'Write for example "mailto:tls-reports@example.com".',
    ],
    [
      '<mailto:a@example.com>',
      '"<mailto:a@example.com>" holds characters that a URI cannot hold unless percent-encoded.',
      `Write "${MAIL}".`,
    ],
    [
      'http://example.com/r',
      'Senders report by mailto: and https: alone, not by "http:".',
      'Write "https://example.com/r".',
    ],
    [
      'https://example.com/%2',
      'In "https://example.com/%2" a "%" is not followed by two hexadecimal digits; a "%" itself is written %25.',
      'Write "https://example.com/%252".',
    ],
    ['mailto:', '"mailto:" names no mail address.', 'Write for example "mailto:tls-reports@example.com".'],
    [
      'mailto:?to=a@example.com?x',
      '"mailto:?to=a@example.com?x" names no mail address.',
      'Write for example "mailto:tls-reports@example.com".',
    ],
    [
      'mailto:reports',
      '"mailto:reports" is not a mail address behind "mailto:".',
      'Write for example "mailto:tls-reports@example.com".',
    ],
    [
      'mailto:a@',
      '"mailto:a@" has no valid domain behind the "@".',
      'Write for example "mailto:tls-reports@example.com".',
    ],
    ['https:example.com/r', '"https:example.com/r" names no host behind "https://".', 'Write "https://example.com/r".'],
    [
      'https:///r',
      '"https:///r" names no host behind "https://".',
      'Write for example "mailto:tls-reports@example.com".',
    ],
    [
      'https:r?u=https://example.com',
      '"https:r?u=https://example.com" names no host behind "https://".',
      'Write for example "mailto:tls-reports@example.com".',
    ],
    ['https://-/r', '"https://-/r" has no valid host.', 'Write for example "mailto:tls-reports@example.com".'],
    [
      'x/mailto:a@example.com',
      '"x/mailto:a@example.com" is not a URI: it has no scheme, mailto: or https:. (A comma within a URI is written %2C.)',
      'Write for example "mailto:tls-reports@example.com".',
    ],
    ['m:a@example.com', 'Senders report by mailto: and https: alone, not by "m:".', undefined],
  ])('%s', (uri, what, write) => {
    const problem = reportUriProblem(uri);
    expect(problem).toMatchObject({ severity: 'error', what });
    if (write !== undefined) expect(problem?.write).toBe(write);
  });
});

describe('a host of a report URI', () => {
  it.each([
    'mailto:a@mail_in.example.com',
    'mailto:a@example.com.',
    'mailto:a@example.com?subject=a?b',
    'mailto:a@example.com?cc=b@example.net',
    'https://tls_rpt.example.com/',
    'https://example.com./r',
    'https://example.com:/r',
    'https://user:pass@example.com:8443/r',
    'https://example.com?at=12:30',
    'mailto:a@[IPv6:2001:db8::1]',
  ])('%s', (uri) => {
    expect(reportUriProblem(uri)?.kind).toBe(uri.includes('IPv6') ? 'mailto-address' : undefined);
  });

  it.each([
    'https://[]/',
    'https://x[::1]/',
    'https://[::1]x/',
    'https://example.com:80:443/',
    'https://example.com:https/',
    'https://exa:80mple.com/',
    'mailto:a@exa..mple.com',
    'mailto:a@x[192.0.2.1]',
    'mailto:a@[192.0.2.1]x',
    'mailto:a@[]',
    'mailto:a@example.com..',
    'mailto:/a@example.com',
  ])('%s has none that is valid', (uri) => {
    expect(['https-host', 'mailto-address']).toContain(reportUriProblem(uri)?.kind);
  });
});

describe('what the writer most likely meant', () => {
  it.each([
    [MAIL, MAIL],
    ['MAILTO:A@example.com', 'MAILTO:A@example.com'],
    ['a@example.com', MAIL],
    ['mailto a@example.com', MAIL],
    ['Mail-To:a@example.com', MAIL],
    ['MAILTO=a@example.com', MAIL],
    ['mailto:a@example.com>,', MAIL],
    ['"a@example.com";', MAIL],
    [' a@example.com ', MAIL],
    ["<'a@example.com'>", MAIL],
    ['mailto@example.com', undefined],
    ['mailtoday@example.com', 'mailto:mailtoday@example.com'],
    ['to-mailto@example.com', 'mailto:to-mailto@example.com'],
    ["o'hara@example.com>", "mailto:o'hara@example.com"],
    ['a@example.com!', MAIL],
    ['a@example.com?subject="x"', MAIL],
    ['a@example.com.>', MAIL],
    ['a@example.com?at=https://example.com', MAIL],
    ['a,b@example.com', 'mailto:a%2Cb@example.com'],
    ['50%@example.com', 'mailto:50%25@example.com'],
    ['5%4@example.com', 'mailto:5%254@example.com'],
    ['5%40x@münchen.example', 'mailto:5%40x@xn--mnchen-3ya.example'],
    ['@example.com', undefined],
    ['a@', undefined],
    ['a@!', undefined],
    ['a@exa..mple', undefined],
    ['example.com/r', 'https://example.com/r'],
    ['//example.com/r', 'https://example.com/r'],
    ['httpbin.example.com/r', 'https://httpbin.example.com/r'],
    ['HTTP://example.com/r', 'https://example.com/r'],
    ['http://example.com/@me', 'https://example.com/@me'],
    ['HTTP://example.com/@me', 'https://example.com/@me'],
    ['https:/example.com/r', 'https://example.com/r'],
    ['example.com/a;b', 'https://example.com/a%3Bb'],
    ['https://example.com/é!', 'https://example.com/%C3%A9%21'],
    ['example.com:8443/r', 'https://example.com:8443/r'],
    ['http://example.com?r', 'https://example.com?r'],
    ['http://example.com#r', 'https://example.com#r'],
    ['http://?example.com', undefined],
    ['localhost/r', undefined],
    ['example.com:80:443/', undefined],
    ['example.com /r', undefined],
    ['', undefined],
  ])('of %j is %s', (text, meant) => {
    expect(repairReportUri(text)).toBe(meant);
  });

  it.each([
    [511, true],
    [512, true],
    [513, false],
  ])('is searched for in a text of %d characters: %s', (length, tried) => {
    const text = `http://example.com/${'r'.repeat(length - 'http://example.com/'.length)}`;
    expect(repairReportUri(text)).toBe(tried ? text.replace('http:', 'https:') : undefined);
    const pair = `${MAIL} https://example.com/`.padEnd(length, 'r');
    expect(reportUriProblem(pair)?.write).toBe(
      tried ? `Write "${pair.replace(' ', ',')}".` : 'Write for example "mailto:tls-reports@example.com".',
    );
  });
});

it('encodes what ends a URI or its record, and nothing else', () => {
  expect(encodedReportUri('https://example.com/a,b!c;d%2Ce')).toBe('https://example.com/a%2Cb%21c%3Bd%2Ce');
});
