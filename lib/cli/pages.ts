import type { Page, Range } from '../monitor/ports';

/** All items of a listing that comes in pages, newest first, without holding more than a page. */
export async function* pages<T>(
  read: (range: Range) => Promise<Page<T>>,
  since: number,
  until?: number,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const page: Page<T> = await read({
      since,
      ...(until !== undefined && { until }),
      ...(cursor !== undefined && { cursor }),
    });
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Those items of a source that fit. */
export async function* only<T>(
  source: AsyncIterable<T>,
  fits: (item: T) => boolean,
): AsyncGenerator<T, void, undefined> {
  for await (const item of source) if (fits(item)) yield item;
}
