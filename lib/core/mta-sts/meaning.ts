import type { PolicyFacts } from '../model';
import { escapeHidden } from '../text/escape';
import type { Meaning } from '../text/meaning';
import { usable } from '../text/meaning';

/**
 * Mode, max_age and the set of mx patterns (RFC 8461 section 3.2): the order of fields and lines, the case of names,
 * the ends of lines and extension fields make no difference to a sender. In mode none neither do the patterns.
 */
export function policyMeaning({ mode, maxAge, mx }: Pick<PolicyFacts, 'mode' | 'maxAge' | 'mx'>): Meaning {
  if (mode === undefined) return { value: 'no valid policy', usable: false };
  const patterns = mode === 'none' ? [] : [...new Set(mx.map((pattern) => escapeHidden(pattern.toLowerCase())))].sort();
  return usable([`mode ${mode}`, `max_age ${maxAge ?? 'none'}`, ...patterns.map((each) => `mx ${each}`)].join(', '));
}
