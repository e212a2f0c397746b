/** The column that a line of names for columns says holds the domains, counted from 0, and its name. */
export interface DomainColumn {
  readonly index: number;
  readonly name: string;
}

/** What a column of domains is called, the surest first. A name with a dot in it is no name for a column. */
const COLUMN_NAMES = [/domain/i, /fqdn|zone|host ?name/i, /^(?:name|host|site)s?$/i];

/** The fields of a line of a list: RFC 4180, with a tab, ";" or "," between them; white space around them is no part. */
export function listFields(line: string): string[] {
  const fields = [''];
  let [quoted, delimiter] = [false, ''];
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (delimiter === '' ? /[\t;,]/.test(character) : character === delimiter)) {
      delimiter = character;
      fields.push('');
    } else fields[fields.length - 1] += character;
  }
  return fields.map((field) => field.trim());
}

/** Where a first line that names columns puts the domains; undefined when it names none. */
export function domainColumn(line: string): DomainColumn | undefined {
  const fields = listFields(line);
  if (fields.some((field) => /[.@/\\]/.test(field))) return undefined;
  for (const called of COLUMN_NAMES) {
    const index = fields.findIndex((field) => called.test(field));
    const name = fields[index];
    if (name !== undefined) return { index, name };
  }
  return undefined;
}
