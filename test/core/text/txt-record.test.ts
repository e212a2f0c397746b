import { parseStsRecord } from '../../../lib/core/mta-sts/record';
import { parseTlsRptRecord } from '../../../lib/core/tls-rpt/record';

const told = (text: string): string[] =>
  parseStsRecord([text]).problems.map(({ severity, kind }) => `${severity} ${kind}`);

describe('a field that comes close to the required one', () => {
  it.each([
    ['v=STSv1; ID=1', ['error key-case']],
    ['v=STSv1; id\t=1', ['error space-around-equals']],
    ['v=STSv1; \u200bid=1', ['error space-around-equals']],
    ['v=STSv1; idd=1', ['error unknown-field']],
    ['v=STSv1; idd=1; ID=2', ['error unknown-field', 'error key-case']],
    ['v=STSv1; id=1; idd=1', ['info unknown-field']],
    ['v=STSv1; id=1; id =1', ['error space-around-equals']],
    ['v=STSv1; id=1; idd=a b', ['error unknown-field']],
    ['v=STSv1; ID', ['error malformed-field', 'error missing-field']],
    ['v=STSv1; extension=1', ['error missing-field', 'info unknown-field']],
  ])('%j: %j', (text, problems) => {
    expect(told(text).sort()).toEqual([...problems].sort());
  });
});

describe('a version that is set again', () => {
  it('counts for nothing, whatever it is', () => {
    expect(parseStsRecord(['v=STSv1; v=STSv2; id=1;'])).toMatchObject({
      verdict: 'warn',
      value: { id: '1' },
      problems: [
        {
          kind: 'duplicate-field',
          message: 'The version is set again; the first counts. Write "v=STSv1; id=1;".',
          part: { from: 9, to: 16 },
        },
      ],
    });
  });

  it('is outside the grammar without a value', () => {
    expect(told('v=STSv1; id=1; v=;')).toEqual(['error malformed-field']);
  });
});

describe('the required field, set again', () => {
  it('is a warning, even if its value is none that could be used', () => {
    expect(told('v=STSv1; id=1; id=a-b;')).toEqual(['warning duplicate-field']);
    expect(parseTlsRptRecord(['v=TLSRPTv1; rua=mailto:a@example.com; rua=a@b']).verdict).toBe('warn');
  });

  it('does not replace a first one that cannot be used', () => {
    const result = parseStsRecord(['v=STSv1; id=-; id=1;']);
    expect(result).not.toHaveProperty('value');
    expect(result).not.toHaveProperty('readAs');
    expect(result.problems.map(({ kind }) => kind)).toEqual(['id-characters', 'duplicate-field']);
  });

  it('is within the grammar of TLSRPT with a "=" in a URI that is valid', () => {
    expect(
      parseTlsRptRecord(['v=TLSRPTv1; rua=mailto:a@example.com; rua=https://example.com/?a=b']).problems,
    ).toMatchObject([{ severity: 'warning', kind: 'duplicate-field' }]);
    expect(parseTlsRptRecord(['v=TLSRPTv1; rua=mailto:a@example.com; rua=x=y']).problems).toMatchObject([
      {
        severity: 'error',
        kind: 'malformed-field',
        message: expect.stringMatching(/^"rua=x=y" is not valid\. /) as string,
      },
    ]);
  });
});

describe('an empty field', () => {
  const senders = (text: string): string =>
    /: ([^:]*) reject/.exec(parseStsRecord([text]).problems[0]?.message ?? '')?.[1] ?? '';

  it.each([
    ['v=STSv1;;id=1', 'mox'],
    ['v=STSv1; ;id=1', 'mox and KumoMTA'],
    ['v=STSv1;id=1;;', 'mox'],
    ['v=STSv1;id=1; ;', 'mox and KumoMTA'],
  ])('%j is rejected by %s', (text, by) => {
    expect(senders(text)).toBe(by);
  });
});
