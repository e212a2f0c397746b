/** RFC 1035 section 3.3: a string of a TXT record holds so many octets. */
const LONGEST_STRING = 255;

/** The text of a TXT record, its strings joined, from its value as in a zone file: `"v=STSv1; " "id=1;"`. Octets beyond ASCII are UTF-8. */
export function txtText(value: string): string {
  const octets: number[] = [];
  // A string is quoted, or a run without spaces; Route 53 writes octets that cannot stand for themselves in octal.
  for (const [, quoted, bare] of value.matchAll(/"((?:[^"\\]|\\.)*)"|([^\s"]+)/gs))
    octets.push(...unescaped(quoted ?? bare ?? ''));
  return Buffer.from(octets).toString('utf8');
}

function unescaped(text: string): Buffer {
  const parts = [...text.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)].map(([, octal, character, plain]) =>
    octal === undefined ? Buffer.from(character ?? plain ?? '') : Buffer.from([parseInt(octal, 8) & 0xff]),
  );
  return Buffer.concat(parts);
}

/** A text as the value of a TXT record: quoted, split into strings that fit, with escapes. */
export function txtValue(text: string): string {
  const octets = Buffer.from(text);
  const strings = Array.from({ length: Math.max(1, Math.ceil(octets.length / LONGEST_STRING)) }, (_, n) =>
    octets.subarray(n * LONGEST_STRING, (n + 1) * LONGEST_STRING),
  );
  return strings.map((string) => `"${[...string].map(escaped).join('')}"`).join(' ');
}

function escaped(octet: number): string {
  const character = String.fromCharCode(octet);
  if (character === '"' || character === '\\') return `\\${character}`;
  return octet >= 0x20 && octet < 0x7f ? character : `\\${octet.toString(8).padStart(3, '0')}`;
}
