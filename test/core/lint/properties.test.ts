import fc from 'fast-check';
import { mismatchReason, mxMatches } from '../../../lib/core/mta-sts/match';
import { parsePolicy } from '../../../lib/core/mta-sts/policy';
import { policyFields, POLICY_MODES } from '../../../lib/core/mta-sts/policy-format';
import { formatStsRecord, parseStsRecord, selectStsRecord } from '../../../lib/core/mta-sts/record';
import type { ParseResult } from '../../../lib/core/text/result';
import { formatTlsRptRecord, parseTlsRptRecord, selectTlsRptRecord } from '../../../lib/core/tls-rpt/record';

/** Text of any kind, and text that comes close to what is published. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);
const pieces = [
  'version',
  'mode',
  'mx',
  'max_age',
  'STSv1',
  'enforce',
  'v=STSv1',
  'v=TLSRPTv1',
  'id',
  'rua',
  'mailto:',
  'https://',
  'a@example.com',
  'mail.example.com',
  '*.',
  '604800',
  ':',
  ';',
  '=',
  ',',
  ' ',
  '\t',
  '\r',
  '\n',
  '\r\n',
  '"',
  '!',
  '%',
  '\ufeff',
  '\u200b',
  'é',
  '\0',
  '\ud800',
];
const closeText = fc
  .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...pieces) }, anyText), { maxLength: 40 })
  .map((parts) => parts.join(''));
const text = fc.oneof(anyText, closeText);

type Parser = readonly [string, (text: string) => ParseResult<unknown>];

const PARSERS: readonly Parser[] = [
  ['a policy', parsePolicy],
  ['an STS record', (record) => parseStsRecord([record])],
  ['a TLSRPT record', (record) => parseTlsRptRecord([record])],
];
const SELECTIONS: readonly Parser[] = [
  ['STS records', (record) => selectStsRecord([[record], [record.slice(1)]])],
  ['TLSRPT records', (record) => selectTlsRptRecord([[record], [record.slice(1)]])],
];

/** Everything that must hold of any result. */
function expectConsistent({ verdict, value, problems }: ParseResult<unknown>, longest: number): void {
  const severities = new Set(problems.map(({ severity }) => severity));
  const worst = severities.has('error') ? 'error' : severities.has('warning') ? 'warning' : 'none';
  expect({ ok: 'none', warn: 'warning', invalid: 'error', ignored: 'error' }[verdict]).toBe(worst);
  expect(value !== undefined).toBe(verdict === 'ok' || verdict === 'warn');
  for (const { message, part, line } of problems) {
    expect(message.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(message.length).toBeLessThan(8000);
    if (part !== undefined)
      expect([0 <= part.from, part.from <= part.to, part.to <= longest]).toEqual([true, true, true]);
    if (line !== undefined) expect(line).toBeGreaterThan(0);
  }
}

describe.each([...PARSERS, ...SELECTIONS])('parsing %s', (_, parse) => {
  it('never throws, and its verdict, value and problems agree', () => {
    fc.assert(
      fc.property(text, (input) => expectConsistent(parse(input), input.length)),
      { numRuns: 2000 },
    );
  });
});

describe('what is printed to be written', () => {
  const written = (message: string): string => /Write "(.*)"\.$/.exec(message)?.[1] ?? '';

  it('is a valid STS record', () => {
    fc.assert(
      fc.property(text, (input) => {
        const advice = parseStsRecord([input])
          .problems.map(({ message }) => written(message))
          .filter((record) => record !== '');
        for (const record of advice) expect(parseStsRecord([record]).verdict).toBe('ok');
      }),
    );
  });

  it('is a valid line of a policy', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('version', 'mode', 'mx', 'max_age', 'MX', 'mode ', ' mx', 'max-age'),
        text,
        (key, value) => {
          const lines = [
            `${key}: ${value.replaceAll('\n', '')}`,
            'version: STSv1',
            'mode: enforce',
            'mx: mail.example.com',
            'max_age: 604800',
          ];
          const advice = parsePolicy(lines.join('\n'))
            .problems.map(({ message }) => /[Ww]rite "([a-z_]+: [^"]*)"\.$/.exec(message)?.[1] ?? '')
            .filter((line) => line !== '');
          for (const line of advice)
            expect(
              parsePolicy([line, ...lines.slice(1)].join('\n')).problems.filter(
                ({ severity, line: at }) => severity === 'error' && at === 1,
              ),
            ).toEqual([]);
        },
      ),
    );
  });

  it('is a valid URI', () => {
    fc.assert(
      fc.property(text, (input) => {
        const uri = written(
          parseTlsRptRecord([`v=TLSRPTv1; rua=${input.replace(/[;,]/g, '')}`]).problems[0]?.message ?? '',
        );
        if (uri.startsWith('mailto:') || uri.startsWith('https:'))
          expect(parseTlsRptRecord([`v=TLSRPTv1; rua=${uri}`]).verdict).toBe('ok');
      }),
    );
  });
});

describe('a formatted text', () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
  const name = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => `${labels.join('.')}.example`);
  const pattern = fc.tuple(fc.constantFrom('', '*.'), name).map((parts) => parts.join(''));

  it('is parsed to the policy it came from', () => {
    const policy = fc.record({
      mode: fc.constantFrom(...POLICY_MODES),
      mx: fc.array(pattern, { minLength: 1, maxLength: 5 }),
      maxAge: fc.integer({ min: 604800, max: 31557600 }),
    });
    fc.assert(
      fc.property(policy, (value) =>
        expect(parsePolicy(policyFields(value).join('\n'))).toMatchObject({ verdict: 'ok', value }),
      ),
    );
  });

  it('is parsed to the record it came from, however its strings are cut', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{1,32}$/), fc.nat(20), (id, cut) => {
        const record = formatStsRecord({ id });
        expect(parseStsRecord([record.slice(0, cut), record.slice(cut)])).toEqual({
          verdict: 'ok',
          value: { id },
          problems: [],
        });
      }),
    );
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
        const rua = names.map((domain, index) =>
          index % 2 === 0 ? `mailto:reports@${domain}` : `https://${domain}/v1`,
        );
        expect(parseTlsRptRecord([formatTlsRptRecord({ rua })])).toEqual({
          verdict: 'ok',
          value: { rua },
          problems: [],
        });
      }),
    );
  });

  it('holds patterns that match what they stand for, in any case', () => {
    fc.assert(
      fc.property(name, label, (domain, host) => {
        expect(mxMatches(domain, domain.toUpperCase())).toBe(true);
        expect(mxMatches(`*.${domain}`, `${host}.${domain}.`)).toBe(true);
        expect(mxMatches(`*.${domain}`, domain)).toBe(false);
        expect(mxMatches(`*.${domain}`, `a.${host}.${domain}`)).toBe(false);
      }),
    );
  });
});

it('a mismatch has a reason and a match has none, whatever the texts', () => {
  fc.assert(
    fc.property(text, text, (pattern, mx) =>
      expect(mismatchReason(pattern, mx) === undefined).toBe(mxMatches(pattern, mx)),
    ),
  );
});

/** Milliseconds of this process's CPU since `began`: the clock on the wall also counts what others do on the machine. */
function cpuTime(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

describe('64 KiB of', () => {
  const SIZE = 64 * 1024;
  const fill = (unit: string): string => unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE);
  /** Names that differ, so that none is merely a repetition. */
  const manyNames = (line: (name: string) => string): string =>
    Array.from({ length: SIZE / 16 }, (_, index) => line(`é${index}.example`)).join('\n');
  const UNITS = [
    '\n',
    '\r',
    ' ',
    '\t',
    ':',
    ';',
    '=',
    ',',
    '"',
    "'",
    '%',
    '!',
    '@',
    '*',
    '.',
    '-',
    '0',
    'a',
    'é',
    '\u200b',
    '\0',
    '\ud800',
    'a ',
    ', ',
    'id',
    'id ',
    'mode ',
    'mode: ',
    'mx:a,',
    'mx: a\n',
    'mx:\n',
    'mx : é\n',
    'mx: é\n',
    'MX: a b\n',
    'x\n',
    'id=,',
    'id=a;',
    ';id =',
    'rua=',
    'a@b,',
    'mailto:a@é,',
    'http://',
    'é.',
    '1 ',
    '\\n',
    '>,',
  ];
  const SHAPES: readonly [string, (unit: string) => string][] = [
    ['it alone', (unit) => fill(unit)],
    ['it as a value', (unit) => `version: STSv1\nmode: enforce\nmx: ${fill(unit)}!`],
    ['it as a number', (unit) => `version: STSv1\nmode: ${fill(unit)}x\nmax_age: 1${fill(unit)}x`],
    ['it as an id', (unit) => `v=STSv1; id=${fill(unit)}x`],
    ['it as a URI', (unit) => `v=TLSRPTv1; rua=${fill(unit)}x`],
    ['it as a mail address', (unit) => `v=TLSRPTv1; rua=mailto:a@${fill(unit)}x`],
    ['it behind a quotation mark', (unit) => `"v=STSv1${fill(unit)}x`],
  ];

  it('names that differ, each with a fault of its own, takes no time to speak of', () => {
    for (const line of [
      (name: string) => `mx: ${name}`,
      (name: string) => `mx : ${name}`,
      (name: string) => `MX: ${name}, ${name}`,
    ]) {
      const began = process.cpuUsage();
      expect(parsePolicy(manyNames(line)).verdict).toBe('invalid');
      expect(cpuTime(began)).toBeLessThan(1000);
    }
  });

  it.each(SHAPES)('any character, %s, takes no time to speak of', (_, shape) => {
    for (const unit of UNITS) {
      const input = shape(unit);
      for (const [name, parse] of PARSERS) {
        const began = process.cpuUsage();
        expectConsistent(parse(input), input.length);
        const milliseconds = cpuTime(began);
        // Quadratic work on 64 KiB takes seconds; linear work at most 0.2 s.
        if (milliseconds > 1000) throw new Error(`${name} of ${JSON.stringify(unit)} took ${milliseconds} ms`);
      }
    }
  });
});
