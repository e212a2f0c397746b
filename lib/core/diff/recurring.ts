import { entryOf, identityOf, needsConfirmation } from '../findings';
import type { Aspect, ComesAndGoes, Finding, FindingState, Recurrence, Severity, TargetState } from '../model';
import { SEVERITIES } from '../model';
import { counts } from './confirming';
import type { DiffOptions, IsUnknown } from './options';

/** By the identity of a finding. */
export type Recurring = Readonly<Record<string, Recurrence>>;

/** Checks that are remembered of one fault. */
const LONGEST = 24;
/** Faults that are remembered, those that counted last: a hostile target may show many. */
const MOST = 32;

/** The faults that a check shows, with the parts that show each: by identity. */
export type Shown = ReadonlyMap<string, readonly Aspect[]>;

export const shownBy = (findings: readonly Finding[]): Shown => {
  const shown = new Map<string, readonly Aspect[]>();
  for (const finding of findings) {
    const identity = identityOf(finding);
    shown.set(identity, [...new Set([...(shown.get(identity) ?? []), ...finding.aspects])]);
  }
  return shown;
};

/**
 * What is remembered of the faults that come and go, after a check. A fault is among them from the first check without
 * it, until as many checks as are remembered were all with it or all without.
 */
export function nextRecurring(
  { findings, unknown }: Pick<TargetState, 'findings' | 'unknown'>,
  recurring: Recurring,
  shown: Shown,
  { at, isUnknown }: { readonly at: number; readonly isUnknown: IsUnknown },
  options: Pick<DiffOptions, 'interval' | 'confirmChecks'>,
): Recurring {
  const known = new Map<string, Recurrence>();
  for (const { aspect, becomes, since, checks, countedAt } of unknown)
    if (becomes !== undefined && checks > 0)
      known.set(becomes, begun(since, checks, 0, [...(known.get(becomes)?.aspects ?? []), aspect], countedAt));
  for (const state of Object.values(findings)) known.set(identityOf(state.finding), ofState(state, options));
  for (const [identity, memory] of Object.entries(recurring)) known.set(identity, memory);
  const next = [...known].map(([identity, memory]): readonly [string, Recurrence] => {
    const aspects = shown.get(identity);
    const isThere = aspects !== undefined;
    if (!counts(memory, at, options) || (!isThere && memory.aspects.some(isUnknown))) return [identity, memory];
    const checks = `${memory.checks}${isThere ? THERE : GONE}`.slice(-LONGEST);
    return [identity, { ...memory, checks, aspects: aspects ?? memory.aspects, countedAt: at }];
  });
  return Object.fromEntries(
    next
      .filter(([, { checks }]) => checks.includes(THERE) && checks.includes(GONE))
      .sort(([, a], [, b]) => (b.countedAt ?? 0) - (a.countedAt ?? 0))
      .slice(0, MOST)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const THERE = 'x';
const GONE = '-';

const begun = (
  since: number,
  there: number,
  gone: number,
  aspects: readonly Aspect[],
  countedAt: number | undefined,
): Recurrence => ({
  checks: `${THERE.repeat(Math.min(there, LONGEST))}${GONE.repeat(Math.min(gone, LONGEST))}`,
  since,
  aspects,
  ...(countedAt !== undefined && { countedAt }),
});

/** A fault that was there until now. An open one was there in as many checks as it took to believe it, at least. */
function ofState(
  { finding, status, firstSeen, checks, cleanChecks, countedAt }: FindingState,
  { confirmChecks }: Pick<DiffOptions, 'confirmChecks'>,
): Recurrence {
  const believed = needsConfirmation(finding) ? confirmChecks : 1;
  return begun(firstSeen, status === 'open' ? believed : checks, cleanChecks, finding.aspects, countedAt);
}

/** How often the fault came back. */
const returnsOf = ({ checks }: Recurrence): number => checks.match(/-x/g)?.length ?? 0;

/** In how many of the last checks the fault was there, once it came back; otherwise undefined. */
function comesAndGoes(memory: Recurrence | undefined): ComesAndGoes | undefined {
  if (memory === undefined || returnsOf(memory) === 0) return undefined;
  return { there: thereIn(memory.checks), checks: memory.checks.length };
}

/**
 * The finding, which says whether it comes and goes. One that was alerted as graver for that stays so while it comes and
 * goes, however seldom: it gets no worse each time that it is there more often again.
 */
export function withReturns(
  finding: Finding,
  { memory, before }: { readonly memory: Recurrence | undefined; readonly before: FindingState | undefined },
  options: Pick<DiffOptions, 'confirmChecks' | 'windowChecks'>,
): Finding {
  const seldom = comesAndGoes(memory);
  if (seldom === undefined) return finding;
  const { whenItComesBack = finding.severity } = entryOf(finding.kind);
  const isBack = isBackOften(memory, options) || wasBackOften(before, whenItComesBack);
  const isGraver = isBack && isWorse(whenItComesBack, finding.severity);
  return { ...finding, comesAndGoes: seldom, ...(isGraver && { severity: whenItComesBack }) };
}

const wasBackOften = (before: FindingState | undefined, severity: Severity): boolean =>
  before?.status === 'open' && before.finding.comesAndGoes !== undefined && before.finding.severity === severity;

const isWorse = (severity: Severity, than: Severity): boolean =>
  SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(than);

/**
 * Whether a fault that comes and goes is believed: by one check more than it takes of checks in a row, within as many
 * as a certificate is remembered.
 */
export const isBackOften = (
  memory: Recurrence | undefined,
  { confirmChecks, windowChecks }: Pick<DiffOptions, 'confirmChecks' | 'windowChecks'>,
): boolean =>
  memory !== undefined &&
  returnsOf(memory) > 0 &&
  thereIn(memory.checks.slice(-windowChecks)) > Math.min(confirmChecks, windowChecks - 1);

const thereIn = (checks: string): number => [...checks].filter((check) => check === THERE).length;

/**
 * Known checks in a row without it that resolve a fault: one that came back is over only when it stays away for long.
 * @param usual the number for its kind
 */
export const clearAfterReturns = (
  usual: number,
  memory: Recurrence | undefined,
  { clearChecks }: Pick<DiffOptions, 'clearChecks'>,
): number => (memory !== undefined && returnsOf(memory) > 0 ? clearChecks.most : usual);

/** Of what not seeing would amount to, that which comes back often enough to be believed, with the time since. */
export const backOften = (
  wouldBe: readonly Finding[],
  recurring: Recurring,
  options: Pick<DiffOptions, 'confirmChecks' | 'windowChecks'>,
): readonly { readonly finding: Finding; readonly since: number }[] =>
  wouldBe.flatMap((finding) => {
    const memory = recurring[identityOf(finding)];
    return memory !== undefined && isBackOften(memory, options) ? [{ finding, since: memory.since }] : [];
  });
