import pc from 'picocolors';
import type { Problem } from '../../../lib/core/text/result';
import { markedText } from '../../../lib/cli/terminal/marked-text';

const PLAIN = pc.createColors(false);
const at = (from: number, to: number, line?: number): Problem => ({
  kind: 'x',
  severity: 'error',
  message: 'Wrong.',
  part: { from, to },
  ...(line !== undefined && { line }),
});
const show = (lines: readonly string[], problems: readonly Problem[], columns?: number): string[] =>
  markedText(lines, problems, { write: () => true, ...(columns !== undefined && { columns }) }, PLAIN).split('\n');

describe('a marked text', () => {
  it('points at a part', () => {
    expect(show(['abcdef'], [at(2, 4)])).toEqual(['     | abcdef', '     |   ^^', '       error: Wrong.']);
  });

  it('points at a place where something is missing', () => {
    expect(show(['id='], [at(3, 3)])[1]).toBe('     |    ^');
  });

  it('counts columns, not characters: wide and escaped ones too', () => {
    expect(show(['日本\u202eab'], [at(3, 4)])).toEqual([
      '     | 日本\\u202eab',
      '     |           ^',
      '       error: Wrong.',
    ]);
    expect(show(['a\u0000b'], [at(1, 2)])[1]).toBe('     |  ^^^^^^');
  });

  it('cuts a long line around the part', () => {
    const [line, pointer] = show([`${'a'.repeat(1000)}XYZ${'b'.repeat(1000)}`], [at(1000, 1003)], 47);
    expect(line).toBe(`     | …${'a'.repeat(12)}XYZ${'b'.repeat(23)}…`);
    expect(pointer).toBe(`     | ${' '.repeat(13)}^^^`);
  });

  it('cuts a long line at its end when the part is at its beginning, and the other way round', () => {
    expect(show([`XY${'b'.repeat(100)}`], [at(0, 2)], 27)[0]).toBe(`     | XY${'b'.repeat(17)}…`);
    expect(show([`${'a'.repeat(100)}XY`], [at(100, 102)], 27)).toEqual([
      `     | …${'a'.repeat(17)}XY`,
      `     | ${' '.repeat(18)}^^`,
      '       error: Wrong.',
    ]);
  });

  it('marks no more than is shown', () => {
    expect(show(['a'.repeat(500)], [at(0, 500)], 47).slice(0, 2)).toEqual([
      `     | ${'a'.repeat(39)}…`,
      `     | ${'^'.repeat(40)}`,
    ]);
  });

  it('shows the faulty lines and their neighbours of a long text', () => {
    const lines = Array.from({ length: 50 }, (_, index) => `line ${index + 1}`);
    expect(show(lines, [at(0, 4, 20)])).toEqual([
      '  19 | line 19',
      '  20 | line 20',
      '     | ^^^^',
      '       error: Wrong.',
      '  21 | line 21',
    ]);
    expect(show(lines.slice(0, 40), [at(0, 4, 20)])).toHaveLength(42);
  });

  it('wraps what it says under itself', () => {
    const said: Problem = { kind: 'x', severity: 'warning', message: 'one two three four five six seven\na: 1\nb: 2' };
    expect(show(['x'], [said], 34).slice(2)).toEqual([
      '       warning: one two three four',
      '       five six seven',
      '       a: 1',
      '       b: 2',
    ]);
  });
});
