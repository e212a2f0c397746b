import { CertificateError } from '../certificate/der';
import { subjectPublicKeyInfo } from '../certificate/spki';
import type { CertificateFacts } from '../model';

/** A certificate as it was served, with what TLSA records select of it. */
export interface ServedCertificate {
  readonly facts: CertificateFacts;
  readonly der: Buffer;
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Buffer;
}

/** Reads a certificate's DER again; undefined when that cannot be done. */
export function served(facts: CertificateFacts): ServedCertificate | undefined {
  const der = Buffer.from(facts.der, 'base64');
  try {
    return { facts, der, spki: subjectPublicKeyInfo(der) };
  } catch (error) {
    if (error instanceof CertificateError) return undefined;
    throw error;
  }
}
