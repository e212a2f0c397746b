import { dnsNameMatches } from '../certificate/names';
import { CLOCK_TOLERANCE } from '../certificate/clock';
import type { CertificateFacts, TlsaMiss, TlsaRecord } from '../model';
import type { AnchoredPath } from './anchors';
import { anchoredPaths, isSignedByAnchor } from './anchors';
import { standsFor, strongest } from './match';
import { presentedNames } from './presented';
import { DANE_EE, DANE_TA } from './record';
import type { ServedCertificate } from './served';
import { served } from './served';

/** What a sender that uses DANE makes of one served chain. */
export type ChainOutcome =
  | { readonly state: 'authenticated'; readonly record: TlsaRecord }
  /** A trust anchor of a record DANE-TA(2) vouches for the chain, and names or dates are wrong. */
  | {
      readonly state: 'faulty';
      readonly record: TlsaRecord;
      readonly wrongName: boolean;
      /** The first certificate of the path outside its dates. */ readonly outOfDate?: CertificateFacts;
    }
  | { readonly state: 'mismatch'; readonly misses: readonly { readonly record: TlsaRecord; readonly why: TlsaMiss }[] }
  /** The certificates were not kept, or cannot be read. */
  | { readonly state: 'unreadable' };

export interface ChainContext {
  /** Whom the certificate may be for under DANE-TA(2) (RFC 7672 section 3.2.2): the TLSA base domain first. */
  readonly referenceNames: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Judges a chain as served, leaf first, by the usable TLSA records: one that matches is enough. Under DANE-EE(3) names,
 * dates and issuers count for nothing (RFC 7672 section 3.1.1); under DANE-TA(2) they do (section 3.1.2).
 */
export function judgeChain(
  usable: readonly TlsaRecord[],
  chain: readonly CertificateFacts[],
  context: ChainContext,
): ChainOutcome {
  const certificates = chain.map(served);
  const [leaf] = certificates;
  if (leaf === undefined) return { state: 'unreadable' };
  const readable = certificates.filter((certificate) => certificate !== undefined);
  const counted = strongest(usable);
  const outcome = judgeBy(counted, readable, leaf, context);
  if (outcome !== undefined) return outcome;
  const outranked = usable.filter((record) => !counted.includes(record));
  const weak = judgeBy(outranked, readable, leaf, context);
  return {
    state: 'mismatch',
    misses: usable.map((record) => ({
      record,
      why: weak?.record === record ? 'weaker-digest' : missOf(record, readable, leaf),
    })),
  };
}

type Match = Extract<ChainOutcome, { readonly record: TlsaRecord }>;

function judgeBy(
  records: readonly TlsaRecord[],
  chain: readonly ServedCertificate[],
  leaf: ServedCertificate,
  context: ChainContext,
): Match | undefined {
  const ownKey = records.find((record) => record.usage === DANE_EE && standsFor(record, leaf));
  if (ownKey !== undefined) return { state: 'authenticated', record: ownKey };
  const outcomes = anchoredPaths(
    records.filter(({ usage }) => usage === DANE_TA),
    chain,
  ).map((path) => judgePath(path, leaf.facts, context));
  return outcomes.find(({ state }) => state === 'authenticated') ?? outcomes[0];
}

function judgePath(
  { record, certificates }: AnchoredPath,
  leaf: CertificateFacts,
  { referenceNames, now }: ChainContext,
): Match {
  const outOfDate = certificates.find(({ notBefore, notAfter }) => notAfter < now || notBefore > now + CLOCK_TOLERANCE);
  const wrongName = !presentedNames(leaf).some((presented) =>
    referenceNames.some((name) => dnsNameMatches(presented, name)),
  );
  if (outOfDate === undefined && !wrongName) return { state: 'authenticated', record };
  return { state: 'faulty', record, wrongName, ...(outOfDate !== undefined && { outOfDate }) };
}

function missOf(record: TlsaRecord, chain: readonly ServedCertificate[], leaf: ServedCertificate): TlsaMiss {
  const named = chain.find((certificate) => standsFor(record, certificate));
  if (record.usage === DANE_EE) return named === undefined ? 'other-certificate' : 'not-the-leaf';
  if (named === undefined) return 'anchor-not-served';
  if (named === leaf) return 'anchor-is-the-leaf';
  return isSignedByAnchor(record, chain) ? 'usage-forbids' : 'anchor-did-not-sign';
}
