import { nextVersion } from '../model';
import type { TargetState } from '../model';
import { isFromFuture } from './brought-to-now';
import { Draft } from './draft';

/**
 * The state of a target that nobody watches any more: empty, with its findings resolved. It stays, so that a late look
 * does not bring the target back; undefined when it is retired already.
 */
export function retiredState(state: TargetState, now: number): TargetState | undefined {
  if (state.retiredAt !== undefined) return undefined;
  const at = isFromFuture(state.observedAt, now) ? now : Math.max(now, state.observedAt + 1);
  const draft = new Draft(state.target, at, true);
  for (const { status, finding, openedAt = at } of Object.values(state.findings))
    if (status === 'open') draft.add('finding-resolved', { finding, openedAt, unwatched: true });
  draft.add('target-removed', { before: state.target.name, after: null });
  return {
    target: state.target,
    version: nextVersion(state),
    observedAt: at,
    facts: {},
    certificates: {},
    findings: {},
    unknown: [],
    retiredAt: at,
    outbox: [...state.outbox, ...draft.finish()],
  };
}
