import { meansTarget } from '../../../../lib/core/alerting/silence/pattern';
import { domainTarget, mxHostTarget } from '../../../../lib/core/model';

test.each<[string, string, boolean]>([
  ['a.example', 'a.example', true],
  ['a.example', 'ba.example', false],
  ['', 'a.example', false],
  ['*', 'a.example', true],
  ['*.example', 'a.example', true],
  ['*.example', 'a.example.net', false],
  ['a.*', 'a.example', true],
  ['a.*', 'b.a.example', false],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['ab*ba', 'aba', false],
  ['*b*', 'abc', true],
  ['*b*', 'acc', false],
  ['*b*', 'bc', true],
  ['**', 'a.example', true],
  ['a*b*c', 'abc', true],
  ['a*b*c', 'ac', false],
  ['a*b*b*c', 'abc', false],
  ['a*b*b*c', 'abbc', true],
  ['*ab*ab*', 'xabyabz', true],
  ['*ab*ab*', 'xaby', false],
  ['a*bc*c', 'abc', false],
  ['a*bc*c', 'abcc', true],
])('%s means %s: %s', (pattern, name, expected) => {
  expect(meansTarget(pattern, domainTarget(name))).toBe(expected);
});

test('a type before the name tells domains and MX hosts apart', () => {
  const both = [domainTarget('a.example'), mxHostTarget('a.example')];
  expect(both.map((target) => meansTarget('domain/*.example', target))).toEqual([true, false]);
  expect(both.map((target) => meansTarget('mx-host/a.example', target))).toEqual([false, true]);
  expect(both.map((target) => meansTarget('a.example', target))).toEqual([true, true]);
});
