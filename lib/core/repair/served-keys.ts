import { certificateNames } from '../certificate/names';
import { standsFor } from '../dane/match';
import { readTlsa } from '../dane/record';
import { served } from '../dane/served';
import { unusable } from '../dane/usability';
import { certificatesOf } from '../findings';
import type { CertificateFacts, Finding, MxHostObservation, RecordSet } from '../model';
import type { RepairInput, ServedKey } from './types';

type Mismatch = Finding<'mx-host-tlsa-mismatch'>;

/** A key as it was served, with its certificate where that was kept. */
export interface SeenKey {
  readonly key: ServedKey;
  readonly facts?: CertificateFacts;
}

/**
 * The keys of the findings, each once, and who vouches for each beside the connection that it was seen on: without that,
 * an on-path attacker could have a key of their own published.
 * @param before the records of the zone at the name
 */
export function servedKeys(
  mismatches: readonly Mismatch[],
  before: RecordSet,
  hosts: RepairInput['hosts'],
): readonly SeenKey[] {
  const keys = new Map<string, SeenKey>();
  for (const finding of mismatches) {
    const { baseDomain, certificate, spkiSha256 } = finding.evidence;
    const observation = hosts.find((host) => host.observation.host === finding.subject.name)?.observation;
    const kept = [certificate, ...certificatesOf(finding).map(({ fingerprint }) => fingerprint)].flatMap(
      (fingerprint) => observation?.certificates[fingerprint] ?? [],
    );
    const host = finding.subject.name;
    if (observation === undefined || kept.length === 0)
      add(keys, { key: { host, addresses: finding.evidence.addresses, certificateSha256: certificate, spkiSha256 } });
    else for (const facts of kept) add(keys, keyOf(facts, observation, baseDomain, before));
  }
  return [...keys.values()];
}

/** Of two certificates with one key, the one that somebody vouches for counts. */
function add(keys: Map<string, SeenKey>, seen: SeenKey): void {
  const known = keys.get(seen.key.spkiSha256)?.key;
  if (known === undefined || (known.vouchedBy === undefined && seen.key.vouchedBy !== undefined))
    keys.set(seen.key.spkiSha256, seen);
}

function keyOf(
  facts: CertificateFacts,
  { host, endpoints, observedAt }: MxHostObservation,
  baseDomain: string,
  before: RecordSet,
): SeenKey {
  const sessions = endpoints.filter(({ tls }) => tls?.chain[0] === facts.fingerprint);
  // The name that senders look the records up under is the one in this zone, so its certificate counts.
  const isValid =
    certificateNames(facts.dnsNames, baseDomain) &&
    facts.notBefore <= observedAt &&
    observedAt <= facts.notAfter &&
    sessions.some(({ tls }) => tls?.trust.trusted === true && tls.trust.error === undefined);
  const vouchedBy = isValid ? 'certificate' : isListed(facts, before) ? 'zone' : undefined;
  const key: ServedKey = {
    host,
    addresses: sessions.map(({ address }) => address),
    certificateSha256: facts.fingerprint,
    spkiSha256: facts.spkiSha256,
    ...(vouchedBy !== undefined && { vouchedBy }),
  };
  return { key, facts };
}

/** Whether the zone lists the key or its certificate already, in a record that senders pass over for a stronger digest. */
function isListed(facts: CertificateFacts, { values }: RecordSet): boolean {
  const certificate = served(facts);
  return (
    certificate !== undefined &&
    values.some((value) => {
      const record = readTlsa(value);
      return record !== undefined && unusable(record) === undefined && standsFor(record, certificate);
    })
  );
}
