import type { Aspect, DomainFacts, TargetState } from '../model';
import { addressAt, addressesAt } from '../model';
import type { CheckFacts } from './check';

/** What is remembered of the policy host's addresses after a check; undefined until its addresses are first known. */
export function nextPolicyHost(
  { policyHost }: DomainFacts,
  { policyAddresses }: CheckFacts,
  findings: TargetState['findings'],
  most: number,
): DomainFacts['policyHost'] {
  if (policyAddresses === undefined) return policyHost;
  const named = new Set(Object.values(findings).flatMap(({ finding }) => addressesAt('policy', finding.aspects)));
  const absent = [...named]
    .filter((address) => !policyAddresses.includes(address))
    .sort()
    .map((address) => [address, Math.min((policyHost?.absent?.[address] ?? 0) + 1, most)] as const);
  return absent.length === 0 ? {} : { absent: Object.fromEntries(absent) };
}

/**
 * Whether the aspect is an address of the policy host that DNS did not name, and not for long: a name that shows a part
 * of its addresses at a time says nothing about the others. After `checks` known checks without it, it is gone.
 */
export function isPolicyAddressAway(
  aspect: Aspect,
  { policyHost }: DomainFacts,
  { policyAddresses }: CheckFacts,
  checks: number,
): boolean {
  const address = addressAt('policy', aspect);
  if (address === undefined || policyAddresses === undefined || policyAddresses.includes(address)) return false;
  return (policyHost?.absent?.[address] ?? 0) < checks;
}
