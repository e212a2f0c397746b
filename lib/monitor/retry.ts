/** Rivals for one item are few, and each write of one lets the others go on. */
const TRIES = 20;

/**
 * Reads, decides and writes until the write is not overtaken by another.
 * @param attempt gives undefined when it lost the race.
 * @throws Error when it lost every time; `what` names the item.
 */
export async function untilWritten<T>(what: string, attempt: (n: number) => Promise<T | undefined>): Promise<T> {
  for (let n = 0; n < TRIES; n++) {
    const done = await attempt(n);
    if (done !== undefined) return done;
  }
  throw new Error(`${what} was changed by others ${TRIES} times while it was to be written. It will be tried again.`);
}
