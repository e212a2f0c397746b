import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { AddressAnswer } from '../../core/model';
import { candidates, type Candidate } from './addresses';

/** Names whose place is remembered; one that falls out begins anew. */
const MOST_NAMES = 10_000;

const lastVisited = new LRUCache<string, string>({ max: MOST_NAMES });

/**
 * The addresses that one check of a name visits: all, or so many at most, from behind the one that this process visited
 * last. A process that remembers none, as a Lambda function may, begins where the time of the check says, so that several
 * of them do not begin at one place.
 *
 * @param name what the addresses are visited for, such as `smtp mx1.example.com`
 * @param at when the check began, milliseconds since the epoch
 */
export function visitedNow(
  name: string,
  addresses: AddressAnswer,
  { most, at, allowPrivate }: { readonly most: number; readonly at: number; readonly allowPrivate: boolean },
): Candidate[] {
  if (addresses.ipv4.length + addresses.ipv6.length <= most) return candidates(addresses, allowPrivate);
  // A name server gives them in another order each time.
  const sorted = { ...addresses, ipv4: [...addresses.ipv4].sort(), ipv6: [...addresses.ipv6].sort() };
  const all = candidates(sorted, allowPrivate);
  const last = lastVisited.get(name);
  const known = all.findIndex(({ address }) => address === last);
  const begin = known >= 0 ? known + 1 : createHash('sha1').update(`${name} ${at}`).digest().readUInt32BE(0);
  const turn = Array.from({ length: most }, (_, index) => all[(begin + index) % all.length]).filter(
    (candidate) => candidate !== undefined,
  );
  lastVisited.set(name, turn.at(-1)?.address ?? '');
  return turn;
}
