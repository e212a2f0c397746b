import { X509Certificate } from 'node:crypto';
import { CertificateError } from '../certificate/der';
import { subjectPublicKeyInfo } from '../certificate/spki';
import type { CertificateFacts } from '../model';

/** A certificate as it was served, with what TLSA records select of it. */
export interface ServedCertificate {
  readonly facts: CertificateFacts;
  readonly der: Buffer;
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Buffer;
  readonly x509: X509Certificate;
}

/** Reads a certificate's DER again; undefined when that cannot be done. */
export function served(facts: CertificateFacts): ServedCertificate | undefined {
  const der = Buffer.from(facts.der, 'base64');
  try {
    return { facts, der, spki: subjectPublicKeyInfo(der), x509: new X509Certificate(der) };
  } catch (error) {
    if (error instanceof CertificateError || (error as { code?: string }).code?.startsWith('ERR_OSSL_') === true) return undefined;
    throw error;
  }
}
