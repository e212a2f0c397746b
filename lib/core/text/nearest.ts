import { distance } from 'fastest-levenshtein';

/** Words longer than this are no slip of the pen, and comparing them costs time. */
const LONGEST = 40;
const TELLING_PREFIX = 4;

/** The candidate that `word` is a likely slip for: other case, a letter or two off, or another ending. */
export function nearest<C extends string>(word: string, candidates: readonly C[]): C | undefined {
  if (word === '' || word.length > LONGEST) return undefined;
  const lower = word.toLowerCase();
  return (
    candidates.find((candidate) => candidate.toLowerCase() === lower) ??
    closest(lower, candidates) ??
    sharingMost(lower, candidates)
  );
}

function closest<C extends string>(word: string, candidates: readonly C[]): C | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, apart: distance(word, candidate.toLowerCase()) }))
    .filter(({ candidate, apart }) => apart <= allowed(word, candidate))
    .sort((a, b) => a.apart - b.apart);
  return best?.candidate;
}

const allowed = (word: string, candidate: string): number => (candidate.length <= 3 || word.length <= 3 ? 1 : 2);

/** The candidate that begins as the word does, for the longest; of several the first. */
function sharingMost<C extends string>(word: string, candidates: readonly C[]): C | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, shared: sharedStem(word, candidate.toLowerCase()) }))
    .filter(({ candidate, shared }) => shared >= TELLING_PREFIX && candidate.length > TELLING_PREFIX)
    .sort((a, b) => b.shared - a.shared);
  return best?.candidate;
}

function sharedStem(word: string, candidate: string): number {
  let length = 0;
  while (length < word.length && word[length] === candidate[length]) length += 1;
  return length;
}
