import fc from 'fast-check';
import { lintPolicy, lintRecord, lintTlsRpt } from '../../../lib/core/lint/lint';

/**
 * The ABNF of RFC 8461 sections 3.1 and 3.2 and of RFC 8460 section 3 as regular expressions, written from the RFCs and
 * not from the parsers. RFC 8461 says of `sts-id` that it is required, RFC 8460 the same of `tlsrpt-rua`.
 */
const DELIMITER = '[ \\t]*;[ \\t]*';
const EXTENSION = '[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[\\x21-\\x3a\\x3c\\x3e-\\x7e]+';
const record = (version: string, field: string): RegExp =>
  new RegExp(
    `^${version}(?:${DELIMITER}(?:${field}|${EXTENSION}))*${DELIMITER}${field}(?:${DELIMITER}(?:${field}|${EXTENSION}))*(?:${DELIMITER})?$`,
  );
const STS_RECORD = record('v=STSv1', 'id=[A-Za-z0-9]{1,32}(?=[ \\t]*(?:;|$))');
// RFC 3986: a scheme, and characters of a URI; "," "!" and ";" must be encoded (RFC 8460).
const PCHAR = "(?:[A-Za-z0-9._~$&'()*+=:@/?#[\\]-]|%[0-9A-Fa-f]{2})";
const URI = `[A-Za-z][A-Za-z0-9+.-]*:${PCHAR}*`;
const TLSRPT_RECORD = record('v=TLSRPTv1', `rua=${URI}(?:[ \\t]*,[ \\t]*${URI})*(?=[ \\t]*(?:;|$))`);

const VCHAR = '(?:[\\x21-\\x7e]|[^\\x00-\\x7f])';
const SUB_DOMAIN = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const POLICY_FIELD = [
  'version:[ \\t]*STSv1',
  'mode:[ \\t]*(?:testing|enforce|none)',
  `mx:[ \\t]*(?:\\*\\.)?${SUB_DOMAIN}(?:\\.${SUB_DOMAIN})*`,
  'max_age:[ \\t]*[0-9]{1,10}',
  `[A-Za-z0-9][A-Za-z0-9_.-]{0,31}:[ \\t]*${VCHAR}(?:(?: |${VCHAR})*${VCHAR})?`,
].join('|');
const POLICY = new RegExp(`^(?:${POLICY_FIELD})[ \\t]*(?:\\r?\\n(?:${POLICY_FIELD})[ \\t]*)*(?:\\r?\\n)?$`, 'u');

const pieces = (...texts: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...texts), { maxLength: 12 }).map((parts) => parts.join(''));

const between = fc.constantFrom('', ' ', '\t', ';', ' ;', '; ', ' ; ', ';;', '; ;', ' ', 'x', '=', ';x');
const stsText = fc
  .tuple(
    fc.constantFrom('v=STSv1;', 'v=STSv1; ', 'v=STSv1 ;', 'v=STSv1;; '),
    fc.array(
      fc.tuple(
        fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom('id=a', 'id=20160831085700Z') },
          fc.constantFrom('id=', 'id=a-b', 'id =a', 'id= a', `id=${'a'.repeat(33)}`, 'v=STSv1', 'v', 'v='),
          fc.constantFrom('ext=1', 'ext=a b', 'ext=a=b', 'ext=', 'ext', '_x=1', 'x_y.z-=é', `${'n'.repeat(33)}=1`),
          pieces('id', '=', 'a', ' ', '-', '1', '_'),
        ),
        between,
      ),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([version, fields]) => `${version}${fields.map((parts) => parts.join('')).join('')}`);
const tlsRptText = fc
  .tuple(
    fc.constantFrom('v=TLSRPTv1;', 'v=TLSRPTv1; ', 'v=TLSRPTv1 ;', 'v=TLSRPTv1;; '),
    fc.array(
      fc.tuple(
        fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom('rua=mailto:a@example.com', 'rua=https://example.com/v1?k=v') },
          fc.constantFrom('rua=', 'rua =mailto:a@example.com', 'rua=mailto:a@example.com!10m', 'rua=a@example.com'),
          fc.constantFrom('rua=mailto:a@example.com,', 'rua=,mailto:a@example.com', 'rua=https://example.com/!x'),
          fc.constantFrom('rua=mailto:a@example.com , mailto:b@example.com', 'ext=1', 'ext=a b', 'ext', 'ext='),
          pieces('rua=', 'mailto:', 'a@example.com', ',', ' ', '!', '%', 'https://example.com'),
        ),
        between,
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([version, fields]) => `${version}${fields.map((parts) => parts.join('')).join('')}`);

const RUNS = { numRuns: 4000 };

/** The one fault outside the grammar that is a warning: a trailing space, which all senders but one read over. */
const isTrailingSpace = (text: string): boolean => /[ \t]$/.test(text);

describe.each([
  ['an STS record', stsText, STS_RECORD, (text: string) => lintRecord([text])],
  ['a TLSRPT record', tlsRptText, TLSRPT_RECORD, (text: string) => lintTlsRpt([text])],
] as const)('%s', (_, texts, grammar, lint) => {
  it('outside the grammar is never called valid', () => {
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(!grammar.test(text));
        const { verdict, problems } = lint(text);
        if (isTrailingSpace(text) && grammar.test(text.replace(/[ \t]+$/, ''))) {
          expect(verdict).not.toBe('ok');
          expect(problems.map(({ message }) => message).join('\n')).toContain('outside the grammar');
        } else expect(['invalid', 'ignored']).toContain(verdict);
      }),
      RUNS,
    );
  });

  it('outside the grammar, and of use to most senders, says which reject it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { problems } = lint(text);
        for (const { kind, message } of problems)
          if (kind === 'empty-field')
            expect(message).toMatch(
              /outside the grammar \(RFC 846[01] section 3(\.1)?\): .*\bmox( and \w+)? rejects? the record/,
            );
      }),
    );
  });
});

it('an STS record within the grammar is valid, if its first id is an id', () => {
  fc.assert(
    fc.property(stsText, (text) => {
      fc.pre(
        STS_RECORD.test(text) &&
          /^v=STSv1[ \t]*;(?:[ \t]*(?!id=|[ \t])[^;]*;)*[ \t]*id=[A-Za-z0-9]{1,32}[ \t]*(?:;|$)/.test(text),
      );
      expect(['ok', 'warn']).toContain(lintRecord([text]).verdict);
    }),
    RUNS,
  );
});

it('a policy outside the grammar is never called valid without a word', () => {
  const line = fc.oneof(
    fc.constantFrom('version: STSv1', 'mode: enforce', 'mx: mail.example.com', 'max_age: 604800', 'ext: a b'),
    fc.constantFrom(
      '',
      ' ',
      '# x',
      'mode',
      'ext:',
      'ext: ',
      'ext:\ta\tb',
      'ext: \u0085',
      'ext: \u0001',
      ' mx: a.example',
    ),
    fc.constantFrom('mx: a_b.example', 'mx: a.example.', 'mx: -a.example', 'mx: *.*.example', 'mx : a.example'),
    pieces('mx', ':', ' ', '\t', 'a', '.', '*', 'é', '_', '-', '\r'),
  );
  const policy = fc
    .tuple(fc.array(line, { maxLength: 4 }), fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\n', '\n\n', ' '))
    .map(
      ([lines, term, end]) =>
        `${['version: STSv1', 'mode: enforce', 'mx: mail.example.com', 'max_age: 604800', ...lines].join(term)}${end}`,
    );
  fc.assert(
    fc.property(policy, (body) => {
      if (!POLICY.test(body)) expect(lintPolicy(body).verdict).not.toBe('ok');
    }),
    RUNS,
  );
});
