import type { RunRecord } from '../../core/model';
import type { Clock, RunStore } from '../ports';
import { isOpen } from './turn';

/** The run as it is after this: finished, once all that was planned is done. A run that planned nothing is done at once. */
export async function finishIfDone(
  run: RunRecord,
  planIsKnown: boolean,
  { store, clock }: { readonly store: RunStore; readonly clock: Clock },
): Promise<{ readonly run: RunRecord; readonly finishedNow: boolean }> {
  if (!isOpen(run) || run.done < run.planned || (run.planned === 0 && !planIsKnown)) return { run, finishedNow: false };
  const finishedAt = clock.now();
  await store.finishRun(run.id, finishedAt);
  return { run: { ...run, finishedAt }, finishedNow: true };
}
