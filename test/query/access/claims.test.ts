import { claimsOf, fulfils, nameOf } from '../../../lib/query/access/claims';

const encoded = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const token = (claims: unknown): string => `${encoded({ alg: 'RS256' })}.${encoded(claims)}.c2lnbmF0dXJl`;

describe('the claims of a verified token', () => {
  const claims = { sub: 'alice', groups: ['a b', 'c'] };

  test('are those of the token, with lists as lists', () => {
    expect(claimsOf(`Bearer ${token(claims)}`, 'alice')).toEqual(claims);
    expect(claimsOf(`bearer ${token(claims)}`, 'alice')).toEqual(claims);
  });

  test.each([
    ['no header', undefined],
    ['another scheme', `Basic ${token(claims)}`],
    [
      'a second token behind the one that was verified',
      `Bearer ${token({ ...claims, sub: 'mallory' })},Bearer ${token(claims)}`,
    ],
    ['a second token before it', `Bearer ${token(claims)}, Bearer ${token(claims)}`],
    ['a token about somebody else', `Bearer ${token({ ...claims, sub: 'mallory' })}`],
    ['no JSON', `Bearer ${token('{')}`],
    ['a list', `Bearer ${token([claims])}`],
    ['no signature', `Bearer ${token(claims).replace(/[^.]+$/, '')}`],
  ])("are nobody's with %s", (_name, header) => {
    expect(claimsOf(header, 'alice')).toBeUndefined();
  });

  test("are nobody's when nobody was verified", () => {
    expect(claimsOf(`Bearer ${token({})}`, undefined)).toBeUndefined();
    expect(claimsOf(`Bearer ${token({ sub: '' })}`, '')).toBeUndefined();
  });
});

describe('a rule', () => {
  const rule = { claim: 'groups', anyOf: ['mail-team', 'postmasters'] };

  test.each([
    ['one of several values', { groups: ['staff', 'mail-team'] }, true],
    ['a single text', { groups: 'postmasters' }, true],
    ['other values', { groups: ['staff'] }, false],
    ['a value that only begins like one', { groups: ['mail-team-guests'] }, false],
    ['values in one text', { groups: '[staff mail-team]' }, false],
    ['no claim', {}, false],
    ['a list in a list', { groups: [['mail-team']] }, false],
  ])('%s: %p is %p', (_name, claims, expected) => {
    expect(fulfils(claims, rule)).toBe(expected);
  });

  test('is about claims, not about what every object has', () => {
    expect(fulfils({}, { claim: 'constructor', anyOf: ['Object'] })).toBe(false);
  });
});

test.each([
  [{ sub: 's', email: 'a@example.com', email_verified: true }, 'a@example.com'],
  [{ sub: 's', email: 'a@example.com' }, 'a@example.com'],
  [{ sub: 's', email: 'boss@example.com', email_verified: false, preferred_username: 'alice' }, 'alice'],
  [{ sub: 's', email: 'boss@example.com', email_verified: 'false' }, 's'],
  [{}, 'somebody'],
  [{ sub: 'x'.repeat(500) }, 'x'.repeat(200)],
])('%j is recorded as %s', (claims, name) => {
  expect(nameOf(claims)).toBe(name);
});
