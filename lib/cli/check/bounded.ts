/** So many entries of one list of a report are for a person to read; a zone can hold thousands. */
export const MOST_SHOWN = 20;

/** So many characters of one text of a report are for a person to read, such as evidence that lists what was found. */
const MOST_CHARACTERS = 2_000;

/**
 * The first entries as lines, and one line that says how many more there are.
 * @param nouns of the entries, plural: `MX hosts`
 */
export function firstLines<T>(
  entries: readonly T[],
  nouns: string,
  lines: (entry: T) => readonly string[],
  last: (line: string) => string,
): readonly string[] {
  const more = entries.length - MOST_SHOWN;
  const shown = entries.slice(0, MOST_SHOWN).flatMap(lines);
  return more <= 0 ? shown : [...shown, last(`… and ${more} more ${nouns}. --json prints all of them.`)];
}

/** The text up to a bound of lines and characters. */
export function firstOf(text: string, most = MOST_CHARACTERS): string {
  const lines = text.split('\n');
  const some = lines.length <= MOST_SHOWN ? text : lines.slice(0, MOST_SHOWN).join('\n');
  const short = some.length <= most ? some : some.slice(0, most);
  return short === text ? text : `${short}… (${text.length - short.length} more characters: --json prints all of them)`;
}
