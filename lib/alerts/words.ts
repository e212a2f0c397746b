import type { AlertMessage } from '../core/model';
import { worstFirst } from './document';

const FORM_WORDS: Readonly<Record<AlertMessage['form'], string>> = {
  opened: '',
  escalated: 'worse',
  reminder: 'still open',
  resolved: 'resolved',
  drift: 'changed',
  coverage: 'not seen',
};

/** `Critical`, `Warning, still open`, `Resolved`. */
export function label({ form, severity }: Pick<AlertMessage, 'form' | 'severity'>): string {
  if (form === 'resolved') return 'Resolved';
  const word = FORM_WORDS[form];
  return `${severity.charAt(0).toUpperCase()}${severity.slice(1)}${word === '' ? '' : `, ${word}`}`;
}

/** One line for a subject or a title: what a single alert says, or how many there are of what. */
export function title(messages: readonly AlertMessage[]): string {
  const [first, ...rest] = worstFirst(messages);
  if (first === undefined) return 'No alerts';
  if (rest.length === 0) return `${label(first)}: ${first.headline}`;
  const counts = new Map<string, number>();
  for (const message of worstFirst(messages)) {
    const word = message.form === 'resolved' ? 'resolved' : message.severity;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return `${messages.length} mail security alerts: ${[...counts].map(([word, count]) => `${count} ${word}`).join(', ')}`;
}

/** The text, cut at so many UTF-16 units with an ellipsis, never inside a character. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** An alert as paragraphs of plain text, for a mail or a terminal that does its own wrapping. */
export function paragraphs(message: AlertMessage): string[] {
  const facts = message.facts.map(([name, value]) => `${name}: ${value}`);
  return [`${label(message)}: ${message.headline}`, ...(message.fix === '' ? [] : [message.fix]), ...(facts.length === 0 ? [] : [facts.join('\n')])];
}
