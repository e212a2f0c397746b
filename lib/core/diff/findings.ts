import type { Aspect, Finding, FindingState, TargetState } from '../model';
import { needsConfirmation } from '../findings';
import type { Draft } from './draft';
import { hasEscalated, saysTheSame, successorOf } from './escalation';
import type { DiffOptions, IsUnknown } from './options';
import { clearLooksOf } from './options';

type Findings = TargetState['findings'];

export interface SeenFindings {
  readonly at: number;
  /** What the look showed. */
  readonly seen: readonly Finding[];
  /** What not seeing has become. */
  readonly matured: readonly { readonly finding: Finding; readonly since: number }[];
  readonly isUnknown: IsUnknown;
}

/**
 * The life of each finding: pending while it waits for confirmation, open, gone. What cannot be seen now stays as it
 * is, and so does a finding of which a part cannot be seen now.
 */
export function nextFindings(previous: Findings, look: SeenFindings, options: DiffOptions, draft: Draft): Findings {
  const next = new Map<string, FindingState>();
  const confirmLooks = Math.max(1, options.confirmLooks);
  for (const finding of look.seen) {
    const before = previous[finding.fingerprint];
    const looks = (before?.status === 'pending' ? before.looks : 0) + 1;
    const confirmed = !needsConfirmation(finding) || looks >= confirmLooks;
    if (before === undefined) draft.appeared(finding);
    if (before?.status === 'open') next.set(finding.fingerprint, seenAgain(before, finding, look, options, draft));
    else if (confirmed) next.set(finding.fingerprint, open(finding, before?.firstSeen ?? look.at, look.at, draft));
    else next.set(finding.fingerprint, { finding, status: 'pending', firstSeen: before?.firstSeen ?? look.at, looks, cleanLooks: 0 });
  }
  for (const { finding, since } of look.matured) {
    if (next.has(finding.fingerprint) || previous[finding.fingerprint]?.status === 'open') continue;
    draft.appeared(finding);
    next.set(finding.fingerprint, open(finding, since, look.at, draft));
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

function seenAgain(before: FindingState, seen: Finding, look: SeenFindings, options: DiffOptions, draft: Draft): FindingState {
  const merged = { ...seen, aspects: withUnseen(seen.aspects, before.finding.aspects, look.isUnknown) };
  const finding = saysTheSame(before.finding, merged) ? before.finding : merged;
  if (hasEscalated(before.finding, seen)) draft.add('finding-escalated', { finding, since: before.firstSeen, openedAt: before.openedAt ?? look.at });
  if (before.cleanLooks === 0) return { ...before, finding };
  const clearAfter = Math.min(2 * (before.clearAfter ?? clearLooksOf(seen.kind, options)), options.clearLooks.most);
  return { ...before, finding, cleanLooks: 0, clearAfter };
}

/** Aspects that showed the fault before and cannot be seen now are not cleared by the others. */
function withUnseen(seen: readonly Aspect[], before: readonly Aspect[], isUnknown: IsUnknown): readonly Aspect[] {
  const unseen = before.filter((aspect) => isUnknown(aspect) && !seen.includes(aspect));
  return unseen.length === 0 ? seen : [...seen, ...unseen];
}

function notSeen(before: FindingState, look: SeenFindings, options: DiffOptions, draft: Draft): FindingState | undefined {
  const successor = successorOf(before.finding, look.seen);
  if (successor === undefined && before.finding.aspects.some(look.isUnknown)) return before;
  if (before.status === 'pending') return undefined;
  const cleanLooks = before.cleanLooks + 1;
  if (successor === undefined && cleanLooks < (before.clearAfter ?? clearLooksOf(before.finding.kind, options))) return { ...before, cleanLooks };
  const supersededBy = successor === undefined ? {} : { supersededBy: successor.fingerprint };
  draft.add('finding-resolved', { finding: before.finding, openedAt: before.openedAt ?? look.at, ...supersededBy });
  return undefined;
}
