import { isUnreadable } from './ports';

/** What the work gives; `instead` when it comes upon a stored item that cannot be read, so that all else goes on. The store has noted the item. */
export async function orLeave<T, U>(work: () => Promise<T>, instead: U): Promise<T | U> {
  try {
    return await work();
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return instead;
  }
}
