import type { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { LRUCache } from 'lru-cache';
import { CertificateError, certificateFacts } from '../../core/certificate/facts';
import type { CertificateFacts } from '../../core/model';
import { ProbeFailure } from '../net/failure';

/** Public chains have two to four; the rest of a longer one is not looked at. */
const MOST_CERTIFICATES = 20;

/** A certificate as it was served. */
export interface ServedCertificate {
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string;
  readonly der: Buffer;
}

/**
 * What was served, the leaf first. Node links each certificate to its issuer, and goes on with the roots that it knows:
 * one of those was not served, and ends the chain here.
 *
 * Node's links lose what comes in the wrong order or belongs to nobody. `getPeerX509Certificate` tells the chain as it
 * was on the wire; but in Node 20 to 24 it loses each certificate above the leaf to the heap for good, 5 KiB for each
 * session. So it is asked only when the links lead to no root, served or known.
 */
export function servedChain(
  session: Pick<TLSSocket, 'getPeerX509Certificate'>,
  leaf: Linked,
  isOwnRoot: (fingerprint: string) => boolean,
): ServedCertificate[] {
  const chain: ServedCertificate[] = [];
  for (
    let next: Linked | undefined = leaf;
    next?.raw !== undefined && next.fingerprint256 !== undefined;
    next = next.issuerCertificate
  ) {
    const fingerprint = plainFingerprint(next.fingerprint256);
    if (isOwnRoot(fingerprint)) return chain.slice(0, MOST_CERTIFICATES);
    chain.push({ fingerprint, der: next.raw });
    // A self-issued certificate is its own issuer.
    if (next.issuerCertificate === next) return chain.slice(0, MOST_CERTIFICATES);
  }
  return wireChain(session.getPeerX509Certificate());
}

type Linked = Partial<DetailedPeerCertificate>;

function wireChain(leaf: X509Certificate | undefined): ServedCertificate[] {
  const chain: ServedCertificate[] = [];
  for (let next = leaf; next !== undefined && chain.length < MOST_CERTIFICATES; next = next.issuerCertificate) {
    chain.push({ fingerprint: plainFingerprint(next.fingerprint256), der: next.raw });
  }
  return chain;
}

/** Node's fingerprints have colons and capitals. */
const plainFingerprint = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase();

/** Facts of certificates by fingerprint, so that each is read once: MX hosts share chains, and chains intermediates. */
export class KnownCertificates {
  private readonly facts: LRUCache<string, CertificateFacts>;

  constructor(max: number) {
    this.facts = new LRUCache({ max });
  }

  /** @throws ProbeFailure `protocol` when one cannot be read */
  read(chain: readonly ServedCertificate[]): CertificateFacts[] {
    return chain.map(({ fingerprint, der }, index) => {
      const known = this.facts.get(fingerprint);
      if (known) return known;
      try {
        const facts = certificateFacts(der);
        this.facts.set(fingerprint, facts);
        return facts;
      } catch (error) {
        if (!(error instanceof CertificateError)) throw error;
        throw new ProbeFailure(
          'protocol',
          `certificate ${index + 1} of ${chain.length} cannot be read: ${error.message}`,
        );
      }
    });
  }
}
