import { createHash } from 'node:crypto';
import type { TlsaRecord } from '../model';
import { CERT, FULL, SHA2_256, SHA2_512 } from './record';
import type { ServedCertificate } from './served';

/** Whether a usable record stands for a certificate, whatever its usage (RFC 6698 section 2.1). */
export function standsFor({ selector, matchingType, data }: TlsaRecord, certificate: ServedCertificate): boolean {
  const selected = selector === CERT ? certificate.der : certificate.spki;
  const octets =
    matchingType === FULL
      ? selected
      : createHash(matchingType === SHA2_256 ? 'sha256' : 'sha512')
          .update(selected)
          .digest();
  return octets.equals(Buffer.from(data, 'hex'));
}

/**
 * The records that a sender goes by: of two digests with the same usage and selector the stronger alone counts
 * (digest algorithm agility, RFC 7671 section 9, which RFC 7672 section 5 makes a duty).
 */
export function strongest(usable: readonly TlsaRecord[]): readonly TlsaRecord[] {
  const kind = ({ usage, selector }: TlsaRecord): string => `${usage} ${selector}`;
  const strong = new Set(usable.filter(({ matchingType }) => matchingType === SHA2_512).map(kind));
  return usable.filter((record) => record.matchingType !== SHA2_256 || !strong.has(kind(record)));
}
