import type { Aspect, DomainFacts, TargetState } from '../model';
import type { CheckFacts } from './check';

const PREFIX = 'policy:';

const addressOf = (aspect: Aspect): string | undefined =>
  aspect.startsWith(PREFIX) ? aspect.slice(PREFIX.length) : undefined;

/** What is remembered of the policy host's addresses after a check; undefined until its addresses are first known. */
export function nextPolicyHost(
  { policyHost }: DomainFacts,
  { policyAddresses }: CheckFacts,
  findings: TargetState['findings'],
  most: number,
): DomainFacts['policyHost'] {
  if (policyAddresses === undefined) return policyHost;
  const named = new Set(Object.values(findings).flatMap(({ finding }) => finding.aspects.flatMap(addresses)));
  const absent = [...named]
    .filter((address) => !policyAddresses.includes(address))
    .sort()
    .map((address) => [address, Math.min((policyHost?.absent?.[address] ?? 0) + 1, most)] as const);
  return absent.length === 0 ? {} : { absent: Object.fromEntries(absent) };
}

const addresses = (aspect: Aspect): readonly string[] => {
  const address = addressOf(aspect);
  return address === undefined ? [] : [address];
};

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
  const address = addressOf(aspect);
  if (address === undefined || policyAddresses === undefined || policyAddresses.includes(address)) return false;
  return (policyHost?.absent?.[address] ?? 0) < checks;
}
