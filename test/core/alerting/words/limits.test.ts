/** Where a message is cut: an outsider can make a text of it long. */
import { coverageAlert } from '../../../../lib/core/alerting';
import { firstFacts, firstOf, firstSteps } from '../../../../lib/core/alerting/words/first-of';
import { step } from '../../../../lib/core/text/fix';
import { NOW, POLICY, told, toldDrift } from '../alerts';

describe('the beginning of a text', () => {
  test.each([
    ['abcd', 4, 'abcd'],
    ['abcdef', 4, 'abcd… (2 more characters)'],
    ['ab\ncdef', 4, 'ab\n… (5 more characters)'],
    ['a\nb\ncdef', 5, 'a\nb\n… (5 more characters)'],
    ['\nabcdef', 3, '\nab… (4 more characters)'],
    ['a😀bc', 2, 'a… (4 more characters)'],
    ['😀bcdef', 3, '😀b… (4 more characters)'],
  ])('%j in %i: whole lines and whole characters', (text, longest, expected) =>
    expect(firstOf(text, longest)).toBe(expected),
  );

  test('is 1,000 characters of a headline', () => {
    const detail = 'x'.repeat(2_000);
    const { headline } = told(coverageAlert({ kind: 'clock-wrong', detail, targets: 1 }, NOW, POLICY));
    const whole = `The clock of this monitor is, or was, wrong: ${detail}.`;
    expect(headline).toBe(`${whole.slice(0, 1_000)}… (${whole.length - 1_000} more characters)`);
  });

  test('is 4,500 characters of a fact', () => {
    const diff = 'x'.repeat(5_000);
    const { facts } = toldDrift('policy-changed-under-same-id', { before: 'aa', after: 'bb', diff });
    expect(facts).toEqual([['Policy', `${'x'.repeat(4_500)}… (500 more characters)`]]);
  });
});

describe('steps', () => {
  const long = step('x'.repeat(4_000));
  const more = (count: string) => step(`Check it on the command line for ${count}, too long for an alert.`);

  test('are whole, or left out', () => {
    expect(firstSteps([long])).toEqual([long]);
    expect(firstSteps([step('x'.repeat(4_001))])).toEqual([more('one more step')]);
    expect(firstSteps([])).toEqual([]);
  });

  test('that fit are kept in front of one that does not', () => {
    const first = step('Renew the certificate.');
    expect(firstSteps([first, long])).toEqual([first, more('one more step')]);
    expect(firstSteps([first, long, first])).toEqual([first, more('2 more steps')]);
  });
});

describe('facts', () => {
  const facts = (...lengths: readonly number[]) =>
    lengths.map((length, n) => [`Fact ${n}`, 'x'.repeat(length)] as const);

  test('are 30 at most', () => {
    const all = facts(...Array.from({ length: 32 }, () => 1));
    expect(firstFacts(all.slice(0, 30))).toEqual(all.slice(0, 30));
    expect(firstFacts(all)).toEqual([...all.slice(0, 30), ['More', '2 more facts']]);
  });

  test('have 12,000 characters at most', () => {
    expect(firstFacts(facts(6_000, 6_000))).toEqual(facts(6_000, 6_000));
    expect(firstFacts(facts(6_000, 6_001, 1))).toEqual([...facts(6_000), ['More', '2 more facts']]);
    expect(firstFacts(facts(12_001, 1))).toEqual([['More', '2 more facts']]);
  });
});
