import { escapeHidden } from './escape';

/** Long enough for any domain name's telling part, short enough for one line of an alert. */
const LONGEST = 80;

/** Foreign text for use inside a message: in quotation marks, hidden characters escaped, cut at 80 characters. */
export function quote(text: string): string {
  const whole = text.length <= LONGEST;
  const shown = whole ? text : text.slice(0, LONGEST).replace(/\p{Cs}$/u, '');
  return `"${escapeHidden(shown).replaceAll('"', '\\"')}${whole ? '' : '…'}"`;
}
