import type { Target } from '../../model';
import { targetId } from '../../model';

/** The pattern of everything, also of what is about no target. */
export const EVERYTHING = '*';

/** Whether a pattern of subjects ({@link Silence}) means the target. */
export const meansTarget = (pattern: string, target: Target): boolean =>
  isLike(pattern, pattern.includes('/') ? targetId(target) : target.name);

/** `*` stands for any characters, or none. In time that grows with the text and the number of stars alone. */
function isLike(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= text.length - last.length;
}
