import type { FindingKind } from '../model';

const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^zone-record-differs$/, 'The zone holds what it should; the world is given something else, or not yet this.'],
  [/^zone-/, 'The world does not ask this zone: mend the delegation first.'],
  [
    /^(?:dns-failing|dnssec-bogus)$/,
    'The name servers do not answer, or their signatures do not hold; a record would change nothing.',
  ],
  [
    /^mta-sts-not-used$/,
    'There is no policy yet. Publish one at the policy host first; the fix of the finding has it written out.',
  ],
  [/^policy-host-/, 'The fault is at the policy host.'],
  [/^policy-/, 'The fault is in the policy, or in how it is served.'],
  [/^sts-record-/, 'The zone holds a good STS record already; caches still give what was there before.'],
  [/^tlsrpt-/, 'The zone holds a good TLSRPT record already; caches still give what was there before.'],
  [/^mx-host-tlsa-/, 'Which TLSA records are right is for the operator of the MX host to say.'],
  [/^mx-host-/, 'The fault is at the MX host.'],
  [/^mx-/, 'Which hosts take the mail is for you to say: MX records are never changed.'],
];

/** Why a finding of this kind is not mended by a change of the zone: where the fault is instead. */
export const whyNotInZone = (kind: FindingKind): string =>
  PLACES.find(([kinds]) => kinds.test(kind))?.[1] ?? 'The fault is not in the zone.';
