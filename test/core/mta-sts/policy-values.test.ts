import {
  policyMaxAge,
  policyMode,
  policyValueProblems,
  repairedLine,
  writeOrSay,
} from '../../../lib/core/mta-sts/policy-values';

const only = (field: Parameters<typeof policyValueProblems>[0], value: string) => {
  const problems = policyValueProblems(field, value);
  expect(problems).toHaveLength(1);
  return problems[0];
};

describe('a version other than STSv1', () => {
  it.each([
    ['', 'The version is empty.'],
    ['STSV1', 'The version is case-sensitive.'],
    ['STSv2', '"STSv2" is not a version of MTA-STS.'],
  ])('%j', (value, what) => {
    expect(only('version', value)).toEqual({
      kind: 'bad-version',
      severity: 'error',
      message: `${what} Write "version: STSv1".`,
      correction: { write: ['version: STSv1'] },
    });
  });
});

describe('a mode that is none of the three', () => {
  it.each([
    ['NONE', 'Modes are case-sensitive.', 'none'],
    ['testin', '"testin" is not a mode: did you mean testing?', 'testing'],
    ['enforced', '"enforced" is not a mode: did you mean enforce?', 'enforce'],
  ])('%j is a slip', (value, what, meant) => {
    expect(only('mode', value)).toEqual({
      kind: 'bad-mode',
      severity: 'error',
      message: `${what} Write "mode: ${meant}".`,
      correction: { write: [`mode: ${meant}`] },
    });
  });

  it.each([
    ['', 'The mode is empty.'],
    ['yes', '"yes" is not a mode.'],
  ])('%j is for a person to choose', (value, what) => {
    expect(only('mode', value)).toEqual({
      kind: 'bad-mode',
      severity: 'error',
      message: `${what} Write "mode: enforce", "mode: testing" or "mode: none".`,
      correction: { say: 'set the mode to enforce, testing or none.' },
    });
  });

  it.each(['enforce', 'testing', 'none'])('%s is one', (mode) => {
    expect(policyMode(mode)).toBe(mode);
    expect(policyValueProblems('mode', mode)).toEqual([]);
  });
});

describe('max_age', () => {
  it.each([
    ['0', 0],
    ['9', 9],
    ['0000000001', 1],
    ['9999999999', 9999999999],
    ['', undefined],
    ['00000000001', undefined],
    ['1 ', undefined],
    [' 1', undefined],
    ['1s', undefined],
    ['-1', undefined],
  ])('%j is 1 to 10 digits: %s', (value, seconds) => {
    expect(policyMaxAge(value)).toBe(seconds);
  });

  it('is valid up to the maximum of RFC 8461', () => {
    expect(policyValueProblems('max_age', '31557600')).toEqual([]);
    expect(only('max_age', '31557601')).toEqual({
      kind: 'max-age-over-limit',
      severity: 'warning',
      message:
        '31557601 is more than the maximum of 31557600 seconds, about a year: some senders reject the policy, others use the maximum. Write "max_age: 31557600" or less.',
      correction: { write: ['max_age: 31557600'] },
    });
  });

  it.each([
    ['', 'max_age is empty.'],
    ['soon', '"soon" is not a number of seconds: max_age is 1 to 10 digits and nothing else.'],
  ])('%j is for a person to set', (value, what) => {
    expect(only('max_age', value)).toEqual({
      kind: 'bad-max-age',
      severity: 'error',
      message: `${what} Write for example "max_age: 604800" (one week).`,
      correction: { say: 'set max_age to a number of seconds, such as 604800 (one week).' },
    });
  });

  it.each([
    ['90s', 90],
    ['90 sec', 90],
    ['90 secs', 90],
    ['90 second', 90],
    ['90 Seconds', 90],
    ['2m', 120],
    ['2 min', 120],
    ['2 mins', 120],
    ['2 minute', 120],
    ['2 MINUTES', 120],
    ['2h', 7200],
    ['2 hour', 7200],
    ['2 hours', 7200],
    ['2d', 172800],
    ['2 day', 172800],
    ['2 days', 172800],
    ['2w', 1209600],
    ['2 week', 1209600],
    ['2 Weeks', 1209600],
    ['1y', 31536000],
    ['1 year', 31536000],
    ['1 years', 31536000],
    ['2y', 31557600],
    ['604_800', 604800],
    ["604'800", 604800],
    ['604 800', 604800],
    ['1.209.600', 1209600],
    ['0604,800', 604800],
    ["'604800'", 604800],
    ['"604800",', 604800],
    ['604800.', 604800],
    ['7d;', 604800],
    ['0'.repeat(15) + '86400', 86400],
  ])('%j is meant as %d seconds', (value, seconds) => {
    expect(only('max_age', value)).toEqual({
      kind: 'bad-max-age',
      severity: 'error',
      message: `"${value.replaceAll('"', '\\"')}" is not a number of seconds: max_age is 1 to 10 digits and nothing else. Write "max_age: ${seconds}".`,
      correction: { write: [`max_age: ${seconds}`] },
    });
    expect(repairedLine('max_age', value)).toBe(`max_age: ${seconds}`);
  });

  it.each([
    'about 7d',
    '.604',
    ',604',
    '7d or so',
    '6048,00',
    '6,0480',
    '1,23',
    '1234,567',
    '1.5d',
    '0'.repeat(21),
    '7 fortnights',
    '7 d w',
    '""7d',
    '',
  ])('%j is not guessed at', (value) => {
    expect(repairedLine('max_age', value)).toBeUndefined();
  });
});

describe('the line that was meant', () => {
  it.each([
    ['version', 'x', 'version: STSv1'],
    ['version', 'STSv1', 'version: STSv1'],
    ['mode', 'enforce', 'mode: enforce'],
    ['mode', 'Enforcing', 'mode: enforce'],
    ['mode', 'x', undefined],
    ['mx', 'mail.example.com', 'mx: mail.example.com'],
    ['mx', 'mail.example.com.', 'mx: mail.example.com.'],
    ['mx', 'mail.example.com:25', 'mx: mail.example.com'],
    ['mx', '*', undefined],
    ['max_age', '99999999', 'max_age: 99999999'],
    ['max_age', '7d', 'max_age: 604800'],
    ['max_age', '0000604800', 'max_age: 0000604800'],
  ] as const)('of %s: %s is "%s"', (field, value, line) => {
    expect(repairedLine(field, value)).toBe(line);
  });
});

it.each([
  ['version', 'set the version to STSv1.'],
  ['mode', 'set the mode to enforce, testing or none.'],
  ['mx', 'write the name of one MX host, as in its MX record.'],
  ['max_age', 'set max_age to a number of seconds, such as 604800 (one week).'],
] as const)('what to do about %s without a line to write: %s', (field, say) => {
  expect(writeOrSay(field, undefined)).toEqual({ say });
  expect(writeOrSay(field, 'x')).toEqual({ write: ['x'] });
});
