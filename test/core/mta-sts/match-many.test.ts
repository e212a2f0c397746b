import fc from 'fast-check';
import { mxMatches, mxNamesOf, mxPatternsOf } from '../../../lib/core/mta-sts/match';

const label = fc.constantFrom('a', 'b', 'A', '', '*', '1', '-', '\u212a', 'x'.repeat(64));
const name = fc.array(label, { maxLength: 5 }).map((labels) => labels.join('.'));
const names = fc.array(fc.oneof(name, fc.constantFrom('192.0.2.1', '*.0.2.1', '*.192.0.2.1', '::1')), { maxLength: 6 });

test('many patterns and names match as each of them alone', () => {
  fc.assert(
    fc.property(names, names, (patterns, mxs) => {
      for (const mx of mxs)
        expect(mxPatternsOf(patterns).some(mx)).toBe(patterns.some((pattern) => mxMatches(pattern, mx)));
      for (const pattern of patterns)
        expect(mxNamesOf(mxs).some(pattern)).toBe(mxs.some((mx) => mxMatches(pattern, mx)));
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['a name alone covers no host below it', ['xxmail.example.com', 'mail.example.com'], 'a.mail.example.com'],
  ['a wildcard covers no host of one label', ['*.localhost'], 'localhost'],
  ['a wildcard does not cover the name below which it stands', ['*.example.com'], 'example.com'],
])('%s', (_, patterns, mx) => {
  expect(mxPatternsOf(patterns).some(mx)).toBe(false);
  for (const pattern of patterns) expect(mxNamesOf([mx]).some(pattern)).toBe(false);
});
