import { createPublicKey, X509Certificate } from 'node:crypto';
import { isWholeDer } from '../certificate/der';
import type { TlsaRecord, TlsaUnusable } from '../model';
import { CERT, DANE_EE, DANE_TA, FULL, PKIX_EE, PKIX_TA, SHA2_256, SHA2_512, SPKI } from './record';

/** Octets of each digest. */
const DIGEST_OCTETS: Readonly<Record<number, number>> = { [SHA2_256]: 32, [SHA2_512]: 64 };

/**
 * Why a sending MTA passes over a TLSA record (RFC 7672 section 3.1, RFC 7671 section 4.1 and 4.3); undefined when it
 * can use it. A record that can be used may still match nothing.
 */
export function unusable({ usage, selector, matchingType, data }: TlsaRecord): TlsaUnusable | undefined {
  if (usage === PKIX_TA || usage === PKIX_EE) return 'pkix-usage';
  if (usage !== DANE_TA && usage !== DANE_EE) return 'unknown-usage';
  if (selector !== CERT && selector !== SPKI) return 'unknown-selector';
  const octets = Buffer.from(data, 'hex');
  if (matchingType === FULL) return isWhole(selector, octets) ? undefined : 'malformed';
  const length = DIGEST_OCTETS[matchingType];
  if (length === undefined) return 'unknown-matching-type';
  return octets.length === length ? undefined : 'digest-length';
}

/** The records by whether they can be used. */
export function byUsability(records: readonly TlsaRecord[]): {
  readonly usable: readonly TlsaRecord[];
  readonly unusable: readonly { readonly record: TlsaRecord; readonly why: TlsaUnusable }[];
} {
  const judged = records.map((record) => ({ record, why: unusable(record) }));
  return {
    usable: judged.flatMap(({ record, why }) => (why === undefined ? [record] : [])),
    unusable: judged.flatMap(({ record, why }) => (why === undefined ? [] : [{ record, why }])),
  };
}

/** Matching type 0 holds the certificate or the key itself, and one that cannot be read matches nobody. */
function isWhole(selector: number, octets: Buffer): boolean {
  return (selector === CERT ? wholeCertificate(octets) : wholeKey(octets)) !== undefined;
}

/** The certificate in a record `2 0 0` or `3 0 0`. */
export function wholeCertificate(octets: Buffer): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(octets);
    // The constructor takes PEM too, and ignores what follows the certificate.
    return certificate.raw.equals(octets) ? certificate : undefined;
  } catch {
    return undefined;
  }
}

/** The key in a record `2 1 0` or `3 1 0`. */
export function wholeKey(octets: Buffer): ReturnType<typeof createPublicKey> | undefined {
  // RFC 7671 section 4.1: data with octets behind the key matches no key.
  if (!isWholeDer(octets)) return undefined;
  try {
    return createPublicKey({ key: octets, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
