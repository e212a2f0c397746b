import type { TextEvidence } from '../model';
import type { Problem } from '../text/result';
import { escapeHidden } from '../text/escape';
import type { TxtSelection } from '../text/txt-selection';

/** A published text in evidence, characters. */
const LONGEST_TEXT = 1024;
const PROBLEMS_KEPT = 10;

/** A published text and what is wrong in it, within the bounds of what a state may hold; the gravest problems stay. */
export function textEvidence(text: string, problems: readonly Problem[]): TextEvidence {
  const grave = problems.filter(({ severity }) => severity === 'error');
  const kept = (grave.length > 0 ? grave : problems.filter(({ severity }) => severity === 'warning')).slice(
    0,
    PROBLEMS_KEPT,
  );
  return {
    text: text.slice(0, LONGEST_TEXT),
    problems: kept.map(({ kind, message, line, correction }) => ({
      kind,
      message: message.slice(0, LONGEST_TEXT),
      ...(line !== undefined && { line }),
      // Whole or not at all: what is cut must not be published.
      ...(correction !== undefined && JSON.stringify(correction).length <= LONGEST_TEXT && { correction }),
    })),
  };
}

/** A TXT record may hold any octet, and lines tell records apart. */
const oneLine = (text: string): string => text.replace(/[\r\n]/g, escapeHidden);

/** The fault of a set of TXT records, in the order in which a sender meets it; undefined when there is none. */
export type TxtFault =
  | { readonly name: 'ignored' | 'invalid' | 'ambiguous'; readonly evidence: TextEvidence }
  | { readonly name: 'multiple'; readonly evidence: { readonly records: readonly string[] } };

/** What is wrong with the TXT records at one name. */
export function txtFault(
  selection: TxtSelection<unknown>,
  records: readonly (readonly string[])[],
): TxtFault | undefined {
  const { verdict, text, candidates, problems, readAs } = selection;
  const all = records.map((strings) => oneLine(strings.join(''))).join('\n');
  switch (verdict) {
    case 'ok':
      return undefined;
    case 'warn':
      return { name: 'ambiguous', evidence: textEvidence(text === undefined ? all : oneLine(text), problems) };
    case 'ignored':
      return { name: 'ignored', evidence: textEvidence(all, problems) };
    case 'invalid':
      if (readAs !== undefined && text !== undefined)
        return { name: 'ambiguous', evidence: textEvidence(oneLine(text), problems) };
      return text === undefined
        ? {
            name: 'multiple',
            evidence: {
              records: candidates.slice(0, PROBLEMS_KEPT).map((candidate) => candidate.slice(0, LONGEST_TEXT)),
            },
          }
        : { name: 'invalid', evidence: textEvidence(oneLine(text), problems) };
  }
}
