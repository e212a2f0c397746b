import type { Aspect, MxHostFacts } from '../model';
import { addressAt } from '../model';
import type { Draft } from './draft';
import type { CheckFacts } from './check';

type Addresses = Pick<MxHostFacts, 'addresses' | 'absentAddresses'>;

/** More than any MX host needs; a hostile zone may rotate through any number. */
const MOST = 64;

/**
 * The addresses seen lately. Many names show a part of their addresses at a time, so only one that was not seen lately
 * is a change; one that stays away is forgotten after `windowChecks` without a word.
 */
export function nextAddresses(
  previous: Addresses,
  latest: Pick<CheckFacts, 'addresses'>,
  windowChecks: number,
  draft: Draft,
): Addresses {
  if (latest.addresses === undefined)
    return {
      ...(previous.addresses !== undefined && { addresses: previous.addresses }),
      ...absentProperty(previous.absentAddresses ?? {}),
    };
  if (latest.addresses === null) {
    if (previous.addresses) draft.drift('addresses-changed', change(shown(previous), null));
    return { addresses: null };
  }
  const now = latest.addresses.slice(0, MOST);
  const known = previous.addresses ?? [];
  const isNew = now.some((address) => !known.includes(address));
  if (previous.addresses !== undefined && isNew) draft.drift('addresses-changed', change(shown(previous), now));
  const absent = known
    .filter((address) => !now.includes(address))
    .map((address) => [address, (previous.absentAddresses?.[address] ?? 0) + 1] as const);
  const kept = absent
    .filter(([, checks]) => checks <= windowChecks)
    .sort((a, b) => a[1] - b[1])
    .slice(0, MOST - now.length);
  return {
    addresses: [...now, ...kept.map(([address]) => address)].sort(),
    ...absentProperty(Object.fromEntries(kept)),
  };
}

/**
 * Whether the address of an aspect was not among those that the look showed, and not for long: a name that shows a part
 * of its addresses at a time says nothing about the others. After `checks` known checks without it, it is gone.
 */
export function isAway(
  aspect: Aspect,
  previous: Addresses,
  { addresses }: Pick<CheckFacts, 'addresses'>,
  checks: number,
): boolean {
  const address = addressAt('smtp', aspect);
  if (
    address === undefined ||
    !addresses ||
    addresses.includes(address) ||
    previous.addresses?.includes(address) !== true
  )
    return false;
  return (previous.absentAddresses?.[address] ?? 0) < checks;
}

const absentProperty = (absent: Readonly<Record<string, number>>): Pick<Addresses, 'absentAddresses'> =>
  Object.keys(absent).length === 0 ? {} : { absentAddresses: absent };

const shown = ({ addresses, absentAddresses }: Addresses): readonly string[] | null =>
  addresses?.filter((address) => absentAddresses?.[address] === undefined) ?? null;

const change = (before: readonly string[] | null, after: readonly string[] | null) => ({
  before: before?.join(', ') ?? null,
  after: after?.join(', ') ?? null,
});
