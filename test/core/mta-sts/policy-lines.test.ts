import { policyLines, readPolicyLine } from '../../../lib/core/mta-sts/policy-lines';

const field = (name: string, value: string, valueFrom: number) => ({ form: 'field', field: name, value, valueFrom });
const malformed = (fault: string, meant?: readonly [field: string, value: string]) => ({
  form: 'malformed',
  fault,
  ...(meant !== undefined && { meant: { field: meant[0], value: meant[1] } }),
});

test.each<[string, readonly string[]]>([
  ['', []],
  ['a', ['a']],
  ['a\n', ['a']],
  ['a\r\nb', ['a', 'b']],
  ['a\n\n', ['a', '']],
  ['a\rb\n', ['a\rb']],
])('the lines of %p', (body, lines) => {
  expect(policyLines(body)).toEqual(lines);
});

test.each<[string, object]>([
  ['mode: enforce', field('mode', 'enforce', 6)],
  ['mode:enforce', field('mode', 'enforce', 5)],
  ['mode:\t enforce \t', field('mode', 'enforce', 7)],
  ['mx: mx', field('mx', 'mx', 4)],
  ['mode:', field('mode', '', 5)],
  ['mode: \t', field('mode', '', 7)],
  ['max_age:a:a', field('max_age', 'a:a', 8)],
])('a field: %p', (line, expected) => {
  expect(readPolicyLine(line)).toEqual(expected);
});

test('the name of an extension has up to 32 characters', () => {
  expect(readPolicyLine(`${'x'.repeat(32)}: 1`)).toEqual({ form: 'extension', key: 'x'.repeat(32) });
  expect(readPolicyLine(`${'x'.repeat(33)}: 1`)).toEqual(malformed('key-characters'));
});

test.each<[string, object]>([
  ['enforce', malformed('no-colon')],
  ['modes', malformed('no-colon')],
  ['mode enforce', malformed('no-colon', ['mode', 'enforce'])],
  ['mode = enforce', malformed('no-colon', ['mode', 'enforce'])],
  ['"Mode": enforce', malformed('key-characters', ['mode', 'enforce'])],
  ['**max-age**: 1', malformed('key-characters', ['max_age', '1'])],
  ['max age: 1', malformed('key-characters', ['max_age', '1'])],
  ['- mode: enforce', malformed('bullet', ['mode', 'enforce'])],
  [' - mode: enforce', malformed('bullet', ['mode', 'enforce'])],
  ['1. mode: enforce', malformed('bullet', ['mode', 'enforce'])],
  ['123) mode: enforce', malformed('bullet', ['mode', 'enforce'])],
  ['1234) mode: enforce', malformed('key-characters')],
  ['. mode: enforce', malformed('key-characters', ['mode', 'enforce'])],
  ['-mode: enforce', malformed('key-characters', ['mode', 'enforce'])],
  [' mode: enforce', malformed('leading-space', ['mode', 'enforce'])],
  ['mode : enforce', malformed('space-before-colon', ['mode', 'enforce'])],
  ['# mode: enforce', malformed('comment')],
  ['\t// mode: enforce', malformed('comment')],
])('outside the grammar: %p', (line, expected) => {
  expect(readPolicyLine(line)).toEqual(expected);
});

test('a CR within a line is a fault of its own', () => {
  expect(readPolicyLine('mode: enforce\rmx: a')).toMatchObject({ form: 'malformed', fault: 'bare-cr' });
});

test('a line that is too long is not searched for what was meant', () => {
  const line = (length: number): string => 'mode enforce'.padEnd(length, 'e');
  expect(readPolicyLine(line(512))).toMatchObject({ meant: { field: 'mode' } });
  expect(readPolicyLine(line(513))).toEqual(malformed('no-colon'));
});
