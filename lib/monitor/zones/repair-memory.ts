import type { AutomaticRepair, MonitorEvent, Target, TargetState } from '../../core/model';
import { targetId, nextVersion } from '../../core/model';
import type { PublishDeps } from '../publish';
import { untilWritten } from '../retry';

/** What is remembered of automatic repairs: in the state of the domain, so that it and what is told of it are one write. */
export type MemoryDeps = PublishDeps;

/**
 * Writes down what is about to be changed.
 * @param state as the decision was made by it
 * @param stillHolds whether the decision holds by a state that became of it meanwhile
 * @returns false when it does not hold any more, or another process was there first
 */
export async function intend(
  { target, repair: last }: TargetState,
  repair: AutomaticRepair,
  stillHolds: (state: TargetState) => boolean,
  { store }: MemoryDeps,
): Promise<boolean> {
  return untilWritten(`The repair of ${targetId(target)}`, async () => {
    const state = await store.readState(target);
    if (
      state === undefined ||
      !isSame(state.repair, last) ||
      state.repair?.status !== last?.status ||
      !stillHolds(state)
    )
      return false;
    return (await store.writeState({ ...state, version: nextVersion(state), repair })) === 'written' ? true : undefined;
  });
}

/** Remembers how a repair came out together with the event that tells it; nothing when that was done before. */
export async function tell(
  target: Target,
  repair: AutomaticRepair,
  event: MonitorEvent,
  { store }: MemoryDeps,
): Promise<void> {
  await untilWritten(`The repair of ${targetId(target)}`, async () => {
    const state = await store.readState(target);
    // Without a state nobody has watched the domain for long.
    if (state === undefined || (isSame(state.repair, repair) && state.repair?.status === repair.status)) return true;
    return (await store.writeState({
      ...state,
      version: nextVersion(state),
      repair,
      outbox: [...state.outbox, event],
    })) === 'written'
      ? true
      : undefined;
  });
}

/** Puts `instead` in the place of a repair that is not worth remembering as it is; nothing when it is not there any more. */
export async function forget(
  target: Target,
  repair: AutomaticRepair,
  instead: AutomaticRepair | undefined,
  { store }: MemoryDeps,
): Promise<undefined> {
  await untilWritten(`The repair of ${targetId(target)}`, async () => {
    const state = await store.readState(target);
    if (state === undefined || !isSame(state.repair, repair)) return true;
    const next = { ...state, version: nextVersion(state), ...(instead && { repair: instead }) };
    if (instead === undefined) delete next.repair;
    return (await store.writeState(next)) === 'written' ? true : undefined;
  });
}

const isSame = (one: AutomaticRepair | undefined, other: AutomaticRepair | undefined): boolean => one?.at === other?.at;
