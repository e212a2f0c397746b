import { createHash } from 'node:crypto';

const DIGITS = 8;

/** What people type for an alert, whose id is long: eight hex digits. */
export const handleOf = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, DIGITS);

export const isHandle = (word: string): boolean => new RegExp(`^[0-9a-f]{${DIGITS}}$`).test(word);
