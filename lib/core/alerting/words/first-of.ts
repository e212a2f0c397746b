import type { FixStep } from '../../model';
import { fixText, step } from '../../text/fix';

/** Characters of an alert that people read. A record or a policy within its usual size is never cut. */
export const LONGEST_HEADLINE = 1_000;
const LONGEST_FIX = 4_000;
export const LONGEST_FACT = 4_500;

/** So many facts, and so many characters of all their values: the event in the history has the rest. */
const MOST_FACTS = 30;
const LONGEST_FACTS = 12_000;

/**
 * The beginning of a text that an outsider can make long, with what was left out. Lines stay whole where they can: a
 * record that is cut must not be copied.
 */
export function firstOf(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest);
  const end = cut.lastIndexOf('\n');
  const kept = end > 0 ? cut.slice(0, end) : cut.replace(/[\uD800-\uDBFF]$/, '');
  return `${kept}${end > 0 ? '\n' : ''}… (${text.length - kept.length} more characters)`;
}

/** As many steps as fit, each whole: text to publish that is cut must not be copied. */
export function firstSteps(steps: readonly FixStep[]): readonly FixStep[] {
  let kept = steps;
  while (kept.length > 0 && fixText(kept).length > LONGEST_FIX) kept = kept.slice(0, -1);
  const left = steps.length - kept.length;
  return left === 0
    ? steps
    : [
        ...kept,
        step(
          `Check it on the command line for ${left === 1 ? 'one more step' : `${left} more steps`}, too long for an alert.`,
        ),
      ];
}

type Fact = readonly [string, string];

export function firstFacts(facts: readonly Fact[]): readonly Fact[] {
  let characters = 0;
  const end = facts.findIndex(
    ([, value], index) => index >= MOST_FACTS || (characters += value.length) > LONGEST_FACTS,
  );
  return end < 0 ? facts : [...facts.slice(0, end), ['More', `${facts.length - end} more facts`]];
}
