import { certificatePart } from '../../core/report';
import type { SeenCertificate, TargetState } from '../../core/model';
import { aspectAt } from '../../core/model';
import type { QueryStore } from '../dependencies';
import type { CertificateResource, EndpointResource, ServedResource } from '../resources';
import { iso } from '../time';

/** So many certificates are described in one answer; no operator has as many in use. */
const MOST_CERTIFICATES = 500;

export const servedResource = (seen: readonly SeenCertificate[] = []): ServedResource =>
  seen.map(({ fingerprint, chain = [], missedChecks }) => ({
    current: missedChecks === 0,
    chain: [fingerprint, ...chain],
  }));

/** The addresses of an MX host that were seen lately, with what each served. */
export function endpointResources({ facts, certificates, unknown }: TargetState): EndpointResource[] {
  const addresses = [...new Set([...(facts.addresses ?? []), ...Object.keys(certificates)])];
  return addresses.map((address) => {
    const streak = unknown.find(({ aspect }) => aspect === aspectAt('smtp', address));
    const shown = facts.addresses?.includes(address) === true && (facts.absentAddresses?.[address] ?? 0) === 0;
    return {
      address,
      shown,
      ...(streak !== undefined && { unseen: { cause: streak.cause, since: iso(streak.since) } }),
      served: servedResource(certificates[address]),
    };
  });
}

/** What is kept of the certificates in these chains. */
export async function certificateResources(
  store: Pick<QueryStore, 'certificates'>,
  served: readonly ServedResource[],
): Promise<Record<string, CertificateResource>> {
  const fingerprints = [...new Set(served.flat().flatMap(({ chain }) => chain))].slice(0, MOST_CERTIFICATES);
  const kept = fingerprints.length === 0 ? [] : await store.certificates(fingerprints);
  return Object.fromEntries(kept.map((facts) => [facts.fingerprint, certificatePart(facts)]));
}
