import { withSignals } from './wait';
import type { Tries } from '../../core/model';

export interface TriesOptions {
  /** How often at most. */
  readonly most: number;
  /** All of it, milliseconds; the signal ends it in any case. */
  readonly withinMs: number;
  /** While a try is still silent the next one is made beside it; if not, a try that is silent has all the time. */
  readonly beside: boolean;
}

/** Why an outcome is worth another try. */
export interface NotNow {
  /** When the server asked to come back, milliseconds from now. */
  readonly afterMs?: number;
  /** What it asked is about this client: if it does not fit, there is no other try. */
  readonly mustWait?: boolean;
}

export interface Tried<T> {
  readonly outcome: T;
  /** Set when there was more than one. */
  readonly tries?: Tries;
}

/** The pause before the second try, milliseconds; that before the third is twice as long. */
const PAUSE = 5_000;
/** How long a silent try is waited for before the next one is made beside it. */
const SILENCE = 15_000;
/** Where there is less than a minute all is shorter: a twelfth of the time, and a quarter. */
const pauseOf = (withinMs: number): number => Math.min(PAUSE, withinMs / 12);
const silenceOf = (withinMs: number): number => Math.min(SILENCE, withinMs / 4);

/**
 * Tries again while the outcome is "not now", and stops at the first that is not. The outcome is that one, or the last.
 *
 * @param attempt rejects with the reason of the signal that it is given, unless that is a deadline, and with nothing else
 * @param notNow undefined for an outcome that stands
 * @throws what an attempt rejects with
 */
export function untilNow<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  notNow: (outcome: T) => NotNow | undefined,
  { most, withinMs, beside }: TriesOptions,
  signal: AbortSignal,
): Promise<Tried<T>> {
  const startedAt = performance.now();
  const elapsed = (): number => performance.now() - startedAt;
  return withSignals(
    [signal],
    (either, abandon) =>
      new Promise<Tried<T>>((resolve, reject) => {
        let begun = 0;
        let ended = 0;
        let next: NodeJS.Timeout | undefined;
        let isOver = false;
        const end = (settle: () => void): void => {
          if (isOver) return;
          isOver = true;
          clearTimeout(next);
          settle();
          abandon(new Error('another try was answered'));
        };
        const give = (outcome: T): void =>
          end(() => resolve({ outcome, ...(begun > 1 && { tries: { count: begun, overMs: Math.round(elapsed()) } }) }));
        const begin = (): void => {
          clearTimeout(next);
          begun++;
          if (beside && begun < most) next = setTimeout(begin, silenceOf(withinMs));
          attempt(either).then(
            (outcome) => {
              ended++;
              const why = notNow(outcome);
              const pause = why === undefined ? undefined : pauseBefore(begun, why, withinMs, withinMs - elapsed());
              if (why === undefined || pause === undefined) return give(outcome);
              if (begun >= most || either.aborted) return void (ended === begun && give(outcome));
              clearTimeout(next);
              next = setTimeout(begin, pause);
              either.addEventListener('abort', () => void (ended === begun && give(outcome)), { once: true });
            },
            (error: unknown) => end(() => reject(error)),
          );
        };
        begin();
      }),
  );
}

/** Milliseconds until the next try; undefined when there is no time for one. */
function pauseBefore(
  begun: number,
  { afterMs, mustWait }: NotNow,
  withinMs: number,
  leftMs: number,
): number | undefined {
  if (afterMs !== undefined && afterMs < leftMs) return afterMs;
  if (afterMs !== undefined && mustWait === true) return undefined;
  const pause = begun * pauseOf(withinMs);
  return pause < leftMs ? pause : undefined;
}
