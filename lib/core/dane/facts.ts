import { createHash } from 'node:crypto';
import type { CertificateFacts, MxHostObservation, TlsaFacts, TlsaRecord } from '../model';
import { judgeChain } from './chain';
import { tlsaText } from './record';
import { daneScope } from './scope';

/** What is remembered of a host's records, and of one of them, in characters: a hostile zone may publish any number. */
const MOST_RECORDS = 16;
const LONGEST_RECORD = 140;

/** The TLSA records of an MX host as far as they matter; null when there are none, undefined when the look could not tell. */
export function tlsaFacts(observation: MxHostObservation, now: number): TlsaFacts | null | undefined {
  const scope = daneScope(observation);
  if (scope.state === 'not-judged' || scope.state === 'failed') return undefined;
  if (scope.state === 'none') return scope.ignored === undefined ? null : { ...texts(scope.ignored), secure: false, usable: false, rollOver: false };
  const { baseDomain, usable } = scope;
  const chains = observation.endpoints.flatMap(({ tls }) => (tls === undefined ? [] : [tls.chain.flatMap((fingerprint) => observation.certificates[fingerprint] ?? [])]));
  return { ...texts(scope), secure: true, usable: usable.length > 0, rollOver: isRollOver(usable, chains, { referenceNames: [baseDomain], now }) };
}

const texts = ({ baseDomain, records }: { readonly baseDomain: string; readonly records: readonly TlsaRecord[] }) => ({ baseDomain, records: records.map(shortText).sort().slice(0, MOST_RECORDS) });

/** RFC 7671 section 8.1: the record of the next key stands beside the one in use before that key is used. */
function isRollOver(usable: readonly TlsaRecord[], chains: readonly (readonly CertificateFacts[])[], context: Parameters<typeof judgeChain>[2]): boolean {
  const matches = (records: readonly TlsaRecord[], chain: readonly CertificateFacts[]): boolean => judgeChain(records, chain, context).state !== 'mismatch';
  return chains.length > 0 && chains.every((chain) => matches(usable, chain)) && usable.some((record) => chains.every((chain) => !matches([record], chain)));
}

/** A record as in a zone file; one that holds a whole certificate is cut, and told from others by a digest. */
export function shortText(record: TlsaRecord): string {
  const text = tlsaText(record);
  return text.length <= LONGEST_RECORD ? text : `${text.slice(0, 40)}… (SHA-256 ${createHash('sha256').update(text).digest('hex').slice(0, 16)})`;
}
