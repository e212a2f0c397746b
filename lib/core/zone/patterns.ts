/** Which of the domains found are watched. */
export interface DomainPatterns {
  /** A domain must match one of these; none: all do. */
  readonly include?: readonly string[];
  /** And none of these. */
  readonly exclude?: readonly string[];
}

/** Whether a name matches a pattern, in which `*` stands for any characters, full stops among them. */
function matches(pattern: string, name: string): boolean {
  const expression = pattern
    .split('*')
    .map((part) => part.replace(/[^a-z0-9]/gi, '\\$&'))
    .join('.*');
  return new RegExp(`^${expression}$`).test(name);
}

export const isWanted = (name: string, { include = [], exclude = [] }: DomainPatterns): boolean =>
  (include.length === 0 || include.some((pattern) => matches(pattern, name))) &&
  !exclude.some((pattern) => matches(pattern, name));
