import { Faults } from '../../lib/monitor/faults';
import { logger } from './log';

/**
 * Keeps an invocation that does many things at once going after an exception that escaped from one of them: the error
 * of a socket that nobody listens to, a rejection that nobody awaits. Without this, the runtime ends the process, the
 * whole batch is given out again, and the targets beside the one at fault end as dead letters with it. With this, the
 * check at fault ends at its deadline and fails alone; {@link inTime} gives back a part in which nothing ends it.
 *
 * Only for handlers of batches. Elsewhere the end of the process is right: the invocation fails at once, rings the alarm
 * for errors, and is invoked again with the same event, which it may be given twice.
 */
export function goOnAfterStrayFaults(): void {
  const faults = new Faults();
  const note = (error: unknown): void => {
    if (faults.note(error) !== undefined)
      logger.error('an exception that nobody caught; the others go on', {
        error: error instanceof Error ? error : new Error(String(error)),
      });
    // The runtime gives the batch out again after this.
    if (faults.isLast(error)) process.exit(1);
  };
  // The runtime's own listeners end the process.
  process.removeAllListeners('uncaughtException').on('uncaughtException', note);
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
}

/**
 * The work, unless the signal comes first: what waits for something that a stray fault took away never ends.
 * @throws the signal's reason
 */
export async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const isOver = new Promise<never>((_, reject) => {
    const end = (): void => reject(signal.reason as Error);
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
  return Promise.race([work, isOver]);
}
