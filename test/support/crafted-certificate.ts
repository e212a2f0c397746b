import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  bits,
  boolean,
  decode,
  encode,
  integer,
  octets,
  oid,
  sequence,
  set,
  tagged,
  time,
  utf8,
  wrapped,
  type Der,
} from '../../lib/sandbox/pki/der';

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** What to write into a certificate instead of the ordinary; nobody signs it. */
export interface Crafted {
  readonly subject?: Der;
  readonly issuer?: Der;
  readonly key?: KeyObject;
  readonly spki?: Der;
  readonly validity?: readonly [Der, Der];
  readonly algorithm?: Der;
  readonly extensions?: readonly Der[];
}

export const attribute = (id: string, value: Der): Der => set(sequence(oid(id), value));
export const name = (commonName: string): Der => sequence(attribute('2.5.4.3', utf8(commonName)));
export const extension = (id: string, value: Der, critical = false): Der =>
  sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(encode(value)));
export const alternativeNames = (...dnsNames: string[]): Der =>
  extension('2.5.29.17', sequence(...dnsNames.map((each) => tagged(2, Buffer.from(each, 'latin1')))));

/** A certificate of any content, right or wrong, in DER. */
export function craftCertificate(crafted: Crafted = {}): Buffer {
  const algorithm = crafted.algorithm ?? sequence(oid('1.2.840.10045.4.3.2'));
  const extensions = crafted.extensions ?? [];
  const { key = publicKey } = crafted;
  const tbs = sequence(
    wrapped(0, integer(Buffer.from([2]))),
    integer(Buffer.from([0x7f, 1])),
    algorithm,
    crafted.issuer ?? name('Issuer'),
    sequence(...(crafted.validity ?? [time(new Date('2026-01-01T00:00:00Z')), time(new Date('2026-03-31T12:34:56Z'))])),
    crafted.subject ?? name('Subject'),
    crafted.spki ?? decode(key.export({ type: 'spki', format: 'der' })),
    ...(extensions.length > 0 ? [wrapped(3, sequence(...extensions))] : []),
  );
  return encode(sequence(tbs, algorithm, bits(Buffer.alloc(70))));
}
