import { createHash } from 'node:crypto';

/**
 * What senders act on, as a line for comparison and for a reader: texts that mean the same to them give the same line.
 * `usable`: senders find something to act on.
 */
export interface Meaning {
  readonly value: string;
  readonly usable: boolean;
}

/** Longer lines are cut, and a digest tells them apart. */
const LONGEST = 400;

/** What senders act on in a text that holds nothing else. */
export const usable = (text: string): Meaning => ({ value: shortened(text), usable: true });

const shortened = (text: string): string =>
  text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST)}… (SHA-256 ${createHash('sha256').update(text).digest('hex').slice(0, 16)})`;
