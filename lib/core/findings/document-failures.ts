import {
  LOOKUP_FAILURES,
  POLICY_FETCH_FAILURES,
  POLICY_FETCH_STEPS,
  SMTP_FAILURES,
  SMTP_REPLIES,
  SMTP_STEPS,
} from '../judge/failures';
import type { Outcome } from '../judge/failures';
import type { FailureCause } from '../model';
import { failureClause } from './catalogue/failure-words';
import { capital } from './words';

/** The chapter of docs/findings.md on failed looks, written from the tables that judge them. */
export function failuresDocument(): string {
  const replies = Object.entries(SMTP_REPLIES).flatMap(([step, codes]) =>
    Object.entries(codes).map(([reply, outcome]) => `${reply} in reply to ${step.toUpperCase()} is ${cell(outcome)}`),
  );
  return `## What is a fault, and what was only not seen

A step that fails tells something about the target only when the target itself gave the answer. Everything else is *not seen*: what was known before stays, and nothing is told.
If it lasts for several looks while other targets can be seen, it becomes a finding that says no more than that: *not reachable from here*.

In the tables, **bold** is a finding at once, *if it lasts* is not seen and the finding that it becomes, and a dash is never the target's fault.

### Fetching the policy

${table(POLICY_FETCH_STEPS, (cause) => POLICY_FETCH_FAILURES[cause])}

### The SMTP session

${table(SMTP_STEPS, (cause) => SMTP_FAILURES[cause])}

Some replies say more: ${replies.join('; ')}. An IPv6 address without a route from here is never the host's fault.

### DNS lookups

The address of an MX host gives [mx-host-dns-failing](#mx-host-dns-failing) instead.

${table(['lookup'], (cause) => [lookupOutcome(cause)])}`;
}

const CAUSES = Object.keys(LOOKUP_FAILURES) as readonly FailureCause[];

const lookupOutcome = (cause: FailureCause): Outcome =>
  LOOKUP_FAILURES[cause] === 'may-last' ? { state: 'unknown', kind: 'dns-failing' } : { state: 'unknown' };

/** Causes with the same outcomes share a row, and those that say nothing of the target have none. */
function table(steps: readonly string[], outcomesOf: (cause: FailureCause) => readonly Outcome[]): string {
  const rows = new Map<string, FailureCause[]>();
  for (const cause of CAUSES.filter((candidate) => outcomesOf(candidate).some(({ kind }) => kind !== undefined))) {
    const outcomes = outcomesOf(cause).map(cell).join(' | ');
    rows.set(outcomes, [...(rows.get(outcomes) ?? []), cause]);
  }
  const told = [...rows].map(
    ([outcomes, causes]) => `| ${capital(causes.map(failureClause).join('; '))} | ${outcomes} |`,
  );
  return [`| seen | ${steps.join(' | ')} |`, `| --- |${' --- |'.repeat(steps.length)}`, ...told].join('\n');
}

const cell = ({ state, kind }: Outcome): string =>
  kind === undefined ? '–' : state === 'finding' ? `**[${kind}](#${kind})**` : `*if it lasts* [${kind}](#${kind})`;
