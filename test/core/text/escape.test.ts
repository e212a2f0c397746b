import { escapedJson, escapeHidden, withoutHidden } from '../../../lib/core/text/escape';
import { quote } from '../../../lib/core/text/quote';

const ROWS: readonly [string, string, string][] = [
  ['an ANSI sequence', '\u001b[31mred', '\\u001b[31mred'],
  ['NUL and BEL', 'a\0b\u0007', 'a\\u0000b\\u0007'],
  ['line ends and tabs', 'a\r\nb\tc', 'a\\r\\nb\\tc'],
  ['DEL', '\u007f', '\\u007f'],
  ['a C1 control', '\u009b31m', '\\u009b31m'],
  [
    'bidi overrides and isolates',
    '\u202eabc\u202c\u2066d\u2069\u200f\u061c',
    '\\u202eabc\\u202c\\u2066d\\u2069\\u200f\\u061c',
  ],
  ['zero-width characters', 'a\u200bb\u200cc\u200dd\u2060e\ufefff', 'a\\u200bb\\u200cc\\u200dd\\u2060e\\ufefff'],
  ['a soft hyphen', 'a\u00adb', 'a\\u00adb'],
  ['tag characters', 'a\u{e0041}', 'a\\u{e0041}'],
  ['an invisible letter', 'a\u3164b', 'a\\u3164b'],
  ['line separators', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
  ['spaces that are no space', 'a\u00a0b\u3000', 'a\\u00a0b\\u3000'],
  ['lone surrogates', 'a\ud800b\udc00', 'a\\ud800b\\udc00'],
];

describe('escapeHidden', () => {
  it.each(ROWS)('shows %s', (_, text, shown) => {
    expect(escapeHidden(text)).toBe(shown);
    expect(escapeHidden(shown)).toBe(shown);
  });

  it.each(['', 'plain text', 'münchen 日本語 Ω', '😀', 'a\\u202e'])('leaves %j as it is', (text) => {
    expect(escapeHidden(text)).toBe(text);
  });
});

describe('withoutHidden', () => {
  it('drops what cannot be seen and keeps spaces', () => {
    expect(withoutHidden('\ufeffa b\u200b\0c\ud800')).toBe('a bc');
  });
});

describe('escapedJson', () => {
  it.each(ROWS)('writes %s as JSON that says the same', (_, text) => {
    const json = escapedJson({ text });
    expect(json).not.toMatch(/[^ -~]/);
    expect(JSON.parse(json)).toEqual({ text });
  });

  it('keeps its own line ends when indented, and escapes those of the text', () => {
    expect(escapedJson({ a: 'x\ny\u009b' }, 2)).toBe('{\n  "a": "x\\ny\\u009b"\n}');
  });
});

describe('quote', () => {
  it('escapes what is within', () => {
    expect(quote('say "hi"\u001b')).toBe('"say \\"hi\\"\\u001b"');
  });

  it('cuts a long text, never through a character', () => {
    expect(quote('x'.repeat(80))).toBe(`"${'x'.repeat(80)}"`);
    expect(quote('x'.repeat(81))).toBe(`"${'x'.repeat(80)}…"`);
    expect(quote(`${'x'.repeat(79)}😀x`)).toBe(`"${'x'.repeat(79)}…"`);
  });
});
