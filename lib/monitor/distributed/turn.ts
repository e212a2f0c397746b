import { isFromFuture } from '../../core/diff';
import type { RunRecord } from '../../core/model';
import { orLeave } from '../or-leave';
import type { Clock, RunStore, TurnStore } from '../ports';
import { untilWritten } from '../retry';

/** A schedule whose runs take turns. */
export interface Turn {
  readonly schedule: string;
  /** The scheduled time of the run, milliseconds since the epoch. */
  readonly at: number;
  /** Milliseconds between its runs. */
  readonly every: number;
}

/** A run may be open for so many intervals; then it is closed, whatever became of its parts. */
export const MOST_INTERVALS = 2;

/** The scheduler's events come up to a minute late, or some minutes with retries; each may be later or earlier than the last. */
const JITTER = 5 * 60_000;
/** Of a short interval, at most this share. */
const JITTER_SHARE = 1 / 4;

/** Whose turn it is not: why, as a clause for a log. */
export type Taken = { readonly isMine: true } | { readonly isMine: false; readonly why: string };

/**
 * Takes the schedule's turn for a run. One run at a time: events that waited for hours come all at once, and three checks
 * in a row would then be three of one minute. The same run again has its turn already. A run that has been open for two
 * intervals is closed as incomplete, so that a part that nobody does silences nothing for longer: the second event after
 * its own closes it, also when it comes some minutes sooner after its time.
 */
export async function takeTurn(
  id: string,
  { schedule, at, every }: Turn,
  { store, clock }: { readonly store: TurnStore & RunStore; readonly clock: Clock },
): Promise<Taken> {
  return untilWritten<Taken>(`The turn of the schedule ${schedule}`, async () => {
    const now = clock.now();
    const current = await store.turn(schedule);
    if (current?.runId === id) return { isMine: true };
    if (current !== undefined && !isFromFuture(current.at, now)) {
      if (current.at > at) return { isMine: false, why: `the later run ${current.runId} has begun` };
      // One whose record cannot be read must not keep all later ones from beginning.
      const run = await orLeave(() => store.run(current.runId), undefined);
      if (run !== undefined && isOpen(run)) {
        const jitter = Math.min(JITTER, JITTER_SHARE * every);
        if (run.startedAt > now - MOST_INTERVALS * every + jitter)
          return { isMine: false, why: `the run ${run.id} is open` };
        await store.closeRun(run.id, 'incomplete', now);
      }
    }
    return (await store.setTurn(schedule, { runId: id, at }, current?.runId)) === 'written'
      ? { isMine: true }
      : undefined;
  });
}

/** Whether something of the run is still to come. */
export const isOpen = ({ finishedAt, closed }: RunRecord): boolean => finishedAt === undefined && closed === undefined;
