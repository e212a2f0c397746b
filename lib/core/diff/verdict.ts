import type { TargetState, Verdict } from '../model';
import { targetId, nextVersion } from '../model';
import { same } from './same';

/** The state of a domain with another verdict, and the event when its name changed; undefined when both are the same. */
export function withVerdict(state: TargetState, { name, reasons }: Verdict, now: number): TargetState | undefined {
  const before = state.verdict;
  const version = nextVersion(state);
  if (before?.name === name)
    return same(before.reasons, reasons) ? undefined : { ...state, version, verdict: { ...before, reasons } };
  if (before !== undefined && isOnlyRenamed(before, { name, reasons }))
    return { ...state, version, verdict: { name, since: before.since, reasons } };
  const event = {
    id: `${targetId(state.target)}#${now}#v${version}`,
    type: 'verdict-changed',
    target: state.target,
    at: now,
    before: before?.name ?? null,
    after: name,
    reasons,
  } as const;
  return { ...state, version, verdict: { name, since: now, reasons }, outbox: [...state.outbox, event] };
}

/**
 * Whether an earlier release gave the same reasons the name `unknown`: this release calls them `mx-not-checked`, so the
 * domain did not change, and an upgrade of many domains is no list of changes.
 */
const isOnlyRenamed = (before: Verdict, { name, reasons }: Verdict): boolean =>
  before.name === 'unknown' && name === 'mx-not-checked' && before.reasons.every((reason) => reasons.includes(reason));
