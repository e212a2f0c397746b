import { parsePolicy } from '../../../lib/core/mta-sts/policy';
import { policyFields } from '../../../lib/core/mta-sts/policy-format';

const lines = (...text: readonly string[]): string => text.map((line) => `${line}\r\n`).join('');
/** A policy that is good but for its last line. */
const and = (line: string): string =>
  lines('version: STSv1', 'mode: enforce', 'mx: mail.example.com', 'max_age: 604800', line);
const withMx = (value: string): string => lines('version: STSv1', 'mode: enforce', `mx: ${value}`, 'max_age: 604800');
const withMode = (line: string): string => lines('version: STSv1', line, 'mx: mail.example.com', 'max_age: 604800');
const withMaxAge = (value: string): string =>
  lines('version: STSv1', 'mode: enforce', 'mx: mail.example.com', `max_age: ${value}`);

/** Each problem as `severity kind@line`. */
const told = (body: string): string[] =>
  parsePolicy(body).problems.map(
    ({ severity, kind, line }) => `${severity} ${kind}${line === undefined ? '' : `@${line}`}`,
  );
const messages = (body: string): string[] => parsePolicy(body).problems.map(({ message }) => message);

const TEMPLATE = 'version: STSv1\nmode: testing\nmx: mail.example.com\nmax_age: 604800';

describe('the policy of the Exchange Online article, as translated', () => {
  const body = lines('version : STSv1', 'mode : enforcer', 'mx : *.mail.protection.outlook.com', 'max_age : 604800');

  it('is told line by line, with what to write', () => {
    expect(parsePolicy(body)).toEqual({
      verdict: 'invalid',
      problems: [
        {
          kind: 'space-before-colon',
          severity: 'error',
          line: 1,
          message: 'No space is allowed before the colon: write "version: STSv1".',
          correction: { write: ['version: STSv1'] },
        },
        {
          kind: 'space-before-colon',
          severity: 'error',
          line: 2,
          message: 'No space is allowed before the colon: write "mode: enforce".',
          correction: { write: ['mode: enforce'] },
        },
        {
          kind: 'bad-mode',
          severity: 'error',
          line: 2,
          message: '"enforcer" is not a mode: did you mean enforce? Write "mode: enforce".',
          correction: { write: ['mode: enforce'] },
        },
        {
          kind: 'space-before-colon',
          severity: 'error',
          line: 3,
          message: 'No space is allowed before the colon: write "mx: *.mail.protection.outlook.com".',
          correction: { write: ['mx: *.mail.protection.outlook.com'] },
        },
        {
          kind: 'space-before-colon',
          severity: 'error',
          line: 4,
          message: 'No space is allowed before the colon: write "max_age: 604800".',
          correction: { write: ['max_age: 604800'] },
        },
      ],
    });
  });
});

describe('what is wrong, where, and what to write', () => {
  const ROWS: readonly [string, string, string[], string][] = [
    [
      'a wrong mode',
      withMode('mode: enforcer'),
      ['error bad-mode@2'],
      '"enforcer" is not a mode: did you mean enforce? Write "mode: enforce".',
    ],
    [
      'a mode in capitals',
      withMode('mode: Enforce'),
      ['error bad-mode@2'],
      'Modes are case-sensitive. Write "mode: enforce".',
    ],
    [
      'a mode in quotes',
      withMode('mode: "enforce"'),
      ['error bad-mode@2'],
      '"\\"enforce\\"" is not a mode: did you mean enforce? Write "mode: enforce".',
    ],
    [
      'a shortened mode',
      withMode('mode: test'),
      ['error bad-mode@2'],
      '"test" is not a mode: did you mean testing? Write "mode: testing".',
    ],
    [
      'a mode from elsewhere',
      withMode('mode: on'),
      ['error bad-mode@2'],
      '"on" is not a mode. Write "mode: enforce", "mode: testing" or "mode: none".',
    ],
    [
      'an empty mode',
      withMode('mode:'),
      ['error bad-mode@2'],
      'The mode is empty. Write "mode: enforce", "mode: testing" or "mode: none".',
    ],
    [
      'a no-break space',
      withMode('mode:\u00a0enforce'),
      ['error bad-mode@2'],
      '"\\u00a0enforce" is not a mode: did you mean enforce? Write "mode: enforce".',
    ],
    [
      'a key in capitals',
      withMode('MODE: enforce'),
      ['error key-case@2'],
      'Keys are case-sensitive: write "mode: enforce".',
    ],
    [
      'a space before the colon',
      withMode('mode : enforce'),
      ['error space-before-colon@2'],
      'No space is allowed before the colon: write "mode: enforce".',
    ],
    [
      'an indented line',
      withMode('  mode: enforce'),
      ['error leading-space@2'],
      'No space is allowed before the key: write "mode: enforce".',
    ],
    [
      'an equals sign',
      withMode('mode=enforce'),
      ['error no-colon@2'],
      'A colon stands between key and value: write "mode: enforce".',
    ],
    [
      'nothing between',
      withMode('mode enforce'),
      ['error no-colon@2'],
      'A colon stands between key and value: write "mode: enforce".',
    ],
    [
      'a fullwidth colon',
      withMode('mode：enforce'),
      ['error no-colon@2'],
      'A colon stands between key and value: write "mode: enforce".',
    ],
    [
      'a zero-width space',
      withMode('\u200bmode: enforce'),
      ['error key-characters@2'],
      'The key holds characters that do not belong there: write "mode: enforce".',
    ],
    [
      'a stray CR',
      withMode('mode: enforce\r'),
      ['error bare-cr@2'],
      'A carriage return (CR) stands in this line without LF after it: write "mode: enforce".',
    ],
    [
      'CR at the very end',
      `${withMode('mode: enforce').trimEnd()}\r`,
      ['error bare-cr@4'],
      'A carriage return (CR) stands in this line without LF after it: write "max_age: 604800".',
    ],
    [
      'a slip in a key',
      lines('version: STSv1', 'mode: enforce', 'nmx: mail.example.com', 'max_age: 604800'),
      ['error unknown-field@3'],
      '"nmx" is not a field of RFC 8461, so senders ignore this line: did you mean mx? Write "mx: mail.example.com".',
    ],
    [
      'a hyphen in a key',
      lines('version: STSv1', 'mode: enforce', 'mx: mail.example.com', 'max-age: 604800'),
      ['error unknown-field@4'],
      '"max-age" is not a field of RFC 8461, so senders ignore this line: did you mean max_age? Write "max_age: 604800".',
    ],
    [
      'a slip beside good ones',
      and('mx2: mx2.example.com'),
      ['warning unknown-field@5'],
      '"mx2" is not a field of RFC 8461, so senders ignore this line: did you mean mx? Write "mx: mx2.example.com".',
    ],
    [
      'another case beside the right one',
      and('MODE: testing'),
      ['info key-case@5'],
      'Keys are case-sensitive: write "mode: testing".',
    ],
    [
      'an extension',
      and('foo: bar'),
      ['info unknown-field@5'],
      '"foo" is not a field of RFC 8461: senders ignore this line.',
    ],
    [
      'an extension without a value',
      and('foo:'),
      ['warning extension-value@5'],
      'The value is empty or holds control characters: some senders reject the policy for it, others skip the line. Remove it.',
    ],
    [
      'NUL',
      and('foo: a\0b'),
      ['warning extension-value@5'],
      'The value is empty or holds control characters: some senders reject the policy for it, others skip the line. Remove it.',
    ],
    [
      'a comment',
      and('# mode: none'),
      ['warning comment@5'],
      'A policy has no comments: some senders reject the policy for it, others skip the line. Remove it.',
    ],
    [
      'prose',
      and('no colon here'),
      ['warning malformed-line@5'],
      '"no colon here" is not a "key: value" line: some senders reject the policy for it, others skip the line. Remove it.',
    ],
    [
      'a blank line',
      and(''),
      ['warning blank-line@5'],
      'This line is blank: some senders reject the policy for it, others skip it. Remove it.',
    ],
    [
      'a line of spaces',
      and(' \t'),
      ['warning blank-line@5'],
      'This line is blank: some senders reject the policy for it, others skip it. Remove it.',
    ],
    [
      'a second mode',
      and('mode: none'),
      ['warning duplicate-field@5'],
      'mode is set again; the first counts (RFC 8461 section 3.2), which is "enforce" on line 2. Remove one of the two.',
    ],
    [
      'a repeated mx',
      and('mx: MAIL.example.com'),
      ['info duplicate-mx@5'],
      '"MAIL.example.com" is on line 3 already. Remove this line.',
    ],
    [
      'a byte order mark',
      `\ufeff${withMode('mode: enforce')}`,
      ['warning byte-order-mark@1'],
      'The policy begins with a byte order mark (U+FEFF), and some senders do not recognise its first key then. Save it as UTF-8 without one.',
    ],
    [
      'the wrong version',
      lines('version: STSv2', 'mode: none', 'max_age: 604800'),
      ['error bad-version@1'],
      '"STSv2" is not a version of MTA-STS. Write "version: STSv1".',
    ],
    [
      'the version in small letters',
      lines('version: stsv1', 'mode: none', 'max_age: 604800'),
      ['error bad-version@1'],
      'The version is case-sensitive. Write "version: STSv1".',
    ],
    [
      'the version left empty',
      lines('version:', 'mode: none', 'max_age: 604800'),
      ['error bad-version@1'],
      'The version is empty. Write "version: STSv1".',
    ],
    [
      'the fields on one line',
      'version: STSv1 mode: enforce mx: mail.example.com max_age: 604800',
      ['error fields-on-one-line@1'],
      'Each field has a line of its own. Write:\nversion: STSv1\nmode: enforce\nmx: mail.example.com\nmax_age: 604800',
    ],
    [
      'line ends written as \\n',
      'version: STSv1\\nmode: enforcer\\nmx: mail.example.com.\\nmax_age: 1w\\n',
      ['error fields-on-one-line@1'],
      'Each field has a line of its own. Write:\nversion: STSv1\nmode: enforce\nmx: mail.example.com.\nmax_age: 604800',
    ],
    [
      'semicolons',
      'version: STSv1; mode: testing; mx: a.example.com; max_age: 86400;',
      ['error fields-on-one-line@1'],
      'Each field has a line of its own. Write:\nversion: STSv1\nmode: testing\nmx: a.example.com\nmax_age: 86400',
    ],
    [
      'a field too many on a line',
      lines('version: STSv1', 'mode: enforce mx: a.example.com', 'max_age: 604800'),
      ['error fields-on-one-line@2'],
      'Each field has a line of its own. Write:\nmode: enforce\nmx: a.example.com',
    ],
    [
      'CR alone',
      'version: STSv1\rmode: enforce\rmx: a.example.com\rmax_age: 604800\r',
      ['error bare-cr'],
      'The lines end with CR alone, so senders see one long line. End each line with CRLF (or LF).',
    ],
    [
      'UTF-16',
      '\ufffd\ufffdv\0e\0r\0s\0',
      ['error not-utf-8'],
      'The policy is UTF-16 text. Save it as UTF-8 without a byte order mark.',
    ],
    ['nothing', ' \r\n\r\n', ['error empty-policy'], `The policy is empty. Publish for example:\n${TEMPLATE}`],
    [
      'a web page',
      '\r\n<html><head><title>404 Not Found</title>',
      ['error not-a-policy'],
      `This is a web page, not a policy. The policy host must answer with the policy alone, as text/plain:\n${TEMPLATE}`,
    ],
    [
      'JSON',
      '{"version": "STSv1"}',
      ['error not-a-policy'],
      `This is JSON, not a policy. A policy is lines of "key: value":\n${TEMPLATE}`,
    ],
    [
      'the record',
      'v=STSv1; id=1;',
      ['error not-a-policy'],
      `This is the text of a DNS record (at _mta-sts.<domain>), not a policy. Publish for example:\n${TEMPLATE}`,
    ],
    [
      'no version',
      lines('mode: none', 'max_age: 604800'),
      ['error missing-version'],
      'There is no version. Add the line "version: STSv1".',
    ],
    [
      'no mode',
      lines('version: STSv1', 'mx: a.example.com', 'max_age: 604800'),
      ['error missing-mode'],
      'There is no mode. Add the line "mode: testing" to begin with, or "mode: enforce".',
    ],
    [
      'no mx',
      lines('version: STSv1', 'mode: testing', 'max_age: 604800'),
      ['error missing-mx'],
      'There is no mx line, which only mode: none may omit. Add a line for each MX host, such as "mx: mail.example.com".',
    ],
    [
      'no max_age',
      lines('version: STSv1', 'mode: none'),
      ['error missing-max-age'],
      'There is no max_age. Add the line "max_age: 604800" (one week) or more.',
    ],
  ];

  it.each(ROWS)('%s', (_, body, kinds, message) => {
    expect(told(body)).toEqual(kinds);
    expect(messages(body)).toEqual([message]);
  });

  it('says how large a policy is that senders may cut', () => {
    const body = and(`filler: ${'x'.repeat(64 * 1024)}`);
    expect(told(body)).toEqual(['info unknown-field@5', 'warning too-large']);
    expect(messages(body)[1]).toBe(
      `The policy has ${body.length} octets, and senders may stop reading after 65536. Shorten it.`,
    );
  });

  it('takes a policy of exactly 64 KiB', () => {
    const filler = 'filler: ';
    const body = and(filler + 'x'.repeat(64 * 1024 - and(filler).length));
    expect(Buffer.byteLength(body)).toBe(65536);
    expect(parsePolicy(body).verdict).toBe('ok');
  });

  it('judges a value under a misspelt key too, and the field is not called missing besides', () => {
    expect(told(lines('version: STSv1', 'Mode: Enforce', 'mx: a.example.com', 'max_age: 604800'))).toEqual([
      'error key-case@2',
      'error bad-mode@2',
    ]);
  });

  it('judges the first of two fields alone', () => {
    expect(
      told(lines('version: STSv1', 'mode: enforcer', 'mode: enforce', 'mx: a.example.com', 'max_age: 604800')),
    ).toEqual(['error bad-mode@2', 'warning duplicate-field@3']);
  });
});

describe('max_age', () => {
  it.each([
    ['604800 seconds', 'max_age: 604800'],
    ['7d', 'max_age: 604800'],
    ['2 weeks', 'max_age: 1209600'],
    ['24h', 'max_age: 86400'],
    ['604,800', 'max_age: 604800'],
    ['1.209.600', 'max_age: 1209600'],
    ['"604800"', 'max_age: 604800'],
    ['604800;', 'max_age: 604800'],
    ['00000604800', 'max_age: 604800'],
    ['99999999999', 'max_age: 31557600'],
    ['10y', 'max_age: 31557600'],
  ])('of %s is invalid, and "%s" is what to write', (value, write) => {
    expect(told(withMaxAge(value))).toEqual(['error bad-max-age@4']);
    expect(messages(withMaxAge(value))[0]).toMatch(`Write "${write}".`);
  });

  it.each(['', '1e3', '0x10', '-1', '+604800', '٦٠٤٨٠٠', 'one week', '604800 604800'])(
    'of "%s" is invalid, and an example is given',
    (value) => {
      expect(told(withMaxAge(value))).toEqual(['error bad-max-age@4']);
      expect(messages(withMaxAge(value))[0]).toContain('Write for example "max_age: 604800" (one week).');
    },
  );

  it.each([
    ['31557600', 31557600, []],
    ['31557601', 31557601, ['warning max-age-over-limit@4']],
    ['9999999999', 9999999999, ['warning max-age-over-limit@4']],
    ['604799', 604799, ['info max-age-short@4']],
    ['1', 1, ['info max-age-short@4']],
    ['0', 0, ['warning max-age-zero@4']],
    ['0000000000', 0, ['warning max-age-zero@4']],
  ])('of %s is %d seconds', (value, seconds, kinds) => {
    expect(told(withMaxAge(value))).toEqual(kinds);
    expect(parsePolicy(withMaxAge(value)).value?.maxAge).toBe(seconds);
  });

  it('may be short, or nothing, where nothing is enforced', () => {
    expect(told(lines('version: STSv1', 'mode: testing', 'mx: a.example.com', 'max_age: 86400'))).toEqual([]);
    expect(told(lines('version: STSv1', 'mode: none', 'max_age: 0'))).toEqual([]);
  });
});

describe('mx', () => {
  it.each([
    'mail.example.com',
    'MAIL.Example.COM',
    '*.example.com',
    'a',
    'xn--mnchen-3ya.example',
    `${'a'.repeat(63)}.example`,
    '3com.example',
    '*.com',
  ])('%s is valid', (value) => {
    expect(told(withMx(value))).toEqual([]);
    expect(parsePolicy(withMx(value)).value?.mx).toEqual([value]);
  });

  it.each([
    ['', 'error mx-empty@3', 'Write for example "mx: mail.example.com".'],
    ['a.example.com, b.example.com', 'error mx-list@3', 'Write:\nmx: a.example.com\nmx: b.example.com'],
    ['a.example.com b.example.com;', 'error mx-list@3', 'Write:\nmx: a.example.com\nmx: b.example.com'],
    ['mail.example.com,', 'error mx-list@3', 'A line holds a name and nothing else. Write:\nmx: mail.example.com'],
    ['10 mail.example.com.', 'error mx-preference@3', 'Write "mx: mail.example.com".'],
    ['https://mail.example.com/', 'error mx-url@3', 'Write "mx: mail.example.com".'],
    ['smtp://mail.example.com:25', 'error mx-url@3', 'Write "mx: mail.example.com".'],
    ['mail.example.com/path', 'error mx-url@3', 'Write "mx: mail.example.com".'],
    ['mail.example.com:25', 'error mx-port@3', 'Write "mx: mail.example.com".'],
    ['postmaster@example.com', 'error mx-mailbox@3', 'Write for example "mx: mail.example.com".'],
    ['192.0.2.1', 'warning mx-address@3', 'Write for example "mx: mail.example.com".'],
    ['[192.0.2.1]', 'error mx-address@3', 'Write for example "mx: mail.example.com".'],
    ['2001:db8::1', 'error mx-address@3', 'Write for example "mx: mail.example.com".'],
    ['[IPv6:2001:db8::1]', 'error mx-address@3', 'Write for example "mx: mail.example.com".'],
    ['mail.example.com.', 'warning mx-final-dot@3', 'Write "mx: mail.example.com".'],
    ['.example.com', 'error mx-leading-dot@3', 'Write "mx: *.example.com".'],
    ['foo*.example.com', 'error mx-wildcard@3', 'Write "mx: *.example.com".'],
    ['*.*.example.com', 'error mx-wildcard@3', 'Write "mx: *.example.com".'],
    ['mail.*.example.com', 'error mx-wildcard@3', 'Write "mx: *.example.com".'],
    ['*example.com', 'error mx-wildcard@3', 'Write "mx: *.example.com".'],
    ['*', 'error mx-wildcard@3', 'Write for example "mx: *.example.com".'],
    ['*.', 'error mx-wildcard@3', 'Write for example "mx: *.example.com".'],
    ['münchen.example', 'error mx-not-ascii@3', 'Write "mx: xn--mnchen-3ya.example".'],
    ['*.münchen.example', 'error mx-not-ascii@3', 'Write "mx: *.xn--mnchen-3ya.example".'],
    [
      'mail\u200b.example.com',
      'error mx-not-ascii@3',
      '"mail\\u200b.example.com" has characters outside ASCII: a policy holds names in their A-label form. Write "mx: mail.example.com".',
    ],
    ['"mail.example.com"', 'error mx-name@3', 'Write "mx: mail.example.com".'],
    ['mail..example.com', 'error mx-name@3', 'has two dots with nothing between them'],
    ['-mail.example.com', 'error mx-name@3', 'has a label that begins or ends with a hyphen'],
    ['mail-.example.com', 'error mx-name@3', 'has a label that begins or ends with a hyphen'],
    [`${'a'.repeat(64)}.example`, 'error mx-name@3', 'has a label of more than 63 characters'],
    [`${'a.'.repeat(126)}ab`, 'error mx-name@3', 'is longer than a domain name can be (253 characters)'],
    [
      'mail\0.example.com',
      'error mx-name@3',
      '"mail\\u0000.example.com" has a character other than letters, digits, hyphens and dots. Write "mx: mail.example.com".',
    ],
    ['.', 'error mx-name@3', '"." is no name.'],
    [
      'mail_1.example.com',
      'warning mx-underscore@3',
      'no public authority issues a certificate for the name. Rename the MX host.',
    ],
  ])('"%s" is told as %s', (value, kind, message) => {
    expect(told(withMx(value))).toEqual([kind]);
    expect(messages(withMx(value))[0]).toContain(message);
  });

  it('takes a name of 253 characters', () => {
    expect(told(withMx(`${'a.'.repeat(126)}a`))).toEqual([]);
  });

  it('tells an underscore and a final dot together', () => {
    expect(told(withMx('mail_1.example.com.'))).toEqual(['warning mx-final-dot@3', 'warning mx-underscore@3']);
  });

  it('keeps every line, in order and as published', () => {
    expect(parsePolicy(and('mx: *.example.net')).value?.mx).toEqual(['mail.example.com', '*.example.net']);
  });

  it('makes a policy invalid by one bad line among good ones', () => {
    expect(told(and('mx: b.example.com, c.example.com'))).toEqual(['error mx-list@5']);
  });

  it('is not asked for under mode none, but what is there must be right', () => {
    expect(told(lines('version: STSv1', 'mode: none', 'MX: a.example.com', 'max_age: 604800'))).toEqual([
      'warning key-case@3',
    ]);
    expect(told(lines('version: STSv1', 'mode: none', 'mx: *', 'max_age: 604800'))).toEqual(['error mx-wildcard@3']);
  });
});

describe('where the fault stands in its line', () => {
  const part = (body: string): unknown => parsePolicy(body).problems[0]?.part;

  it('is the value', () => {
    expect(part(withMode('mode:   enforcer  '))).toEqual({ from: 8, to: 16 });
    expect(part(withMode('mode: '))).toEqual({ from: 6, to: 6 });
  });

  it('counts a byte order mark', () => {
    const [mark, version] = parsePolicy('\ufeffversion: 1\r\nmode: none\r\nmax_age: 604800\r\n').problems;
    expect(mark?.part).toEqual({ from: 0, to: 1 });
    expect(version?.part).toEqual({ from: 10, to: 11 });
  });
});

describe('a flood of faults', () => {
  it('is counted, not listed', () => {
    const { verdict, problems } = parsePolicy(`${and('')}${'\r\n'.repeat(999)}`);
    expect(verdict).toBe('warn');
    expect(problems).toHaveLength(11);
    expect(problems.at(-1)).toEqual({
      kind: 'blank-line',
      severity: 'warning',
      message: 'The same problem occurs 990 more times.',
      correction: { say: 'correct the other 990 lines with the same problem.' },
    });
  });

  it('hides no graver one', () => {
    const body = `${'foo: bar\r\n'.repeat(100)}nmx: a.example.com\r\n${lines('version: STSv1', 'mode: enforce', 'max_age: 604800')}`;
    expect(told(body)).toContain('error unknown-field@101');
  });
});

describe('policyFields', () => {
  it('gives the lines to publish', () => {
    expect(policyFields({ mode: 'enforce', mx: ['a.example.com', '*.example.net'], maxAge: 604800 })).toEqual([
      'version: STSv1',
      'mode: enforce',
      'mx: a.example.com',
      'mx: *.example.net',
      'max_age: 604800',
    ]);
  });
});

describe('an extension outside ASCII', () => {
  const withExtension = (value: string, isUtf8?: boolean) =>
    parsePolicy(
      `version: STSv1\nmode: enforce\nmx: mail.example.com\nmax_age: 604800\ncontact: ${value}\n`,
      undefined,
      isUtf8,
    );

  it.each(['M\u00fcller', '\u90f5\u4ef6', '\u0085', '\u{1f4e7} x'])(
    'in UTF-8 is legal, and one sender rejects it: %j',
    (value) => {
      expect(withExtension(value)).toMatchObject({
        verdict: 'warn',
        problems: [
          {
            kind: 'utf-8',
            line: 5,
            message: expect.stringContaining('postfix-mta-sts-resolver rejects the whole policy') as string,
          },
        ],
      });
    },
  );

  it('with octets that are not UTF-8 is outside the grammar, and senders differ', () => {
    expect(withExtension('M\ufffdller')).toMatchObject({ verdict: 'warn', problems: [{ kind: 'not-utf-8', line: 5 }] });
    expect(withExtension('M\ufffdller', true)).toMatchObject({ verdict: 'warn', problems: [{ kind: 'utf-8' }] });
  });

  it('under a key that resembles a field of the policy is no slip for it', () => {
    expect(told(and('note: M\ufffdller'))).toEqual(['warning not-utf-8@5']);
    expect(told(and('note: Müller'))).toEqual(['warning utf-8@5']);
    expect(told(and('xmode: Müller'))).toEqual(['warning utf-8@5']);
  });
});

it('a field that the policy has is not advised for a line that resembles it: it would be set twice', () => {
  expect(messages(and('note: checked in March'))).toEqual([
    '"note" is not a field of RFC 8461: senders ignore this line.',
  ]);
});

it('an address behind a wildcard is one, and senders differ', () => {
  const body = 'version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.1.2.3.4\nmax_age: 604800\n';
  expect(parsePolicy(body)).toMatchObject({
    verdict: 'warn',
    problems: [
      {
        kind: 'mx-address',
        line: 4,
        message: expect.stringContaining('mox and postfix-tlspol reject the whole policy') as string,
      },
    ],
  });
});
