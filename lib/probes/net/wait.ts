import { setMaxListeners } from 'node:events';
import { ProbeFailure } from './failure';

/** What ends a wait before its time. */
export interface Limits extends Patience {
  /** How long nothing may happen, milliseconds. */
  readonly timeoutMs: number;
}

/** The same, where the signal alone may end it. */
export interface Patience {
  readonly timeoutMs?: number;
  /** Ends the wait at once, with its reason. */
  readonly signal: AbortSignal;
}

export interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
  /** Something happened: the time begins anew. */
  readonly progress: () => void;
}

/**
 * A promise over events. `start` adds its listeners and gives back what removes them, which is called once, whatever
 * ends the wait.
 *
 * @throws ProbeFailure `timeout`; the signal's reason; what `start` rejects with
 */
export function waitFor<T>(
  what: string,
  { timeoutMs, signal }: Patience,
  start: (settle: Settle<T>) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = (): void => end(() => reject(signal.reason));
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(
            () => end(() => reject(new ProbeFailure('timeout', `${what}: nothing within ${timeoutMs} ms`))),
            timeoutMs,
          );
    let stop = (): void => undefined;
    let ended = false;
    const end = (settle: () => void): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      stop();
      settle();
    };
    signal.addEventListener('abort', abort);
    try {
      stop = start({
        resolve: (value) => end(() => resolve(value)),
        reject: (error) => end(() => reject(error)),
        progress: () => void timer?.refresh(),
      });
    } catch (error) {
      // Such as a system that has no socket left.
      end(() => reject(error));
    }
    // `start` may have settled before it gave back what stops it.
    if (ended) stop();
  });
}

/** The promise, or the signal's reason when that comes first; what the promise does later is nobody's concern. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => undefined);
    throw signal.reason;
  }
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (abort) signal.removeEventListener('abort', abort);
  }
}

/**
 * Runs work that ends with any of the signals, whose reason is then that of the signal it is given.
 * (`AbortSignal.any` keeps what it was made of alive in Node 20.)
 */
export async function withSignals<T>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal, abort: (reason: unknown) => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const follow = signals.map((signal) => {
    const abort = (): void => controller.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
    return () => signal.removeEventListener('abort', abort);
  });
  // A run hands one signal to hundreds of looks, and each address and each question of a look listens.
  setMaxListeners(0, controller.signal, ...signals);
  try {
    return await work(controller.signal, (reason) => controller.abort(reason));
  } finally {
    for (const unfollow of follow) unfollow();
  }
}

/** The same for work that has so many milliseconds in all: the signal's reason is a ProbeFailure `timeout` then. */
export function withDeadline<T>(
  ms: number,
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withSignals(signals, async (signal, abort) => {
    const timer = setTimeout(
      () =>
        abort(
          new ProbeFailure('timeout', `not complete within ${ms < 1000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`}`),
        ),
      ms,
    );
    try {
      return await work(signal);
    } finally {
      clearTimeout(timer);
    }
  });
}
