import { CATALOGUE, entryOf } from '../findings';
import { capital, utc } from '../findings/words';
import type { AlertMessage, FindingKind, FixStep, Impact, Target } from '../model';
import { fixText, step } from '../text/fix';
import { inOrder } from './in-order';
import { driftHeading } from './words/drift';
import { domainEffect } from './words/effect';
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
  return inOrder(
    [...bunches.values()].flatMap((bunch) => (bunch.length > MOST_ALONE ? together(bunch) : byOwner(bunch))),
  );
}

/** The only domain that names an MX host; hosts that it alone names and that fail alike are one matter. */
const ownerOf = ({ subject, impact: { domains, sample } }: AlertMessage): string | undefined =>
  subject?.type === 'mx-host' && domains === 1 ? sample[0] : undefined;

/** A few alerts, those about hosts that one domain alone names as one message. */
function byOwner(bunch: readonly AlertMessage[]): readonly AlertMessage[] {
  const owned = new Map<string, AlertMessage[]>();
  const alone: AlertMessage[] = [];
  for (const message of bunch) {
    const owner = ownerOf(message);
    if (owner === undefined) alone.push(message);
    else owned.set(owner, [...(owned.get(owner) ?? []), message]);
  }
  return [...alone, ...[...owned.values()].flatMap((hosts) => (hosts.length > 1 ? together(hosts) : hosts))];
}

function together(bunch: readonly AlertMessage[]): readonly AlertMessage[] {
  const [first] = bunch;
  const heading = first && headingOf(first.kind);
  if (first?.subject === undefined || heading === undefined) return bunch;
  const names = [...new Set(bunch.flatMap(({ subject }) => subject?.name ?? []))];
  const noun = PLURAL[first.subject.type];
  const more = names.length - MOST_NAMES;
  const since = Math.min(...bunch.map((message) => message.since));
  const summed = bunch.map((message) => message.impact).reduce(sum);
  const owner = bunch.every((message) => ownerOf(message) === ownerOf(first)) ? ownerOf(first) : undefined;
  const impact =
    owner !== undefined
      ? first.impact
      : first.subject.type === 'domain'
        ? { ...summed, domains: names.length }
        : summed;
  const many = owner === undefined ? `${number(names.length)} ${noun}` : `${number(names.length)} MX hosts of ${owner}`;
  const steps = stepsForAll(first, names.length - 1);
  return [
    {
      ...first,
      tells: bunch.flatMap(({ tells }) => tells),
      since,
      headline: `${summary(first, many, impact)}: ${heading}.`,
      fix: fixText(steps),
      fixSteps: steps,
      facts: [
        [capital(noun), `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`],
        ['Since', utc(since)],
      ],
      impact,
    },
  ];
}

/** Those of one message, and then the same for the others. @param others how many targets */
function stepsForAll(
  {
    fix,
    fixSteps = fix === '' ? [] : [{ words: fix }],
    subject = { type: 'domain', name: 'one of them' },
  }: AlertMessage,
  others: number,
): readonly FixStep[] {
  return fixSteps.length === 0 || others === 0
    ? fixSteps
    : [
        ...fixSteps,
        step(
          `Do the same for the other ${others === 1 ? SINGULAR[subject.type] : `${number(others)} ${PLURAL[subject.type]}`}: the steps above are for ${subject.name}.`,
        ),
      ];
}

/** What happens to mail, where that can be summed up: MX hosts may have domains in common. */
function summary({ form, kind, subject }: AlertMessage, many: string, impact: Impact): string {
  if (form === 'resolved') return `Solved for ${many}`;
  if (subject?.type !== 'domain' || !isFindingKind(kind)) return many;
  return domainEffect(kind, impact, entryOf(kind).harm === 'later' ? 'Soon' : undefined);
}

const isFindingKind = (kind: string): kind is FindingKind => kind in CATALOGUE;

const SINGULAR: Readonly<Record<Target['type'], string>> = { domain: 'domain', 'mx-host': 'MX host' };

const PLURAL: Readonly<Record<Target['type'], string>> = { domain: 'domains', 'mx-host': 'MX hosts' };

/** A clause without names. */
function headingOf(kind: string): string | undefined {
  if (!isFindingKind(kind)) return driftHeading(kind);
  const { heading } = entryOf(kind);
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
