import { elements, isTagged, objectIdentifier, type Element } from './der';

/** OpenSSL's long names of signature algorithms. */
const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'md2WithRSAEncryption',
  '1.2.840.113549.1.1.3': 'md4WithRSAEncryption',
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.3.14.3.2.29': 'sha1WithRSA',
  '1.2.840.113549.1.1.14': 'sha224WithRSAEncryption',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.1': 'ecdsa-with-SHA224',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.2.840.10040.4.3': 'dsaWithSHA1',
  '2.16.840.1.101.3.4.3.2': 'dsa_with_SHA256',
  '1.3.101.112': 'ED25519',
  '1.3.101.113': 'ED448',
};

const RSASSA_PSS = '1.2.840.113549.1.1.10';

const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.4': 'sha224',
};

/**
 * The name of an AlgorithmIdentifier; its object identifier if it has none. RSASSA-PSS tells its strength in a
 * parameter alone, so it is named with its hash: `rsassaPss (sha256)`.
 */
export function signatureAlgorithm(algorithm: Element | undefined): string {
  const [id, parameters] = elements(algorithm, 'signatureAlgorithm');
  const oid = objectIdentifier(id, 'signatureAlgorithm');
  return oid === RSASSA_PSS ? `rsassaPss (${pssHash(parameters)})` : (SIGNATURES[oid] ?? oid);
}

function pssHash(parameters: Element | undefined): string {
  const hash = elements(parameters, 'RSASSA-PSS-params').find((field) => isTagged(field, 0));
  // RFC 4055 section 3.1: the default.
  if (hash === undefined) return 'sha1';
  const oid = objectIdentifier(elements(elements(hash, 'hashAlgorithm')[0], 'hashAlgorithm')[0], 'hashAlgorithm');
  return HASHES[oid] ?? oid;
}
