/** A changed regular expression: its source and its flags. */
export interface ChangedRegex {
  readonly operator: string;
  readonly source: string;
  readonly flags: string;
}

type Token = 'anchor' | 'quantifier' | 'class' | 'other';

const TOKENS =
  /(?<anchor>[\^$]|\\[bB])|(?<quantifier>\{\d+(?:,\d*)?\}\??|[*+?]\??)|(?<class>\[(?:\\.|[^\]\\])*\])|(?<other>\(\?(?:[:=!]|<[=!]|<\w+>)|\\[pPu]\{[^}]*\}|\\.|[^])/gu;

/** What a slip of the pen makes of a regular expression: an anchor lost, another quantifier, the rest of the alphabet. */
export function changedRegexes(source: string, flags: string): readonly ChangedRegex[] {
  const changed = [...source.matchAll(TOKENS)].flatMap((match) => {
    const [token] = match;
    const type = (Object.keys(match.groups ?? {}) as Token[]).find((name) => match.groups?.[name] !== undefined);
    return replacements(type ?? 'other', token).map((text) => ({
      operator: `regex ${type ?? 'other'}`,
      source: source.slice(0, match.index) + text + source.slice(match.index + token.length),
      flags,
    }));
  });
  return [
    ...changed.filter((one) => isRegex(one.source, flags)),
    ...(flags.includes('i') ? [{ operator: 'regex flag', source, flags: flags.replace('i', '') }] : []),
  ];
}

function replacements(type: Token, token: string): readonly string[] {
  switch (type) {
    case 'anchor':
      return [''];
    case 'class':
      return [token.startsWith('[^') ? `[${token.slice(2)}` : `[^${token.slice(1)}`];
    case 'quantifier':
      return otherQuantifiers(token);
    case 'other':
      return [];
  }
}

function otherQuantifiers(token: string): readonly string[] {
  const lazy = token.length > 1 && token.endsWith('?') ? '?' : '';
  if (token.startsWith('+')) return [`*${lazy}`];
  if (token.startsWith('*')) return [`+${lazy}`];
  if (token.startsWith('?')) return [''];
  const [, from = '', comma = '', to = ''] = /^\{(\d+)(,?)(\d*)\}/.exec(token) ?? [];
  const low = Number(from);
  return [
    ...(low === 0 ? [] : [`{${low - 1}${comma}${to}}${lazy}`]),
    ...(to === '' ? (comma === '' ? [`{${low + 1}}${lazy}`] : []) : [`{${low},${Number(to) + 1}}${lazy}`]),
  ];
}

function isRegex(source: string, flags: string): boolean {
  if (source === '') return false;
  try {
    new RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
}
