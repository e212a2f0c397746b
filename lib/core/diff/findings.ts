import type { Aspect, Finding, FindingState, TargetState } from '../model';
import { aspectAt, SEVERITIES } from '../model';
import { breaksPolicy, entryOf, identityOf, isAtSome, mergeFindings, needsConfirmation } from '../findings';
import { counts, hasSettled, withLongestWait } from './confirming';
import type { Step } from './draft';
import { hasEscalated, saysTheSame, successorOf } from './escalation';
import type { DiffOptions, IsUnknown } from './options';
import { clearChecksOf } from './options';
import { rememberedBy } from './remembered';
import type { Remembered } from './remembered';
import { clearAfterReturns, isBackOften, withReturns } from './recurring';
import type { Recurring } from './recurring';
import { isBack, showsAnother, withFaultsOf, withServedLately } from './served-lately';

type Findings = TargetState['findings'];

export interface SeenFindings {
  readonly at: number;
  /** What the look showed. */
  readonly seen: readonly Finding[];
  /** What not seeing has become. */
  readonly matured: readonly { readonly finding: Finding; readonly since: number }[];
  readonly isUnknown: IsUnknown;
  /** The check shows that the finding is over, whatever else of it cannot be seen. */
  readonly isDisproved: (finding: Finding) => boolean;
  /** Parts of the target that show again what they showed lately: what is gone with that may be back in the next check. */
  readonly returned: ReadonlySet<Aspect>;
  /** What comes and goes, with this check. */
  readonly recurring: Recurring;
  /** What each place served lately, as of the check before. */
  readonly certificates: TargetState['certificates'];
  /** The findings of before are those of an earlier release: what differs waits for the next check. */
  readonly isFirstByRules: boolean;
}

/**
 * The life of each finding: pending while it waits for confirmation, open, gone. What cannot be seen now stays as it
 * is, and so does a finding of which a part cannot be seen now, unless the rest disproves it.
 */
export function nextFindings(previous: Findings, latest: SeenFindings, step: Step): Findings {
  const { options, draft } = step;
  const next = new Map<string, FindingState>();
  const identities = new Set<string>();
  const remembered = rememberedBy(previous);
  const since = new Map<string, number>();
  for (const { finding, since: first } of latest.matured)
    since.set(finding.fingerprint, Math.min(first, since.get(finding.fingerprint) ?? first));
  for (const seen of mergeFindings([...latest.seen, ...latest.matured.map((matured) => matured.finding)])) {
    const { state: before, others } = remembered(seen);
    if (options.datesInDoubt === true && hangsOnDates(seen)) {
      if (before !== undefined) next.set(before.finding.fingerprint, before);
      continue;
    }
    // The fingerprint that it was opened with is in the id of its alert.
    const named = { ...seen, fingerprint: before?.finding.fingerprint ?? seen.fingerprint };
    const memory = latest.recurring[identityOf(seen)];
    const finding = withReturns(
      stillAtSome(before?.finding, withLongestWait(before, named), latest.isUnknown),
      { memory, before },
      options,
    );
    const firstSeen = before?.firstSeen ?? since.get(seen.fingerprint) ?? latest.at;
    const counted = nextCount(before, latest.at, options);
    const isHeld = latest.isFirstByRules && before === undefined;
    const confirmed =
      !isHeld &&
      hasSettled(finding, firstSeen) &&
      (since.has(seen.fingerprint) ||
        !needsConfirmation(finding) ||
        counted.checks >= options.confirmChecks ||
        isBackOften(memory, options));
    const isNews = before?.status !== 'open' || showsAnother(before.finding, finding);
    draft.showed(finding, { fresh: isNews });
    identities.add(identityOf(finding));
    if (before?.status === 'open')
      next.set(
        finding.fingerprint,
        latest.isFirstByRules ? before : seenAgain({ before, others, seen: finding }, latest, step),
      );
    else if (confirmed) {
      const first = finding.comesAndGoes === undefined ? firstSeen : (memory?.since ?? firstSeen);
      next.set(finding.fingerprint, open(finding, first, latest, step));
    } else next.set(finding.fingerprint, { finding, status: 'pending', firstSeen, ...counted, cleanChecks: 0 });
  }
  const shown = [...next.values()].map(({ finding }) => finding);
  for (const [fingerprint, before] of Object.entries(previous)) {
    if (next.has(fingerprint)) continue;
    const after =
      (latest.isFirstByRules && before.status === 'open') ||
      (options.datesInDoubt === true && hangsOnDates(before.finding))
        ? before
        : identities.has(identityOf(before.finding))
          ? goesOn(before)
          : notSeen(before, shown, latest, step);
    if (after !== undefined) next.set(fingerprint, after);
  }
  return Object.fromEntries([...next].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What OpenSSL, which goes by the clock of the machine, reports where nothing but a date is wrong. */
const DATE_ERRORS: readonly unknown[] = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

/** Whether a clock that is wrong shows it where there is none. */
const hangsOnDates = ({ kind, evidence }: Finding): boolean =>
  entryOf(kind).dated === true || ('error' in evidence && DATE_ERRORS.includes(evidence.error));

/** How many checks in a row showed a pending finding, with this one if it counts. */
function nextCount(
  before: FindingState | undefined,
  at: number,
  options: DiffOptions,
): Pick<FindingState, 'checks' | 'countedAt'> {
  if (before?.status !== 'pending') return { checks: 1, countedAt: at };
  const { checks, countedAt } = before;
  return counts(before, at, options)
    ? { checks: checks + 1, countedAt: at }
    : { checks, ...(countedAt !== undefined && { countedAt }) };
}

function open(
  finding: Finding,
  since: number,
  { at, certificates, recurring }: SeenFindings,
  { options, draft }: Step,
): FindingState {
  draft.add('finding-opened', { finding, since });
  const opened = { finding, status: 'open', firstSeen: since, openedAt: at, checks: 0, cleanChecks: 0 } as const;
  // One of several servers has the fault, and answers now and then: it is not gone when the others have answered.
  if (isBack(finding, certificates)) return { ...opened, clearAfter: options.clearChecks.most };
  const usual = clearChecksOf(finding.kind, options);
  const clearAfter = clearAfterReturns(usual, recurring[identityOf(finding)], options);
  return clearAfter > usual ? { ...opened, clearAfter } : opened;
}

/** A finding that an earlier release told apart from one that is seen: it is over when that is. */
const goesOn = (before: FindingState): FindingState | undefined =>
  before.status === 'pending' ? undefined : { ...before, cleanChecks: 0 };

function seenAgain(
  {
    before,
    others,
    seen,
  }: { readonly before: FindingState; readonly others: Remembered['others']; readonly seen: Finding },
  latest: SeenFindings,
  { options, draft }: Step,
): FindingState {
  const known = withFaultsOf(before.finding, others);
  const all = { ...seen, aspects: withUnseen(seen.aspects, before.finding.aspects, latest.isUnknown) };
  const merged = withServedLately(known, all, latest.certificates, latest.at, options);
  const graver = withUnseenSeverity(merged, before.finding, latest.isUnknown);
  const finding = saysTheSame(before.finding, graver) ? before.finding : graver;
  if (hasEscalated(known, merged))
    draft.add('finding-escalated', { finding, since: before.firstSeen, openedAt: before.openedAt ?? latest.at });
  if (before.cleanChecks === 0) return { ...before, finding };
  const usual = clearChecksOf(seen.kind, options);
  const returned = clearAfterReturns(usual, latest.recurring[identityOf(seen)], options);
  return { ...before, finding, cleanChecks: 0, clearAfter: Math.max(before.clearAfter ?? usual, returned) };
}

/** An address that served the policy before and had no turn in this check still counts as one that serves it. */
function stillAtSome(before: Finding | undefined, seen: Finding, isUnknown: IsUnknown): Finding {
  if (before === undefined || !isAtSome(before) || isAtSome(seen) || !breaksPolicy(seen)) return seen;
  const servedAt = 'servedAt' in before.evidence ? (before.evidence.servedAt ?? []) : [];
  const untried = servedAt.filter((address) => isUnknown(aspectAt('policy', address)));
  if (untried.length === 0) return seen;
  return {
    ...seen,
    severity: before.severity,
    evidence: { ...seen.evidence, partly: true, servedAt: untried },
  } as Finding;
}

/** Aspects that showed the fault before and cannot be seen now are not cleared by the others. */
function withUnseen(seen: readonly Aspect[], before: readonly Aspect[], isUnknown: IsUnknown): readonly Aspect[] {
  const unseen = before.filter((aspect) => isUnknown(aspect) && !seen.includes(aspect));
  return unseen.length === 0 ? seen : [...seen, ...unseen];
}

/** How grave it is hangs on the record and the policy: while one of them is out of sight, it gets no better by that. */
function withUnseenSeverity(seen: Finding, before: Finding, isUnknown: IsUnknown): Finding {
  const isLess = SEVERITIES.indexOf(seen.severity) > SEVERITIES.indexOf(before.severity);
  return isLess && (['sts-record', 'policy', 'policy-text'] as const).some(isUnknown)
    ? { ...seen, severity: before.severity }
    : seen;
}

function notSeen(
  before: FindingState,
  shown: readonly Finding[],
  latest: SeenFindings,
  { options, draft }: Step,
): FindingState | undefined {
  const successor = successorOf(before.finding, shown);
  const isOutOfSight = before.finding.aspects.some(latest.isUnknown) && !latest.isDisproved(before.finding);
  if (successor === undefined && isOutOfSight) return before;
  if (before.status === 'pending') return undefined;
  if (successor === undefined && before.cleanChecks > 0 && !counts(before, latest.at, options)) return before;
  const cleanChecks = before.cleanChecks + 1;
  const usual = before.clearAfter ?? clearChecksOf(before.finding.kind, options);
  const mayBeBack = cleanChecks === 1 && before.finding.aspects.some((aspect) => latest.returned.has(aspect));
  const clearAfter = mayBeBack ? Math.max(usual, options.clearChecks.served) : usual;
  if (successor === undefined && cleanChecks < clearAfter)
    return { ...before, cleanChecks, countedAt: latest.at, ...(clearAfter > usual && { clearAfter }) };
  const supersededBy = successor === undefined ? {} : { supersededBy: successor.fingerprint };
  draft.add('finding-resolved', { finding: before.finding, openedAt: before.openedAt ?? latest.at, ...supersededBy });
  return undefined;
}
