import { retiredState } from '../core/diff';
import type { Target } from '../core/model';
import { targetId } from '../core/model';
import type { DirectoryStore, StateStore } from './ports';
import { untilWritten } from './retry';
import { isWatched } from './watched';

/**
 * Empties the state of a target that nobody watches; its open findings are resolved, without a word to anybody.
 * @returns whether it did: not when the target is watched, or unknown, or was retired before
 */
export async function retire(
  store: StateStore & Pick<DirectoryStore, 'domain' | 'domainsOf'>,
  target: Target,
  now: number,
): Promise<boolean> {
  if (await isWatched(store, target)) return false;
  return untilWritten(`The state of ${targetId(target)}`, async () => {
    const state = await store.readState(target);
    const next = state && retiredState(state, now);
    if (next === undefined) return false;
    return (await store.writeState(next)) === 'written' ? true : undefined;
  });
}
