import { createHash } from 'node:crypto';
import { DANE_EE, readTlsa, SHA2_256, SHA2_512, SPKI, tlsaName, tlsaText } from '../dane/record';
import { served } from '../dane/served';
import { unusable } from '../dane/usability';
import type { Finding, RecordSet, TlsaRecord } from '../model';
import { isWithin } from '../zone/name';
import { comparable } from '../zone/values';
import type { SeenKey } from './served-keys';
import { servedKeys } from './served-keys';
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
    const seen = servedKeys(mismatches, before, hosts).filter((one) => !there.has(tlsaText(recordFor(one, before))));
    const missing = [...new Set(seen.map((one) => tlsaText(recordFor(one, before))))];
    return missing.length === 0
      ? not(
          'The zone holds the record of the certificate that is served already; caches still give what was there before.',
        )
      : {
          kinds: ['mx-host-tlsa-mismatch'],
          change: { before, after: { ...before, values: [...before.values, ...missing] } },
          keys: seen.map(({ key }) => key),
        };
  });
  return { mends: outcomes.filter((one) => 'change' in one), notMended: outcomes.filter((one) => 'why' in one) };
};

/**
 * The record of a key that is served. Where a record with a SHA-512 digest of a key is there, senders pass over those
 * with SHA-256 (RFC 7671 section 9), so the new one has SHA-512 too.
 */
function recordFor({ facts, key: { spkiSha256 } }: SeenKey, { values }: RecordSet): TlsaRecord {
  const isOutranked = values.some((value) => {
    const record = readTlsa(value);
    return (
      record?.usage === DANE_EE &&
      record.selector === SPKI &&
      record.matchingType === SHA2_512 &&
      unusable(record) === undefined
    );
  });
  const spki = isOutranked && facts !== undefined ? served(facts)?.spki : undefined;
  const common = { usage: DANE_EE, selector: SPKI } as const;
  return spki === undefined
    ? { ...common, matchingType: SHA2_256, data: spkiSha256 }
    : { ...common, matchingType: SHA2_512, data: createHash('sha512').update(spki).digest('hex') };
}
