import type { FailureCause, MxHostObservation, Observed, TlsaAnswer, TlsaRecord, TlsaUnusable } from '../model';
import { tlsaName, tlsaText } from './record';
import { byUsability } from './usability';

/** Whether DANE applies to an MX host, for senders that come to it by a signed MX record. */
export type DaneScope =
  | {
      readonly state: 'applies';
      /** The name that the certificate must be for under DANE-TA(2), and that senders give as SNI. */
      readonly baseDomain: string;
      /** The aliases on the way to the TLSA records. */
      readonly cnameChain: readonly string[];
      readonly records: readonly TlsaRecord[];
      /** None of them: TLS is a must, and whom it leads to is not checked (RFC 7672 section 2.2). */
      readonly usable: readonly TlsaRecord[];
      readonly unusable: readonly { readonly record: TlsaRecord; readonly why: TlsaUnusable }[];
    }
  /** No TLSA record, or none that counts. */
  | { readonly state: 'none'; readonly ignored?: IgnoredTlsa }
  /** A lookup failed that a sender needs: it keeps the mail until it succeeds (RFC 7672 section 2.1.2). */
  | { readonly state: 'failed'; readonly name: string; readonly cause: FailureCause; readonly detail: string }
  /** What DNSSEC says of the answers is not known here, or no TLSA record was looked for. */
  | { readonly state: 'not-judged' };

/** TLSA records that are published in vain. */
interface IgnoredTlsa {
  readonly baseDomain: string;
  readonly cnameChain: readonly string[];
  readonly records: readonly TlsaRecord[];
  /** What DNSSEC does not prove. */
  readonly insecure: 'addresses' | 'records';
}

/** Hosts have fewer than ten; a hostile zone may publish thousands, and each is compared with all that is served. */
const MOST_RECORDS = 100;

/**
 * The TLSA records that count for an MX host, after the rules of RFC 7672 section 2.2.2: the addresses must be secure;
 * behind an alias the name at its end comes first, then the host's own.
 */
export function daneScope(observation: MxHostObservation): DaneScope {
  const { addresses } = observation;
  if (addresses.state !== 'present' || addresses.value.dnssec === undefined) return { state: 'not-judged' };
  const known = candidates(observation);
  const counting =
    addresses.value.dnssec === 'secure'
      ? known
      : known.filter(({ name, signedAlias }) => name === observation.host && signedAlias);
  for (const { name, answer } of counting) {
    if (answer === undefined) return { state: 'not-judged' };
    if (answer.state === 'unknown')
      return { state: 'failed', name: tlsaName(name), cause: answer.cause, detail: answer.detail };
    if (answer.state === 'present' && answer.value.dnssec === 'secure' && answer.value.records.length > 0) {
      const records = inOrder(answer.value.records);
      return {
        state: 'applies',
        baseDomain: name,
        cnameChain: answer.value.cnameChain,
        records,
        ...byUsability(records),
      };
    }
  }
  const ignored = known.flatMap(({ name, answer }): readonly IgnoredTlsa[] =>
    answer?.state === 'present' && answer.value.records.length > 0
      ? [
          {
            baseDomain: name,
            cnameChain: answer.value.cnameChain,
            records: inOrder(answer.value.records),
            insecure: answer.value.dnssec === 'secure' ? 'addresses' : 'records',
          },
        ]
      : [],
  )[0];
  return { state: 'none', ...(ignored !== undefined && { ignored }) };
}

/** Name servers answer in any order; the same records must give the same findings. */
const inOrder = (records: readonly TlsaRecord[]): readonly TlsaRecord[] =>
  records
    .map((record) => [tlsaText(record), record] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, record]) => record)
    .slice(0, MOST_RECORDS);

interface Candidate {
  readonly name: string;
  readonly answer: Observed<TlsaAnswer> | undefined;
  /** The host is an alias of which its own zone's signature vouches, though not for what is behind it. */
  readonly signedAlias: boolean;
}

function candidates({ host, addresses, tlsa, tlsaOfTarget, aliasDnssec }: MxHostObservation): readonly Candidate[] {
  const target = addresses.state === 'present' ? addresses.value.cnameChain.at(-1) : undefined;
  const own = { name: host, answer: tlsa, signedAlias: aliasDnssec === 'secure' };
  return target === undefined ? [own] : [{ name: target, answer: tlsaOfTarget, signedAlias: false }, own];
}
