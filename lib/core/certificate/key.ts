import type { KeyObject, X509Certificate } from 'node:crypto';
import type { CertificateKey } from '../model';

/** Field sizes that the name of the curve does not begin with. */
const FIELD_BITS: Readonly<Record<string, number>> = { prime256v1: 256, prime192v1: 192, SM2: 256 };

/** What kind of key, and how long, the certificate holds. A key that OpenSSL cannot use is `other`. */
export function certificateKey(certificate: X509Certificate): CertificateKey {
  let key: KeyObject;
  try {
    key = certificate.publicKey;
  } catch {
    return { type: 'other' };
  }
  const details = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      return details.modulusLength === undefined ? { type: 'rsa' } : { type: 'rsa', bits: details.modulusLength };
    case 'ec':
      return details.namedCurve === undefined ? { type: 'ec' } : { type: 'ec', ...fieldBits(details.namedCurve), curve: details.namedCurve };
    case 'ed25519':
    case 'ed448':
      return { type: key.asymmetricKeyType };
    default:
      return { type: 'other' };
  }
}

/** OpenSSL's curve names hold the field size: `secp384r1`, `brainpoolP256r1`, `sect233k1`. */
function fieldBits(curve: string): { bits?: number } {
  const bits = FIELD_BITS[curve] ?? Number(/\d{3}/.exec(curve)?.[0]);
  return Number.isNaN(bits) ? {} : { bits };
}
