import { instrumented, SWITCH } from './instrument';
import { mutantsOf } from './operators';
import { hasTexts, isWhole, sample } from './scope';
import { compare, keysOf } from './survivor-list';

const mutants = (text: string, literals = true) => mutantsOf('lib/core/a.ts', text, { literals });
const afters = (text: string) => mutants(text).map(({ before, after }) => `${before} → ${after}`);

test.each<[string, string, readonly string[]]>([
  ['a condition', 'if (a) b;', ['a → true', 'a → false', 'b; → ']],
  ['a bound', 'x = a < b;', ['x = a < b; → ', 'a < b → a <= b', 'a < b → a >= b']],
  ['a negation', 'f(!a);', ['f(!a); → ', '!a → a']],
  ['a default', 'f(a ?? b);', ['f(a ?? b); → ', 'a ?? b → a', 'a ?? b → b']],
  [
    'a sum, but no text',
    "f(a + 1, a + 'b');",
    ["f(a + 1, a + 'b'); → ", 'a + 1 → a - 1', '1 → 2', '1 → 0', "'b' → ''"],
  ],
  ['a link of a chain, on the whole of it', 'f(a?.b.c());', ['f(a?.b.c()); → ', 'a?.b.c() → a.b.c()']],
  [
    'a call that hands on',
    'f(a.trim().some(b));',
    ['f(a.trim().some(b)); → ', 'a.trim().some(b) → a.trim().every(b)', 'a.trim().some(b) → a.some(b)'],
  ],
  ['a row of a table', "f(['a', 'b']);", ["f(['a', 'b']); → ", "['a', 'b'] → []", "'a' → ...[]", "'b' → ...[]"]],
  ['a large number', 'f(86_400);', ['f(86_400); → ', '86_400 → 86401']],
  [
    'an anchor and a quantifier',
    'f(/^a+$/);',
    ['f(/^a+$/); → ', '/^a+$/ → /a+$/', '/^a+$/ → /^a*$/', '/^a+$/ → /^a+/'],
  ],
  ['no type, no key, no import', "import a from 'a'; type B = 'b'; interface C { d: 'e' }", []],
])('%s', (_, text, expected) => {
  expect([...afters(text)].sort()).toEqual([...expected].sort());
});

test('texts are left out where they are the words of a catalogue', () => {
  expect(mutants("f('a');", false).map(({ operator }) => operator)).toEqual(['statement']);
  expect(hasTexts('lib/core/findings/catalogue/dane.ts')).toBe(true);
  expect(hasTexts('lib/core/diff/draft.ts')).toBe(false);
  expect(isWhole('lib/core/diff/draft.ts')).toBe(true);
  expect(isWhole('lib/core/judge/dane.ts')).toBe(false);
});

describe('a source with all its mutants', () => {
  const SOURCE = `
    const seen = [];
    for (const word of ['a', 'b']) {
      if (word === 'b' && !seen.includes('c')) continue;
      seen.push(word?.trim().toUpperCase());
    }
    return seen.length > 0 ? seen : undefined;`;
  const all = mutants(SOURCE);
  const text = instrumented(
    SOURCE,
    all.map((mutant, id) => [id, mutant]),
  );
  const run = (active: number): unknown =>
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a source that the test made
    (new Function(SWITCH, text) as (is: (id: number) => boolean) => unknown)((id) => id === active);
  const outcome = (active: number): string => {
    try {
      return JSON.stringify(run(active)) ?? 'undefined';
    } catch (error) {
      return (error as Error).name;
    }
  };

  test('does what it did while none is in force', () => {
    expect(run(-1)).toEqual(['A']);
  });

  test('does something else with most of them, one at a time', () => {
    const different = all.filter((_, id) => outcome(id) !== '["A"]').map(({ before, after }) => `${before} → ${after}`);
    expect(different).toEqual(
      expect.arrayContaining([
        "['a', 'b'] → []",
        "'a' → ...[]",
        "word === 'b' → word !== 'b'",
        'continue; → ',
        'seen.push(word?.trim().toUpperCase()); → ',
        'seen.length > 0 → false',
        'seen.length > 0 → seen.length <= 0',
        'word?.trim().toUpperCase() → word?.trim()',
      ]),
    );
    expect(different.length).toBeGreaterThan(all.length / 2);
  });
});

describe('the list of survivors', () => {
  const before = mutants('function f() { return a < b; }');
  const [mutant] = before;
  const entry = { within: 'f', operator: 'boundary', before: 'a < b', after: 'a <= b', reason: 'open' };
  const list = { 'lib/core/a.ts': [entry] };
  const all = new Set(before);

  test('knows a mutant by what it changes, whatever line it is on', () => {
    const moved = mutants('const g = 1;\n\nfunction f() { return a < b; }');
    expect([...keysOf(moved).values()]).toEqual(expect.arrayContaining([...keysOf(before).values()]));
  });

  test('one that survives and is listed is right', () => {
    expect(compare(list, before, all, new Set([mutant!]))).toEqual({ unlisted: [], outdated: [] });
  });

  test('one that survives and is not listed is wrong', () => {
    expect(compare({}, before, all, new Set([mutant!]))).toEqual({ unlisted: [mutant], outdated: [] });
  });

  test('one that is listed and killed, or gone, is wrong', () => {
    expect(compare(list, before, all, new Set()).outdated).toEqual([['lib/core/a.ts', entry]]);
    expect(compare(list, mutants('f(a);'), new Set(), new Set()).outdated).toHaveLength(1);
  });

  test('one that is listed and was not tried is right', () => {
    expect(compare(list, before, new Set(), new Set())).toEqual({ unlisted: [], outdated: [] });
  });

  test('of two alike, the second is another', () => {
    const two = mutants('function f() { return [a < b, a < b]; }').filter(({ after }) => after === 'a <= b');
    expect(compare(list, two, new Set(two), new Set(two)).unlisted).toEqual([two[1]]);
    const second = { ...entry, nth: 2 };
    expect(compare({ 'lib/core/a.ts': [entry, second] }, two, new Set(two), new Set(two)).unlisted).toEqual([]);
  });
});

test('a sample is the same for its seed, of the size that is wanted, in the order of the text', () => {
  const many = mutants(Array.from({ length: 50 }, (_, n) => `function f${n}() { return a < ${n}; }`).join('\n'));
  const chosen = sample(many, 20, 7);
  expect(chosen).toHaveLength(20);
  expect(sample(many, 20, 7)).toEqual(chosen);
  expect(sample(many, 20, 8)).not.toEqual(chosen);
  expect(many.filter((mutant) => chosen.includes(mutant))).toEqual(chosen);
  // What is added elsewhere moves hardly anything.
  const more = sample([...many, ...mutants('function g() { return b; }')], 20, 7);
  expect(more.filter((mutant) => chosen.includes(mutant)).length).toBeGreaterThan(17);
});
