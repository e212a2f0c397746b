import { parsePolicy } from '../../../lib/core/mta-sts/policy';

const body = (...lines: readonly string[]): string => lines.join('\n');
const good = ['version: STSv1', 'mode: enforce', 'mx: mail.example.com', 'max_age: 604800'];
const and = (line: string) => parsePolicy(body(...good, line)).problems;
const without = (key: string, mxHosts?: readonly string[]) =>
  parsePolicy(body(...good.filter((line) => !line.startsWith(key))), mxHosts).problems;

describe('a line outside the grammar', () => {
  it.each([
    ['# a comment', 'comment', 'A policy has no comments'],
    ['foo\ry: z', 'bare-cr', 'A carriage return (CR) stands in this line without LF after it'],
    ['foo:', 'extension-value', 'The value is empty or holds control characters'],
    ['- foo: y', 'malformed-line', '"- foo: y" is not a "key: value" line'],
    [' foo: y', 'malformed-line', '" foo: y" is not a "key: value" line'],
    ['foo : y', 'malformed-line', '"foo : y" is not a "key: value" line'],
    ['prose', 'malformed-line', '"prose" is not a "key: value" line'],
    ['ü: y', 'malformed-line', '"ü: y" is not a "key: value" line'],
  ])('%j that reads like no field is to be removed', (line, kind, what) => {
    expect(and(line)).toEqual([
      {
        kind,
        severity: 'warning',
        message: `${what}: some senders reject the policy for it, others skip the line. Remove it.`,
        correction: { remove: true },
        line: 5,
      },
    ]);
  });

  it.each([
    ['mx\r: b.example.com', 'bare-cr', 'A carriage return (CR) stands in this line without LF after it'],
    ['- mx: b.example.com', 'bullet', 'No list marker is allowed before the key'],
    [' mx: b.example.com', 'leading-space', 'No space is allowed before the key'],
    ['mx : b.example.com', 'space-before-colon', 'No space is allowed before the colon'],
    ['mx=b.example.com', 'no-colon', 'A colon stands between key and value'],
    ['"mx": b.example.com', 'key-characters', 'The key holds characters that do not belong there'],
  ])('%j is a warning next to the field, and is to be written anew', (line, kind, what) => {
    expect(and(line)).toEqual([
      {
        kind,
        severity: 'warning',
        message: `${what}: write "mx: b.example.com".`,
        correction: { write: ['mx: b.example.com'] },
        line: 5,
      },
    ]);
  });

  it('without a value that can be kept names an example, and leaves the choice to a person', () => {
    expect(and('mode : ?')).toMatchObject([
      {
        kind: 'space-before-colon',
        message: 'No space is allowed before the colon: write "mode: testing".',
        correction: { say: 'set the mode to enforce, testing or none.' },
      },
    ]);
    expect(and('MX: *')).toMatchObject([
      {
        kind: 'key-case',
        severity: 'warning',
        message: 'Keys are case-sensitive: write "mx: mail.example.com".',
        correction: { say: 'write the name of one MX host, as in its MX record.' },
      },
    ]);
    expect(and('Max_Age: x')).toMatchObject([
      {
        kind: 'key-case',
        severity: 'info',
        message: 'Keys are case-sensitive: write "max_age: 604800".',
        correction: { say: 'set max_age to a number of seconds, such as 604800 (one week).' },
      },
    ]);
  });
});

describe('a field that is missing', () => {
  it.each([
    [
      'version',
      'missing-version',
      'There is no version. Add the line "version: STSv1".',
      { write: ['version: STSv1'] },
    ],
    [
      'mode',
      'missing-mode',
      'There is no mode. Add the line "mode: testing" to begin with, or "mode: enforce".',
      { write: ['mode: testing'] },
    ],
    [
      'max_age',
      'missing-max-age',
      'There is no max_age. Add the line "max_age: 604800" (one week) or more.',
      { write: ['max_age: 604800'] },
    ],
    [
      'mx',
      'missing-mx',
      'There is no mx line, which only mode: none may omit. Add a line for each MX host, such as "mx: mail.example.com".',
      { say: 'add an mx line for each MX host.' },
    ],
  ])('%s', (field, kind, message, correction) => {
    expect(without(field)).toEqual([{ kind, severity: 'error', message, correction }]);
  });

  it('is written for the MX hosts, where they are known', () => {
    expect(without('mx', ['mx1.example.com', 'mx2.example.com'])).toEqual([
      {
        kind: 'missing-mx',
        severity: 'error',
        message:
          'There is no mx line, which only mode: none may omit. Add a line for each MX host:\nmx: mx1.example.com\nmx: mx2.example.com',
        correction: { write: ['mx: mx1.example.com', 'mx: mx2.example.com'] },
      },
    ]);
  });

  it.each([[[]], [['mx1.example.com', 'no host']], [['a..b']]])(
    'is left to a person with the MX hosts %j, which are none to publish',
    (mxHosts) => {
      expect(without('mx', mxHosts)[0]?.correction).toEqual({ say: 'add an mx line for each MX host.' });
    },
  );

  it('is not, where a line was meant to be it', () => {
    expect(
      parsePolicy(body('Version: STSv1', 'mode: enforce', 'mx: mail.example.com', 'max_age: 604800')).problems.map(
        ({ kind }) => kind,
      ),
    ).toEqual(['key-case']);
    expect(parsePolicy(body('version: STSv1 mode: none', 'max_age: 604800')).problems.map(({ kind }) => kind)).toEqual([
      'fields-on-one-line',
      'missing-mx',
    ]);
  });
});

describe('a field that is set again', () => {
  it('is for a person to choose', () => {
    expect(and('mode: none')).toEqual([
      {
        kind: 'duplicate-field',
        severity: 'warning',
        message:
          'mode is set again; the first counts (RFC 8461 section 3.2), which is "enforce" on line 2. Remove one of the two.',
        correction: { say: 'remove mode, or remove it from line 2: the first one counts.' },
        line: 5,
        part: { from: 6, to: 10 },
      },
    ]);
  });

  it('is no fault of an mx line, unless the name is the same', () => {
    expect(and('mx: mx2.example.com')).toEqual([]);
    expect(and('mx:  Mail.Example.com')).toEqual([
      {
        kind: 'duplicate-mx',
        severity: 'info',
        message: '"Mail.Example.com" is on line 3 already. Remove this line.',
        correction: { remove: true },
        line: 5,
        part: { from: 5, to: 21 },
      },
    ]);
  });

  it('names the line of the first mx, however often it is repeated', () => {
    expect(
      parsePolicy(body(...good, 'mx: mail.example.com', 'mx: mail.example.com')).problems.map(({ message }) => message),
    ).toEqual(Array(2).fill('"mail.example.com" is on line 3 already. Remove this line.'));
  });
});

describe('the fields on one line', () => {
  it('are written one a line', () => {
    expect(parsePolicy(body('version: STSv1', 'mode: none max_age: 7d')).problems).toEqual([
      {
        kind: 'fields-on-one-line',
        severity: 'error',
        message: 'Each field has a line of its own. Write:\nmode: none\nmax_age: 604800',
        correction: { write: ['mode: none', 'max_age: 604800'] },
        line: 2,
      },
      expect.objectContaining({ kind: 'missing-mx' }),
    ]);
  });

  it('are left to a person, where one has no value that can be kept', () => {
    expect(parsePolicy(body('version: STSv1', 'mode: ? max_age: long')).problems[0]).toMatchObject({
      message: 'Each field has a line of its own. Write:\nmode: testing\nmax_age: 604800',
      correction: { say: 'write each field on a line of its own.' },
    });
  });
});

describe('the whole body', () => {
  it('that is too large is to be shortened', () => {
    const filler = `x: ${'y'.repeat(64 * 1024)}`;
    const { problems, verdict } = parsePolicy(body(...good, filler));
    expect(verdict).toBe('warn');
    expect(problems.find(({ kind }) => kind === 'too-large')).toEqual({
      kind: 'too-large',
      severity: 'warning',
      message: `The policy has ${body(...good, filler).length} octets, and senders may stop reading after 65536. Shorten it.`,
      correction: { say: 'shorten the policy.' },
    });
  });

  it('is measured in octets, not in characters', () => {
    const kinds = parsePolicy(body(...good, `x: ${'é'.repeat(33_000)}`)).problems.map(({ kind }) => kind);
    expect(kinds).toContain('too-large');
  });

  it('with a byte order mark is to be saved without it', () => {
    expect(parsePolicy(`\ufeff${body(...good)}`).problems).toEqual([
      {
        kind: 'byte-order-mark',
        severity: 'warning',
        message:
          'The policy begins with a byte order mark (U+FEFF), and some senders do not recognise its first key then. Save it as UTF-8 without one.',
        correction: { say: 'remove the byte order mark (U+FEFF) at the beginning.' },
        line: 1,
        part: { from: 0, to: 1 },
      },
    ]);
  });

  it('has a byte order mark at its beginning only', () => {
    expect(and('\ufefffoo: y').map(({ kind }) => kind)).toEqual(['malformed-line']);
  });

  it('with a blank line is to be published without it', () => {
    expect(parsePolicy(body('', ...good)).problems).toEqual([
      {
        kind: 'blank-line',
        severity: 'warning',
        message: 'This line is blank: some senders reject the policy for it, others skip it. Remove it.',
        correction: { remove: true },
        line: 1,
      },
    ]);
  });
});

describe('how long senders keep the policy', () => {
  const withMaxAge = (mode: string, maxAge: string) =>
    parsePolicy(body('version: STSv1', `mode: ${mode}`, 'mx: mail.example.com', `max_age: ${maxAge}`)).problems;

  it.each(['enforce', 'testing'])('0 seconds in mode %s protect nobody', (mode) => {
    expect(withMaxAge(mode, '0')).toEqual([
      {
        kind: 'max-age-zero',
        severity: 'warning',
        message:
          'Senders forget this policy at once, so it protects nobody. Write "max_age: 604800" (one week) or more.',
        correction: { write: ['max_age: 604800'] },
        line: 4,
      },
    ]);
  });

  it.each(['1', '604799'])('%s seconds are short in mode enforce alone', (maxAge) => {
    expect(withMaxAge('enforce', maxAge)).toEqual([
      {
        kind: 'max-age-short',
        severity: 'info',
        message: `${maxAge} seconds are short: RFC 8461 section 3.2 expects weeks or more, because each expiry gives an attacker a chance. Write "max_age: 604800" (one week) or more.`,
        correction: { write: ['max_age: 604800'] },
        line: 4,
      },
    ]);
    expect(withMaxAge('testing', maxAge)).toEqual([]);
  });

  it.each(['0', '1'])('%s seconds are no fault in mode none', (maxAge) => {
    expect(withMaxAge('none', maxAge)).toEqual([]);
  });

  it('604800 seconds are enough', () => {
    expect(withMaxAge('enforce', '604800')).toEqual([]);
  });
});

describe('lines that were meant to be a field', () => {
  const slips = (count: number): string[] =>
    parsePolicy(
      body('version: STSv1', 'mode: enforce', 'max_age: 604800', ...Array.from({ length: count }, () => 'MX: *')),
    ).problems.map(({ kind, message }) => (message.includes('more times') ? `${kind}: ${message}` : kind));

  it('have the values of the first 50 judged', () => {
    expect(slips(50).filter((text) => text.startsWith('mx-wildcard: '))).toEqual([
      'mx-wildcard: The same problem occurs 40 more times.',
    ]);
    expect(slips(51).filter((text) => text.startsWith('mx-wildcard: '))).toEqual([
      'mx-wildcard: The same problem occurs 40 more times.',
    ]);
    expect(slips(49).filter((text) => text.startsWith('mx-wildcard: '))).toEqual([
      'mx-wildcard: The same problem occurs 39 more times.',
    ]);
  });

  it('have no value judged next to the field itself', () => {
    expect(and('MODE: x').map(({ kind }) => kind)).toEqual(['key-case']);
  });

  it('are an error where the field is nowhere else', () => {
    expect(
      parsePolicy(body('version: STSv1', 'mode: enforce', 'nmx: mail.example.com', 'max_age: 604800')).problems,
    ).toEqual([
      {
        kind: 'unknown-field',
        severity: 'error',
        message:
          '"nmx" is not a field of RFC 8461, so senders ignore this line: did you mean mx? Write "mx: mail.example.com".',
        correction: { write: ['mx: mail.example.com'] },
        line: 3,
      },
    ]);
  });

  it('are an extension where the field is there, unless it is mx', () => {
    expect(and('modes: x')).toEqual([
      {
        kind: 'unknown-field',
        severity: 'info',
        message: '"modes" is not a field of RFC 8461: senders ignore this line.',
        line: 5,
      },
    ]);
    expect(and('nmx: mx2.example.com')).toMatchObject([
      { severity: 'warning', correction: { write: ['mx: mx2.example.com'] } },
    ]);
  });
});
