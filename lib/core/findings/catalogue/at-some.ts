import type { AnswerEvidence } from '../../model';
import type { EntryWith, Fault } from '../entry';
import { listed } from '../words';

type Anything = EntryWith<never>;

/** ` (at 192.0.2.81)` for a fault at some addresses of a policy host; nothing for a fault at all of them. */
function atSome({ evidence }: Fault<unknown>): string {
  const { partly, addresses = [] } = evidence as AnswerEvidence;
  return partly !== true || addresses.length === 0 ? '' : ` (at ${listed(addresses, 2)})`;
}

/** Entries whose title and cause name the addresses, if the policy host serves the policy at others. */
export const namingAddresses = <T>(entries: T): T =>
  Object.fromEntries(
    Object.entries(entries as Readonly<Record<string, Anything>>).map(([kind, entry]) => [kind, naming(entry)]),
  ) as T;

const naming = (entry: Anything): Anything => ({
  ...entry,
  title: (fault) => `${entry.title(fault)}${atSome(fault)}`,
  because: (fault, now) => `${entry.because(fault, now)}${atSome(fault)}`,
});
