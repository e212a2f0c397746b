import { CertificateError, elements, encoded, isTagged, parseDer } from './der';

/**
 * The SubjectPublicKeyInfo of a certificate, DER as it stands there: OpenSSL's own export may write a key another way.
 *
 * @throws CertificateError when the certificate cannot be read
 */
export function subjectPublicKeyInfo(der: Buffer): Buffer {
  const fields = elements(elements(parseDer(der, 'certificate'), 'certificate')[0], 'tbsCertificate');
  // Version 1 is the default, and left out.
  const spki = fields[isTagged(fields[0], 0) ? 6 : 5];
  if (spki === undefined) throw new CertificateError('tbsCertificate: too short');
  return encoded(spki);
}
