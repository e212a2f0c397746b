import { escapeHidden } from '../text/escape';
import type { Fault } from './entry';

/** Texts of several lines: a policy as published, and what its parser says, in which foreign text is escaped. */
const OF_LINES: readonly string[] = ['text', 'message'];

/**
 * What words are made from, with every hidden character of a name or value written as an escape: DNS labels, SANs and
 * replies may hold any octet (RFC 2181 section 11), a line feed among them.
 */
export const shown = <Evidence>({ subject, evidence }: Fault<Evidence>): Fault<Evidence> => ({
  subject: { ...subject, name: escapeHidden(subject.name) },
  evidence: escaped(evidence),
});

/** The same value, all texts in it escaped. */
function escaped<T>(value: T): T {
  if (typeof value === 'string') return escapeHidden(value) as T & string;
  if (Array.isArray(value)) return value.map((each: unknown) => escaped(each)) as T & unknown[];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      OF_LINES.includes(name) ? (each as unknown) : escaped(each as unknown),
    ]),
  ) as T & object;
}
