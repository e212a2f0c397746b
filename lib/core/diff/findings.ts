import type { Aspect, Finding, FindingState, TargetState } from '../model';
import { SEVERITIES } from '../model';
import { breaksPolicy, isAtSome, mergeFindings, needsConfirmation } from '../findings';
import type { Draft } from './draft';
import { hasEscalated, saysTheSame, successorOf } from './escalation';
import type { DiffOptions, IsUnknown } from './options';
import { clearLooksOf } from './options';
import { hasSettled, withLongestWait } from './settling';

type Findings = TargetState['findings'];

export interface SeenFindings {
  readonly at: number;
  /** What the look showed. */
  readonly seen: readonly Finding[];
  /** What not seeing has become. */
  readonly matured: readonly { readonly finding: Finding; readonly since: number }[];
  readonly isUnknown: IsUnknown;
  /** Parts of the target that show again what they showed lately: what is gone with that may be back in the next check. */
  readonly returned: ReadonlySet<Aspect>;
}

/**
 * The life of each finding: pending while it waits for confirmation, open, gone. What cannot be seen now stays as it
 * is, and so does a finding of which a part cannot be seen now.
 */
export function nextFindings(previous: Findings, look: SeenFindings, options: DiffOptions, draft: Draft): Findings {
  const next = new Map<string, FindingState>();
  const since = new Map<string, number>();
  for (const { finding, since: first } of look.matured)
    since.set(finding.fingerprint, Math.min(first, since.get(finding.fingerprint) ?? first));
  for (const seen of mergeFindings([...look.seen, ...look.matured.map((matured) => matured.finding)])) {
    const before = previous[seen.fingerprint];
    const finding = stillAtSome(before?.finding, withLongestWait(before, seen), look.isUnknown);
    const firstSeen = before?.firstSeen ?? since.get(finding.fingerprint) ?? look.at;
    const looks = (before?.status === 'pending' ? before.looks : 0) + 1;
    const confirmed =
      hasSettled(finding, firstSeen) &&
      (since.has(finding.fingerprint) || !needsConfirmation(finding) || looks >= options.confirmLooks);
    draft.showed(finding, { fresh: before?.status !== 'open' });
    if (before?.status === 'open') next.set(finding.fingerprint, seenAgain(before, finding, look, options, draft));
    else if (confirmed) next.set(finding.fingerprint, open(finding, firstSeen, look.at, draft));
    else next.set(finding.fingerprint, { finding, status: 'pending', firstSeen, looks, cleanLooks: 0 });
  }
  for (const [fingerprint, before] of Object.entries(previous)) {
    if (next.has(fingerprint)) continue;
    const after = notSeen(before, look, options, draft);
    if (after !== undefined) next.set(fingerprint, after);
  }
  return Object.fromEntries([...next].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function open(finding: Finding, since: number, at: number, draft: Draft): FindingState {
  draft.add('finding-opened', { finding, since });
  return { finding, status: 'open', firstSeen: since, openedAt: at, looks: 0, cleanLooks: 0 };
}

function seenAgain(
  before: FindingState,
  seen: Finding,
  look: SeenFindings,
  options: DiffOptions,
  draft: Draft,
): FindingState {
  const merged = { ...seen, aspects: withUnseen(seen.aspects, before.finding.aspects, look.isUnknown) };
  const graver = withUnseenSeverity(merged, before.finding, look.isUnknown);
  const finding = saysTheSame(before.finding, graver) ? before.finding : graver;
  if (hasEscalated(before.finding, seen))
    draft.add('finding-escalated', { finding, since: before.firstSeen, openedAt: before.openedAt ?? look.at });
  if (before.cleanLooks === 0) return { ...before, finding };
  const clearAfter = Math.min(2 * (before.clearAfter ?? clearLooksOf(seen.kind, options)), options.clearLooks.most);
  return { ...before, finding, cleanLooks: 0, clearAfter };
}

/** An address that served the policy before and had no turn in this check still counts as one that serves it. */
function stillAtSome(before: Finding | undefined, seen: Finding, isUnknown: IsUnknown): Finding {
  if (before === undefined || !isAtSome(before) || isAtSome(seen) || !breaksPolicy(seen)) return seen;
  const servedAt = 'servedAt' in before.evidence ? (before.evidence.servedAt ?? []) : [];
  const untried = servedAt.filter((address) => isUnknown(`policy:${address}`));
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
  look: SeenFindings,
  options: DiffOptions,
  draft: Draft,
): FindingState | undefined {
  const successor = successorOf(before.finding, look.seen);
  if (successor === undefined && before.finding.aspects.some(look.isUnknown)) return before;
  if (before.status === 'pending') return undefined;
  const cleanLooks = before.cleanLooks + 1;
  const usual = before.clearAfter ?? clearLooksOf(before.finding.kind, options);
  const mayBeBack = cleanLooks === 1 && before.finding.aspects.some((aspect) => look.returned.has(aspect));
  const clearAfter = mayBeBack ? Math.max(usual, options.clearLooks.served) : usual;
  if (successor === undefined && cleanLooks < clearAfter)
    return { ...before, cleanLooks, ...(clearAfter > usual && { clearAfter }) };
  const supersededBy = successor === undefined ? {} : { supersededBy: successor.fingerprint };
  draft.add('finding-resolved', { finding: before.finding, openedAt: before.openedAt ?? look.at, ...supersededBy });
  return undefined;
}
