import type { AlertMessage } from '../core/model';
import { SEVERITIES } from '../core/model';

const FORM_WORDS: Readonly<Record<AlertMessage['form'], string>> = {
  opened: '',
  escalated: 'worse',
  reminder: 'still open',
  resolved: 'resolved',
  drift: 'changed',
  coverage: 'this monitor',
};

/** `Critical`, `Warning, still open`, `Resolved`. */
export function label({ form, severity }: Pick<AlertMessage, 'form' | 'severity'>): string {
  if (form === 'resolved') return 'Resolved';
  const word = FORM_WORDS[form];
  return `${severity.charAt(0).toUpperCase()}${severity.slice(1)}${word === '' ? '' : `, ${word}`}`;
}

/** One line for a subject or a title: what a single alert says, or how many there are of what. */
export function title(messages: readonly AlertMessage[]): string {
  const [first] = messages;
  if (first === undefined) return 'No alerts';
  if (messages.length === 1) return `${label(first)}: ${first.headline}`;
  const count = (word: string): number =>
    messages.filter(({ form, severity }) => word === (form === 'resolved' ? form : severity)).length;
  const parts = [...SEVERITIES, 'resolved'].filter((word) => count(word) > 0).map((word) => `${count(word)} ${word}`);
  return `${messages.length} mail security alerts: ${parts.join(', ')}`;
}

/** The text, cut at so many UTF-16 units with an ellipsis, never inside a character. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** An alert as paragraphs of plain text, for a mail or a terminal that does its own wrapping. */
export function paragraphs(message: AlertMessage): string[] {
  const facts = message.facts.map(([name, value]) => `${name}: ${value}`);
  return [
    `${label(message)}: ${message.headline}`,
    ...(message.fix === '' ? [] : [message.fix]),
    ...(facts.length === 0 ? [] : [facts.join('\n')]),
  ];
}
