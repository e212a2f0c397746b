import type { X509Certificate } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { CertificateError, certificateFacts } from '../../core/certificate/facts';
import type { CertificateFacts } from '../../core/model';
import { ProbeFailure } from '../net/failure';

/** Public chains have two to four; the rest of a longer one is not looked at. */
const MOST_CERTIFICATES = 20;

/** Facts of certificates by fingerprint, so that each is read once: MX hosts share chains, and chains intermediates. */
export class KnownCertificates {
  private readonly facts: LRUCache<string, CertificateFacts>;

  constructor(max: number) {
    this.facts = new LRUCache({ max });
  }

  /** @throws ProbeFailure `protocol` when one cannot be read */
  read(chain: readonly X509Certificate[]): CertificateFacts[] {
    return chain.map((certificate, index) => {
      const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
      const known = this.facts.get(fingerprint);
      if (known) return known;
      try {
        const facts = certificateFacts(certificate.raw, certificate);
        this.facts.set(fingerprint, facts);
        return facts;
      } catch (error) {
        if (!(error instanceof CertificateError)) throw error;
        throw new ProbeFailure('protocol', `certificate ${index + 1} of ${chain.length} cannot be read: ${error.message}`);
      }
    });
  }
}

/** The certificates as served, leaf first: Node links the served ones in their order, whoever signed them. */
export function servedChain(leaf: X509Certificate | undefined): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let next = leaf; next !== undefined && chain.length < MOST_CERTIFICATES; next = next.issuerCertificate) chain.push(next);
  return chain;
}
