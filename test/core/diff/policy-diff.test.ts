import { policyDiff } from '../../../lib/core/diff/policy-diff';

test('shows the lines that differ, with two around them', () => {
  const lines = (mode: string): string =>
    ['version: STSv1', `mode: ${mode}`, 'mx: a.example', 'mx: b.example', 'mx: c.example', 'max_age: 1'].join('\r\n');
  expect(policyDiff(lines('enforce'), lines('none'))).toBe(
    '@@ -1,4 +1,4 @@\n version: STSv1\n-mode: enforce\n+mode: none\n mx: a.example\n mx: b.example',
  );
});

test('a new policy is all new', () => {
  expect(policyDiff('', 'version: STSv1\nmode: none\nmax_age: 1\n')).toBe(
    '@@ -0,0 +1,3 @@\n+version: STSv1\n+mode: none\n+max_age: 1',
  );
});

test('line ends alone are said in words', () => {
  expect(policyDiff('a: 1\r\nb: 2\r\n', 'a: 1\nb: 2\n')).toBe('(only the ends of lines, or what was cut, differ)');
});

test.each([
  ['many lines', Array.from({ length: 60_000 }, (_, n) => `x${n}`).join('\n')],
  ['one long line', 'x'.repeat(65_536)],
  ['nothing but line ends', '\n'.repeat(65_536)],
])('is bounded in size and time: %s', (_, body) => {
  const began = performance.now();
  expect(policyDiff('version: STSv1\n', body).length).toBeLessThan(4_200);
  expect(policyDiff(body, `${body}y`).length).toBeLessThan(4_200);
  expect(performance.now() - began).toBeLessThan(5_000);
});
