import pLimit from 'p-limit';

/**
 * Does the work on each item, on at most `most` at a time.
 * @throws the first failure; after it nothing more is begun
 */
export async function forEachAtOnce<T>(
  items: Iterable<T>,
  most: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const limit = pLimit(most);
  try {
    await Promise.all([...items].map((item) => limit(() => work(item))));
  } catch (error) {
    limit.clearQueue();
    throw error;
  }
}
