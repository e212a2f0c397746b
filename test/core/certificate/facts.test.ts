import { createHash, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { asn1 } from 'node-forge';
import { CertificateError, certificateFacts } from '../../../lib/core/certificate/facts';
import {
  bits,
  boolean,
  encode,
  integer,
  nothing,
  oid,
  sequence,
  set,
  tagged,
  time,
  utf8,
  wrapped,
} from '../../../lib/sandbox/pki/der';
import { Pki } from '../../../lib/sandbox/pki/authority';
import { alternativeNames, attribute, craftCertificate, extension, name } from '../../support/crafted-certificate';

const sha256 = (octets: Buffer): string => createHash('sha256').update(octets).digest('hex');
const uri = (url: string) => tagged(6, Buffer.from(url));

/** The key as OpenSSL describes it. */
function keyOf({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): object {
  const { modulusLength, namedCurve } = asymmetricKeyDetails;
  return namedCurve === undefined
    ? { type: asymmetricKeyType, bits: modulusLength }
    : { type: asymmetricKeyType, curve: namedCurve };
}

describe('certificates of the real world', () => {
  test.each(
    rootCertificates
      .map((pem) => new X509Certificate(pem))
      .map((certificate) => [certificate.subject.split('\n').at(-1), certificate] as const),
  )('%s: as OpenSSL reads it', (_, certificate) => {
    expect(certificateFacts(certificate.raw)).toMatchObject({
      fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      subject: certificate.subject.replaceAll('\n', ', '),
      issuer: certificate.issuer.replaceAll('\n', ', '),
      serialNumber: certificate.serialNumber,
      notBefore: Date.parse(certificate.validFrom),
      notAfter: Date.parse(certificate.validTo),
      spkiSha256: sha256(certificate.publicKey.export({ type: 'spki', format: 'der' })),
      isCa: certificate.ca,
      selfIssued: certificate.subject === certificate.issuer,
      key: keyOf(certificate.publicKey),
      signatureAlgorithm: expect.stringMatching(
        /^(sha(1|256|384|512)WithRSAEncryption|ecdsa-with-SHA(256|384|512))$/,
      ) as string,
    });
  });
});

describe('a server certificate', () => {
  let pki: Pki;
  beforeAll(async () => {
    pki = await Pki.create();
  });

  test.each([
    ['ec', { type: 'ec', bits: 256, curve: 'prime256v1' }, 'ecdsa-with-SHA256'],
    ['rsa', { type: 'rsa', bits: 2048 }, 'sha256WithRSAEncryption'],
    ['rsa-1024', { type: 'rsa', bits: 1024 }, 'sha256WithRSAEncryption'],
  ] as const)('%s', async (key, kind, algorithm) => {
    const { chain } = await pki.issue({ names: ['mx.example.com', '*.example.net'], key });
    const certificate = new X509Certificate(chain);
    expect(certificateFacts(certificate.raw)).toEqual({
      fingerprint: sha256(certificate.raw),
      der: certificate.raw.toString('base64'),
      subject: 'O=MTA-STS Watch sandbox, CN=mx.example.com',
      issuer: expect.stringMatching(/^O=MTA-STS Watch sandbox, CN=Sandbox trusted (ec|rsa) CA$/) as string,
      serialNumber: certificate.serialNumber,
      notBefore: Date.parse(certificate.validFrom),
      notAfter: Date.parse(certificate.validTo),
      dnsNames: ['mx.example.com', '*.example.net'],
      ipAddresses: [],
      commonName: 'mx.example.com',
      key: kind,
      spkiSha256: sha256(certificate.publicKey.export({ type: 'spki', format: 'der' })),
      signatureAlgorithm: algorithm,
      isCa: false,
      selfIssued: false,
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'],
      ocspUrls: [],
      caIssuersUrls: [],
      crlUrls: [],
    });
  });

  test('that signed itself', async () => {
    const { chain } = await pki.issue({ names: ['mx.example.com'], signedBy: 'itself' });
    expect(certificateFacts(new X509Certificate(chain).raw).selfIssued).toBe(true);
  });
});

describe('names', () => {
  test('come from the DER, not from a text form that a name can forge (CVE-2021-44532)', () => {
    const forged = 'evil.example, DNS:mx.example.com';
    expect(certificateFacts(craftCertificate({ extensions: [alternativeNames(forged)] })).dnsNames).toEqual([forged]);
  });

  test('keep NUL and octets outside ASCII', () => {
    const names = ['mx.example.com\0.evil.example', 'm\xfcller.example'];
    expect(certificateFacts(craftCertificate({ extensions: [alternativeNames(...names)] })).dnsNames).toEqual(names);
  });

  test('are read by their kind', () => {
    const san = sequence(
      tagged(1, Buffer.from('post@example.com')),
      tagged(2, Buffer.from('mx.example.com')),
      uri('https://example.com/'),
      tagged(7, Buffer.from([192, 0, 2, 1])),
      tagged(7, Buffer.from('20010db8000000000000000000000001', 'hex')),
    );
    expect(certificateFacts(craftCertificate({ extensions: [extension('2.5.29.17', san)] }))).toMatchObject({
      dnsNames: ['mx.example.com'],
      ipAddresses: ['192.0.2.1', '2001:db8::1'],
    });
  });

  test('the common name is the last one, in any kind of string', () => {
    const bmp = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.BMPSTRING, false, 'mü.example');
    const subject = sequence(
      attribute('2.5.4.3', utf8('first')),
      attribute('2.5.4.10', utf8('Café')),
      attribute('2.5.4.3', bmp),
    );
    expect(certificateFacts(craftCertificate({ subject })).commonName).toBe('mü.example');
    expect(certificateFacts(craftCertificate({ subject: sequence() }))).toMatchObject({ subject: '' });
    expect(certificateFacts(craftCertificate({ subject: sequence() }))).not.toHaveProperty('commonName');
  });

  test.each(['plain', 'Example, Inc.', ' a+b="c"<d>;\\ ', '#1', 'Grüße 日本', ' ', 'a\tb\x7f'])(
    '%j is escaped as OpenSSL does',
    (value) => {
      const subject = sequence(
        attribute('2.5.4.6', utf8('DE')),
        attribute('2.5.4.10', utf8(value)),
        attribute('1.2.3.4', utf8('x')),
      );
      const der = craftCertificate({ subject });
      expect(certificateFacts(der).subject).toBe(new X509Certificate(der).subject.replaceAll('\n', ', '));
    },
  );

  test('several attributes of one level stand together', () => {
    const subject = sequence(set(sequence(oid('2.5.4.10'), utf8('Example')), sequence(oid('2.5.4.3'), utf8('mx'))));
    expect(certificateFacts(craftCertificate({ subject }))).toMatchObject({
      subject: 'O=Example + CN=mx',
      commonName: 'mx',
    });
  });

  test('a line end in a name starts no new attribute', () => {
    expect(certificateFacts(craftCertificate({ subject: name('a\nO=Bank') })).subject).toBe('CN=a\\0AO=Bank');
  });
});

describe('dates', () => {
  test('two digits of a year are 1950 to 2049; four from then on', () => {
    const facts = certificateFacts(
      craftCertificate({ validity: [time(new Date('1950-01-01T00:00:00Z')), time(new Date('9999-12-31T23:59:59Z'))] }),
    );
    expect(facts).toMatchObject({ notBefore: Date.UTC(1950, 0, 1), notAfter: Date.UTC(9999, 11, 31, 23, 59, 59) });
    const far = certificateFacts(
      craftCertificate({ validity: [time(new Date('2049-12-31T23:59:59Z')), time(new Date('2050-01-01T00:00:00Z'))] }),
    );
    expect(far).toMatchObject({ notBefore: Date.UTC(2049, 11, 31, 23, 59, 59), notAfter: Date.UTC(2050, 0, 1) });
  });

  test.each(['2601010000Z', '260101000000+0100', '261301000000Z', 'never', ''])('%j is none', (digits) => {
    const bad = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.UTCTIME, false, digits);
    expect(() => certificateFacts(craftCertificate({ validity: [bad, bad] }))).toThrow(CertificateError);
  });
});

describe('keys and signatures', () => {
  test.each([
    ['ed25519', generateKeyPairSync('ed25519').publicKey, { type: 'ed25519' }],
    ['ed448', generateKeyPairSync('ed448').publicKey, { type: 'ed448' }],
    [
      'secp384r1',
      generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey,
      { type: 'ec', bits: 384, curve: 'secp384r1' },
    ],
    [
      'secp521r1',
      generateKeyPairSync('ec', { namedCurve: 'secp521r1' }).publicKey,
      { type: 'ec', bits: 521, curve: 'secp521r1' },
    ],
    [
      'prime192v1',
      generateKeyPairSync('ec', { namedCurve: 'prime192v1' }).publicKey,
      { type: 'ec', bits: 192, curve: 'prime192v1' },
    ],
    [
      'secp256k1',
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey,
      { type: 'ec', bits: 256, curve: 'secp256k1' },
    ],
    [
      'brainpoolP384r1',
      generateKeyPairSync('ec', { namedCurve: 'brainpoolP384r1' }).publicKey,
      { type: 'ec', bits: 384, curve: 'brainpoolP384r1' },
    ],
    [
      'a curve of no name here',
      generateKeyPairSync('ec', { namedCurve: 'sect233k1' }).publicKey,
      { type: 'ec', curve: '1.3.132.0.26' },
    ],
    [
      'a curve that is described',
      generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' }).publicKey,
      { type: 'ec' },
    ],
    [
      'rsa of an odd length',
      generateKeyPairSync('rsa', { modulusLength: 1023 }).publicKey,
      { type: 'rsa', bits: 1023 },
    ],
    ['rsa-pss', generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey, { type: 'rsa', bits: 2048 }],
    ['dsa', generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).publicKey, { type: 'other' }],
  ] as const)('%s', (_, key, kind) => {
    const facts = certificateFacts(craftCertificate({ key }));
    expect(facts.key).toEqual(kind);
    expect(facts.spkiSha256).toBe(sha256(key.export({ type: 'spki', format: 'der' })));
  });

  test('a key that OpenSSL does not know', () => {
    const spki = sequence(
      sequence(oid('1.2.3.4')),
      asn1.create(asn1.Class.UNIVERSAL, asn1.Type.BITSTRING, false, '\0abc'),
    );
    expect(certificateFacts(craftCertificate({ spki })).key).toEqual({ type: 'other' });
  });

  test('a modulus of zero', () => {
    const rsa = encode(sequence(integer(Buffer.from([0])), integer(Buffer.from([3]))));
    const spki = sequence(sequence(oid('1.2.840.113549.1.1.1'), nothing()), bits(rsa));
    expect(() => certificateFacts(craftCertificate({ spki }))).toThrow(CertificateError);
  });

  test.each([
    ['sha1WithRSAEncryption', sequence(oid('1.2.840.113549.1.1.5'), nothing())],
    ['ecdsa-with-SHA384', sequence(oid('1.2.840.10045.4.3.3'))],
    ['1.2.3.4.5', sequence(oid('1.2.3.4.5'))],
    ['rsassaPss (sha1)', sequence(oid('1.2.840.113549.1.1.10'), sequence())],
    [
      'rsassaPss (sha512)',
      sequence(oid('1.2.840.113549.1.1.10'), sequence(wrapped(0, sequence(oid('2.16.840.1.101.3.4.2.3'))))),
    ],
  ])('%s', (signatureAlgorithm, algorithm) => {
    expect(certificateFacts(craftCertificate({ algorithm })).signatureAlgorithm).toBe(signatureAlgorithm);
  });
});

describe('extensions', () => {
  test('where revocation and issuers are told', () => {
    const location = (method: string, url: string) => sequence(oid(method), uri(url));
    const facts = certificateFacts(
      craftCertificate({
        extensions: [
          extension(
            '1.3.6.1.5.5.7.1.1',
            sequence(
              location('1.3.6.1.5.5.7.48.1', 'http://ocsp.example/'),
              location('1.3.6.1.5.5.7.48.2', 'http://ca.example/ca.der'),
            ),
          ),
          extension(
            '2.5.29.31',
            sequence(
              sequence(wrapped(0, wrapped(0, uri('http://crl.example/1.crl'), uri('ldap://crl.example/1')))),
              sequence(
                wrapped(0, wrapped(1, attribute('2.5.4.3', utf8('relative')))),
                tagged(1, Buffer.from([0, 0x60])),
              ),
            ),
          ),
        ],
      }),
    );
    expect(facts).toMatchObject({
      ocspUrls: ['http://ocsp.example/'],
      caIssuersUrls: ['http://ca.example/ca.der'],
      crlUrls: ['http://crl.example/1.crl', 'ldap://crl.example/1'],
    });
  });

  test('no extended key usage is not an empty one', () => {
    expect(certificateFacts(craftCertificate())).not.toHaveProperty('extendedKeyUsage');
    const uses = extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.2'), oid('2.5.29.37.0')));
    expect(certificateFacts(craftCertificate({ extensions: [uses] })).extendedKeyUsage).toEqual([
      '1.3.6.1.5.5.7.3.2',
      '2.5.29.37.0',
    ]);
  });

  test('an authority says so itself', () => {
    const constraints = (...fields: ReturnType<typeof boolean>[]) => [
      extension('2.5.29.19', sequence(...fields), true),
    ];
    expect(certificateFacts(craftCertificate({ extensions: constraints(boolean(true)) })).isCa).toBe(true);
    expect(certificateFacts(craftCertificate({ extensions: constraints(boolean(false)) })).isCa).toBe(false);
    expect(certificateFacts(craftCertificate({ extensions: constraints() })).isCa).toBe(false);
  });

  test('an unknown one, even with an arc of 128 bits, is no hindrance', () => {
    const uuidArc = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OID, false, `\x69${'\xff'.repeat(18)}\x7f`);
    const unknown = sequence(uuidArc, asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OCTETSTRING, false, 'anything'));
    expect(
      certificateFacts(craftCertificate({ extensions: [unknown, alternativeNames('mx.example.com')] })).dnsNames,
    ).toEqual(['mx.example.com']);
  });
});

describe('hostile octets', () => {
  const good = craftCertificate({ extensions: [alternativeNames('mx.example.com')] });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('-----BEGIN')],
    ['an empty sequence', encode(sequence())],
    ['a certificate and more', Buffer.concat([good, Buffer.from([0])])],
    ['more octets than any certificate has', Buffer.alloc(0x10001, 0x30)],
    ['nesting without end', Buffer.alloc(0x8000, 0x30)],
    ['indefinite nesting', Buffer.alloc(0x8000, Buffer.from([0x30, 0x80]))],
    ['a SAN that is no sequence', craftCertificate({ extensions: [extension('2.5.29.17', utf8('x'))] })],
    ['two SANs', craftCertificate({ extensions: [alternativeNames('a.example'), alternativeNames('b.example')] })],
    [
      'an address of five octets',
      craftCertificate({ extensions: [extension('2.5.29.17', sequence(tagged(7, Buffer.alloc(5))))] }),
    ],
  ])('%s', (_, octets) => {
    expect(() => certificateFacts(octets)).toThrow(CertificateError);
  });

  test('any octet changed or any tail cut: facts or a CertificateError, soon', () => {
    const began = performance.now();
    for (let at = 0; at < good.length; at++) {
      for (const bit of [1, 0x20, 0x80]) {
        const changed = Buffer.from(good);
        changed.writeUInt8(changed.readUInt8(at) ^ bit, at);
        orCertificateError(changed);
      }
      orCertificateError(good.subarray(0, at));
    }
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  function orCertificateError(octets: Buffer): void {
    try {
      certificateFacts(octets);
    } catch (error) {
      expect(error).toBeInstanceOf(CertificateError);
    }
  }
});
