import { Places } from './places';

/** Results wait for those before them; so many times the number at work may do so before no more work is begun. */
const WINDOW = 16;

/**
 * Maps a source of any length with so many calls at once and gives the results in the order of the source. What is
 * held at a time does not grow with the source. A rejection ends it.
 */
export async function* mapInOrder<T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  atOnce: number,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const places = new Places({ places: atOnce });
  let ended = false;
  const waiting: Promise<R>[] = [];
  try {
    for await (const item of source) {
      const result = places.take(() => (ended ? Promise.reject(new Error('the list was ended')) : map(item)));
      // It is awaited in its turn; until then a rejection must not count as unhandled.
      result.catch(() => undefined);
      waiting.push(result);
      if (waiting.length >= atOnce * WINDOW) yield await (waiting.shift() as Promise<R>);
    }
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) yield await next;
  } finally {
    ended = true;
  }
}
