/**
 * Characters that a reader cannot see or that steer a terminal: C0 and C1 controls, DEL, bidi marks, zero-width and
 * other ignorable ones, line separators, spaces that are not U+0020, and lone surrogates.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const unicodeEscape = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
};

/** The text with every hidden character written as an escape such as `\n` or `\u202e`. Escaping twice changes nothing. */
export function escapeHidden(text: string): string {
  return text.replace(HIDDEN, (character) => SHORT[character] ?? unicodeEscape(character));
}

/** The text without hidden characters; ordinary spaces stay. */
export function withoutHidden(text: string): string {
  return text.replace(HIDDEN, '');
}

/** `JSON.stringify` whose output holds no hidden character, so that it is safe on a terminal and still the same JSON. */
export function escapedJson(value: unknown, indent?: number): string {
  const layout = indent === undefined ? '' : '\n';
  return JSON.stringify(value, null, indent).replace(HIDDEN, (character) =>
    character === layout
      ? character
      : character
          .split('')
          .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
          .join(''),
  );
}
