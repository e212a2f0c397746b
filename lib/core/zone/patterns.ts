/** Which of the domains found are watched. */
export interface DomainPatterns {
  /** A domain must match one of these; none: all do. */
  readonly include?: readonly string[];
  /** And none of these. */
  readonly exclude?: readonly string[];
}

/**
 * Whether a name matches a pattern, in which `*` stands for any characters, full stops among them. The time is that of
 * one pass over the name, however many `*` the pattern holds: a regular expression would try all ways to share it out.
 */
function matches(pattern: string, name: string): boolean {
  const [start = '', ...others] = pattern.split('*');
  const end = others.pop();
  if (end === undefined) return name === pattern;
  if (!name.startsWith(start) || !name.endsWith(end)) return false;
  let at = start.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at + end.length <= name.length;
}

export const isWanted = (name: string, { include = [], exclude = [] }: DomainPatterns): boolean =>
  (include.length === 0 || include.some((pattern) => matches(pattern, name))) &&
  !exclude.some((pattern) => matches(pattern, name));
