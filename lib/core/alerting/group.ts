import { CATALOGUE, entryOf } from '../findings';
import { utc } from '../findings/words';
import type { AlertMessage, FindingKind, Impact, Target } from '../model';
import { rank } from './policy';
import { driftHeading } from './words/drift';
import { number } from './words/whose';

/** So many alerts of one kind are told one by one. */
const MOST_ALONE = 5;
const MOST_NAMES = 20;

/**
 * The messages of one delivery as people read them: the gravest first, what is over last, and what is the same with
 * many targets as one message. Machines take them as they are.
 */
export function groupMessages(messages: readonly AlertMessage[]): readonly AlertMessage[] {
  const bunches = new Map<string, AlertMessage[]>();
  for (const message of messages) {
    const likeness = [message.form, message.severity, message.kind, message.subject?.type].join(' ');
    const bunch = bunches.get(likeness);
    if (bunch === undefined) bunches.set(likeness, [message]);
    else bunch.push(message);
  }
  return [...bunches.values()].flatMap((bunch) => (bunch.length > MOST_ALONE ? together(bunch) : bunch)).sort(byWeight);
}

const byWeight = (a: AlertMessage, b: AlertMessage): number => Number(a.form === 'resolved') - Number(b.form === 'resolved') || rank(a.severity) - rank(b.severity);

function together(bunch: readonly AlertMessage[]): readonly AlertMessage[] {
  const [first] = bunch;
  const heading = first && headingOf(first.kind);
  if (first?.subject === undefined || heading === undefined) return bunch;
  const names = [...new Set(bunch.flatMap(({ subject }) => subject?.name ?? []))];
  const noun = PLURAL[first.subject.type];
  const many = `${number(names.length)} ${noun}`;
  const more = names.length - MOST_NAMES;
  const since = Math.min(...bunch.map((message) => message.since));
  return [
    {
      ...first,
      tells: bunch.flatMap(({ tells }) => tells),
      since,
      headline: `${first.form === 'resolved' ? `Solved for ${many}` : many}: ${heading}.`,
      fix: first.fix === '' ? '' : `For ${first.subject.name}, and likewise for the others:\n${first.fix}`,
      facts: [[`${noun.charAt(0).toUpperCase()}${noun.slice(1)}`, `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`], ['Since', utc(since)]],
      impact: bunch.map(({ impact }) => impact).reduce(sum),
    },
  ];
}

const PLURAL: Readonly<Record<Target['type'], string>> = { domain: 'domains', 'mx-host': 'MX hosts' };

/** A clause without names. */
function headingOf(kind: string): string | undefined {
  if (!(kind in CATALOGUE)) return driftHeading(kind);
  const { heading } = entryOf(kind as FindingKind);
  return heading.replace(/^(The|An|A|No) /, (word) => word.toLowerCase());
}

/** Domains that two of them hit count twice. */
const sum = (a: Impact, b: Impact): Impact => ({
  domains: a.domains + b.domains,
  sample: [...new Set([...a.sample, ...b.sample])].slice(0, MOST_NAMES),
  enforcing: a.enforcing + b.enforcing,
  testing: (a.testing ?? 0) + (b.testing ?? 0),
  undeliverable: a.undeliverable + b.undeliverable,
});
