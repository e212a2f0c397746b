import { usable } from '../../../lib/core/text/meaning';

it('a text of up to 400 characters stands for itself', () => {
  expect(usable('v=STSv1')).toEqual({ value: 'v=STSv1', usable: true });
  expect(usable('x'.repeat(400))).toEqual({ value: 'x'.repeat(400), usable: true });
});

it('a longer text is cut at 400 characters, with the first 16 digits of its SHA-256', () => {
  const { value } = usable('x'.repeat(401));
  expect(value).toMatch(/^x{400}… \(SHA-256 [0-9a-f]{16}\)$/);
  expect(value).toContain('SHA-256 257d2e9bd85ba790');
});

it('two long texts that begin alike are told apart', () => {
  expect(usable(`${'x'.repeat(400)}a`).value).not.toBe(usable(`${'x'.repeat(400)}b`).value);
});
