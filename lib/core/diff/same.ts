import { isDeepStrictEqual } from 'node:util';

/** Whether two values are the same once they are stored: a property that is undefined is one that is not there. */
export const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(stored(a), stored(b));

const stored = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
