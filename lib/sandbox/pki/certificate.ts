import { createHash, randomBytes, sign } from 'node:crypto';
import {
  bits,
  boolean,
  decode,
  encode,
  integer,
  nothing,
  octets,
  oid,
  sequence,
  set,
  tagged,
  time,
  utf8,
  wrapped,
  type Der,
} from './der';
import type { KeyPair } from './keys';

export type Hash = 'sha256' | 'sha1';

/** What a certificate says; the sandbox signs anything, right or wrong. */
export interface CertificateContent {
  readonly commonName: string;
  /** SAN dNSNames; none leaves the extension out. */
  readonly dnsNames?: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly role: 'root' | 'intermediate' | 'server' | 'client' | 'any';
}

export interface Issuer {
  readonly commonName: string;
  readonly key: KeyPair;
}

const OID = {
  commonName: '2.5.4.3',
  organisation: '2.5.4.10',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  altName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
  any: '2.5.29.37.0',
  signature: {
    ec: { sha256: '1.2.840.10045.4.3.2', sha1: '1.2.840.10045.4.1' },
    rsa: { sha256: '1.2.840.113549.1.1.11', sha1: '1.2.840.113549.1.1.5' },
  },
} as const;

const name = (commonName: string): Der =>
  sequence(
    set(sequence(oid(OID.organisation), utf8('MTA-STS Watch sandbox'))),
    set(sequence(oid(OID.commonName), utf8(commonName))),
  );

const extension = (id: string, critical: boolean, value: Der): Der =>
  sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(encode(value)));

const spki = (key: KeyPair): Buffer => key.publicKey.export({ type: 'spki', format: 'der' });

const keyId = (key: KeyPair): Buffer => createHash('sha1').update(spki(key)).digest();

function keyUsage(role: CertificateContent['role'], key: KeyPair): Der {
  if (role === 'root' || role === 'intermediate') return bits(Buffer.from([0x06]), 1); // keyCertSign, cRLSign
  return key.kind === 'ec' ? bits(Buffer.from([0x80]), 7) : bits(Buffer.from([0xa0]), 5); // digitalSignature, keyEncipherment
}

function basicConstraints(role: CertificateContent['role']): Der {
  if (role === 'root') return sequence(boolean(true));
  if (role === 'intermediate') return sequence(boolean(true), integer(Buffer.from([0])));
  return sequence();
}

function extensions(content: CertificateContent, subject: KeyPair, issuer: Issuer): Der[] {
  const { role, dnsNames = [] } = content;
  const list = [
    extension(OID.basicConstraints, true, basicConstraints(role)),
    extension(OID.keyUsage, true, keyUsage(role, subject)),
    extension(OID.subjectKeyId, false, octets(keyId(subject))),
    extension(OID.authorityKeyId, false, sequence(tagged(0, keyId(issuer.key)))),
  ];
  if (role !== 'root' && role !== 'intermediate')
    list.push(extension(OID.extKeyUsage, false, sequence(oid(OID[role]))));
  if (dnsNames.length > 0) {
    list.push(extension(OID.altName, false, sequence(...dnsNames.map((dns) => tagged(2, Buffer.from(dns, 'latin1'))))));
  }
  return list;
}

/**
 * One X.509 v3 certificate (RFC 5280, section 4.1) as PEM, RSA and EC alike: node-forge writes the DER, and cannot sign
 * with EC keys, so that node:crypto signs.
 */
export function issueCertificate(
  content: CertificateContent,
  subject: KeyPair,
  issuer: Issuer,
  hash: Hash = 'sha256',
): string {
  const family = issuer.key.kind === 'ec' ? 'ec' : 'rsa';
  const algorithm = sequence(oid(OID.signature[family][hash]), ...(family === 'rsa' ? [nothing()] : []));
  const serial = randomBytes(16);
  serial.writeUInt8(serial.readUInt8(0) & 0x7f || 1, 0);
  const tbs = sequence(
    wrapped(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    name(issuer.commonName),
    sequence(time(content.notBefore), time(content.notAfter)),
    name(content.commonName),
    decode(spki(subject)),
    wrapped(3, sequence(...extensions(content, subject, issuer))),
  );
  const signature = sign(hash, encode(tbs), issuer.key.privateKey);
  return pem(encode(sequence(tbs, algorithm, bits(signature))));
}

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
