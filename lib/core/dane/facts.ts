import { createHash } from 'node:crypto';
import type { CertificateFacts, MxHostObservation, TlsaFacts, TlsaRecord } from '../model';
import { judgeChain } from './chain';
import type { ChainContext } from './chain';
import { standsFor } from './match';
import { DANE_TA, FULL, tlsaText } from './record';
import type { DaneScope } from './scope';
import { served } from './served';

/** What is remembered of a host's records, and of one of them, in characters: a hostile zone may publish any number. */
const MOST_RECORDS = 16;
const LONGEST_RECORD = 140;

/** The TLSA records of an MX host as far as they matter; null when there are none, undefined when the check could not tell. */
export function tlsaFacts(observation: MxHostObservation, scope: DaneScope): TlsaFacts | null | undefined {
  if (scope.state === 'not-judged' || scope.state === 'failed') return undefined;
  if (scope.state === 'none')
    return scope.ignored === undefined
      ? null
      : { ...texts(scope.ignored), secure: false, usable: false, rollOver: false };
  const { baseDomain, usable } = scope;
  const chains = [
    ...new Map(
      observation.endpoints.flatMap(({ tls }) =>
        tls === undefined
          ? []
          : [
              [
                tls.chain.join(),
                tls.chain.flatMap((fingerprint) => observation.certificates[fingerprint] ?? []),
              ] as const,
            ],
      ),
    ).values(),
  ];
  return {
    ...texts(scope),
    secure: true,
    usable: usable.length > 0,
    rollOver: isRollOver(usable, chains, { referenceNames: [baseDomain], now: observation.observedAt }),
  };
}

const texts = ({ baseDomain, records }: { readonly baseDomain: string; readonly records: readonly TlsaRecord[] }) => ({
  baseDomain,
  records: records.slice(0, MOST_RECORDS).map(shortText),
});

/**
 * RFC 7671 section 8.1: the record of the next key stands beside the one in use before that key is used. A whole
 * authority in a record vouches for certificates without being served, so such a record is never taken for a spare one.
 */
function isRollOver(
  usable: readonly TlsaRecord[],
  chains: readonly (readonly CertificateFacts[])[],
  context: ChainContext,
): boolean {
  if (chains.length === 0 || !chains.every((chain) => judgeChain(usable, chain, context).state !== 'mismatch'))
    return false;
  const all = [...new Map(chains.flat().map((facts) => [facts.fingerprint, facts])).values()].flatMap(
    (facts) => served(facts) ?? [],
  );
  return usable.some(
    (record) =>
      !(record.usage === DANE_TA && record.matchingType === FULL) &&
      !all.some((certificate) => standsFor(record, certificate)),
  );
}

/** A record as in a zone file; one that holds a whole certificate is cut, and told from others by a digest. */
export function shortText(record: TlsaRecord): string {
  const text = tlsaText(record);
  return text.length <= LONGEST_RECORD
    ? text
    : `${text.slice(0, 40)}… (SHA-256 ${createHash('sha256').update(text).digest('hex').slice(0, 16)})`;
}
