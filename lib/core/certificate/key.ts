import type { CertificateKey } from '../model';
import { CertificateError, content, elements, objectIdentifier, parseDer, type Element } from './der';

/** Object identifiers of RFC 3279, RFC 4055 and RFC 8410. */
const RSA = ['1.2.840.113549.1.1.1', '1.2.840.113549.1.1.10'];
const EC = '1.2.840.10045.2.1';
const EDWARDS: Readonly<Record<string, 'ed25519' | 'ed448'>> = { '1.3.101.112': 'ed25519', '1.3.101.113': 'ed448' };

/** OpenSSL's names of the named curves that TLS has had, and their field sizes (RFC 8422, RFC 7027). */
const CURVES: Readonly<Record<string, readonly [name: string, bits: number]>> = {
  '1.2.840.10045.3.1.1': ['prime192v1', 192],
  '1.2.840.10045.3.1.7': ['prime256v1', 256],
  '1.3.132.0.10': ['secp256k1', 256],
  '1.3.132.0.33': ['secp224r1', 224],
  '1.3.132.0.34': ['secp384r1', 384],
  '1.3.132.0.35': ['secp521r1', 521],
  '1.3.36.3.3.2.8.1.1.7': ['brainpoolP256r1', 256],
  '1.3.36.3.3.2.8.1.1.11': ['brainpoolP384r1', 384],
  '1.3.36.3.3.2.8.1.1.13': ['brainpoolP512r1', 512],
};

const PART = 'subjectPublicKeyInfo';

/** What kind of key, and how long, a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) holds. */
export function certificateKey(spki: Element): CertificateKey {
  const [algorithm, key] = elements(spki, PART);
  const [id, parameters] = elements(algorithm, PART);
  const oid = objectIdentifier(id, PART);
  if (RSA.includes(oid)) return { type: 'rsa', bits: modulusBits(content(key, PART)) };
  if (oid === EC) return ellipticKey(parameters);
  const type = EDWARDS[oid];
  return { type: type ?? 'other' };
}

/** A BIT STRING of RSAPublicKey (RFC 8017 appendix A.1.1). */
function modulusBits(bitString: Buffer): number {
  const [modulus] = elements(parseDer(bitString.subarray(1), PART), PART);
  const octets = content(modulus, PART);
  const first = octets.findIndex((octet) => octet !== 0);
  if (first < 0) throw new CertificateError(`${PART}: no modulus`);
  return (octets.length - first - 1) * 8 + (32 - Math.clz32(octets.readUInt8(first)));
}

/** A curve that is described instead of named has neither name nor size here. */
function ellipticKey(parameters: Element | undefined): CertificateKey {
  if (parameters === undefined || typeof parameters.value !== 'string') return { type: 'ec' };
  const oid = objectIdentifier(parameters, PART);
  const [curve, bits] = CURVES[oid] ?? [oid];
  return { type: 'ec', ...(bits !== undefined && { bits }), curve };
}
