import { createHash } from 'node:crypto';
import { findingOf } from '../findings';
import type { Aspect, Finding, ServedPolicy } from '../model';
import { aspectAt } from '../model';
import type { DomainReading } from '../reading/domain';
import type { ReadEndpoint } from '../reading/policy-endpoints';
import { servedMeaning } from '../reading/policy-endpoints';

/** Patterns and policies in evidence. */
const MX_NAMED = 20;
const MOST_POLICIES = 8;

/**
 * Addresses of a policy host that serve policies which differ in what senders act on.
 * @param endpoints those at which nothing else keeps senders from what is served
 */
export function policyDifference(
  { subject }: Pick<DomainReading, 'subject'>,
  endpoints: readonly ReadEndpoint[],
): readonly Finding[] {
  const answered = endpoints.filter(({ text, authentic }) => text !== undefined && authentic);
  const groups = new Map<string, ReadEndpoint[]>();
  for (const each of answered) {
    const meaning = servedMeaning(each);
    groups.set(meaning, [...(groups.get(meaning) ?? []), each]);
  }
  if (groups.size < 2) return [];
  const policies = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_POLICIES)
    .map(([, alike]) => servedPolicy(alike));
  const aspects = answered.map(({ endpoint }): Aspect => aspectAt('policy', endpoint.address));
  return [findingOf({ kind: 'policy-differs', subject, evidence: { policies }, aspects })];
}

function servedPolicy(endpoints: readonly ReadEndpoint[]): ServedPolicy {
  const value = endpoints[0]?.text?.value;
  return {
    addresses: endpoints.map(({ endpoint }) => endpoint.address),
    ...(value !== undefined && { mode: value.mode, maxAge: value.maxAge }),
    mx: (value?.mx ?? []).slice(0, MX_NAMED),
    sha256: createHash('sha256')
      .update(endpoints[0]?.endpoint.http?.body ?? '')
      .digest('hex'),
  };
}
