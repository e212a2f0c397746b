import { DANE_EE, SHA2_256, SPKI, tlsaName, tlsaText } from '../dane/record';
import type { Finding } from '../model';
import { isWithin } from '../zone/name';
import { comparable } from '../zone/values';
import type { Mend, NotMended, PlanPart } from './types';
import { whyFixed } from './txt-set';

type Mismatch = Finding<'mx-host-tlsa-mismatch'>;

/**
 * The TLSA record of a certificate that was renewed while the records stayed, beside those that are there: one match is
 * enough, and which of the old ones are still needed is not for this to say. Such a finding is made of signed records alone.
 */
export const mendTlsa: PlanPart = ({ hosts, zone }) => {
  const found = hosts
    .flatMap(({ findings }) => findings)
    .filter((finding): finding is Mismatch => finding.kind === 'mx-host-tlsa-mismatch');
  const byName = new Map<string, Mismatch[]>();
  for (const finding of found)
    byName.set(tlsaName(finding.evidence.baseDomain), [
      ...(byName.get(tlsaName(finding.evidence.baseDomain)) ?? []),
      finding,
    ]);
  const outcomes = [...byName].map(([name, mismatches]): Mend | NotMended => {
    const [finding] = mismatches;
    const not = (why: string): NotMended => ({ kind: 'mx-host-tlsa-mismatch', ...(finding && { finding }), why });
    if (!isWithin(name, zone.zone))
      return not(`${name} is not in this zone: whoever runs the MX host must change the record.`);
    const holding = zone.holding(name, 'TLSA');
    const why = whyFixed(name, holding);
    if (why !== undefined) return not(why);
    if (holding.state !== 'records' || holding.wildcard === true)
      return not(`The zone has no TLSA records at ${name} of its own; what the world sees comes from elsewhere.`);
    const before = holding.set;
    const there = new Set(before.values.map((value) => comparable('TLSA', value)));
    const served = mismatches.map(({ evidence }) =>
      tlsaText({ usage: DANE_EE, selector: SPKI, matchingType: SHA2_256, data: evidence.spkiSha256 }),
    );
    const missing = [...new Set(served)].filter((value) => !there.has(value));
    return missing.length === 0
      ? not(
          'The zone holds the record of the certificate that is served already; caches still give what was there before.',
        )
      : {
          kinds: ['mx-host-tlsa-mismatch'],
          change: { before, after: { ...before, values: [...before.values, ...missing] } },
        };
  });
  return { mends: outcomes.filter((one) => 'change' in one), notMended: outcomes.filter((one) => 'why' in one) };
};
