import { CATALOGUE, findingOf } from '../../../lib/core/findings';
import type { Finding, FindingEvidence, FindingKind, MxHostStanding } from '../../../lib/core/model';
import { domainTarget, mxHostTarget } from '../../../lib/core/model';
import type { DomainView } from '../../../lib/core/verdict';

/** A finding with the evidence of the catalogue's example, changed where the test says so. */
export function found<K extends FindingKind>(kind: K, evidence: Partial<FindingEvidence[K]> = {}): Finding {
  const isOfHost = CATALOGUE[kind].subject === 'mx-host';
  return findingOf({
    kind,
    subject: isOfHost ? mxHostTarget('mx1.example.com') : domainTarget('example.com'),
    evidence: { ...(CATALOGUE[kind].example as FindingEvidence[K]), ...evidence },
    aspects: isOfHost ? ['smtp:192.0.2.1'] : ['policy'],
  });
}

/** An MX host that every sender delivers to. */
export const standing = (n: number, change: Partial<MxHostStanding> = {}): MxHostStanding => ({
  host: `mx${n}.example.com`,
  preference: n,
  covered: true,
  acceptance: 'accepted',
  withoutPolicy: 'accepted',
  findings: [],
  unknown: [],
  ...change,
});

/** A domain that enforces a policy, and of which nothing is wrong. */
export const view = (change: Partial<DomainView> = {}): DomainView => ({
  domain: 'example.com',
  findings: [],
  recordKnown: true,
  policy: { mode: 'enforce', mx: ['*.example.com'] },
  mx: { form: 'mx', hosts: [], addresses: [] },
  unknown: [],
  ...change,
});
