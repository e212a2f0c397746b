import { createHash } from 'node:crypto';
import { certificateFacts } from '../../lib/core/certificate/facts';
import { subjectPublicKeyInfo } from '../../lib/core/certificate/spki';
import type { CertificateFacts, TlsaRecord } from '../../lib/core/model';
import { issueCertificate, type CertificateContent } from '../../lib/sandbox/pki/certificate';
import { newKey, type KeyKind, type KeyPair } from '../../lib/sandbox/pki/keys';
import { DAY, NOW } from './observations';

/** A certificate made for a test, and the key that it certifies. */
export interface Made {
  readonly facts: CertificateFacts;
  readonly commonName: string;
  readonly key: KeyPair;
}

type Content = Partial<Omit<CertificateContent, 'commonName'>>;

/** Makes a certificate; without an issuer it signs itself. */
export async function make(
  commonName: string,
  kind: KeyKind,
  content: Content,
  issuer?: Pick<Made, 'commonName' | 'key'>,
  key?: KeyPair,
): Promise<Made> {
  const own = key ?? (await newKey(kind));
  const pem = issueCertificate(
    { commonName, role: 'server', notBefore: new Date(NOW - 10 * DAY), notAfter: new Date(NOW + 80 * DAY), ...content },
    own,
    issuer ?? { commonName, key: own },
  );
  return {
    facts: certificateFacts(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')),
    commonName,
    key: own,
  };
}

/** A TLSA record that stands for the certificate. */
export function tlsa(
  usage: number,
  selector: number,
  matchingType: number,
  { facts }: Pick<Made, 'facts'>,
): TlsaRecord {
  const der = Buffer.from(facts.der, 'base64');
  const selected = selector === 0 ? der : subjectPublicKeyInfo(der);
  const octets =
    matchingType === 0
      ? selected
      : createHash(matchingType === 1 ? 'sha256' : 'sha512')
          .update(selected)
          .digest();
  return { usage, selector, matchingType, data: octets.toString('hex') };
}

/** A record of that form that stands for nothing. */
export const strayTlsa = (usage: number, selector = 1, matchingType = 1): TlsaRecord => ({
  usage,
  selector,
  matchingType,
  data: matchingType === 2 ? 'ab'.repeat(64) : 'ab'.repeat(32),
});
