import { certificateWeaknesses } from '../../../lib/core/certificate/weakness';
import { certificate, DAY, intermediate, NOW, root } from '../../support/observations';

test.each([
  ['a healthy EC leaf', certificate(), []],
  ['a healthy RSA leaf', certificate({ key: { type: 'rsa', bits: 2048 } }), []],
  ['Ed25519', certificate({ key: { type: 'ed25519' } }), []],
  ['RSA of 1024 bits', certificate({ key: { type: 'rsa', bits: 1024 } }), ['RSA key of 1024 bits']],
  ['RSA of 2047 bits', certificate({ key: { type: 'rsa', bits: 2047 } }), ['RSA key of 2047 bits']],
  ['EC of 224 bits', certificate({ key: { type: 'ec', bits: 224 } }), ['EC key of 224 bits']],
  ['SHA-1 with RSA', certificate({ signatureAlgorithm: 'sha1WithRSAEncryption' }), ['signature sha1WithRSAEncryption']],
  ['SHA-1 with ECDSA', certificate({ signatureAlgorithm: 'ecdsa-with-SHA1' }), ['signature ecdsa-with-SHA1']],
  ['MD5', certificate({ signatureAlgorithm: 'md5WithRSAEncryption' }), ['signature md5WithRSAEncryption']],
  ['SHA-384', certificate({ signatureAlgorithm: 'ecdsa-with-SHA384' }), []],
  ['SHA-512', certificate({ signatureAlgorithm: 'sha512WithRSAEncryption' }), []],
  ['a root signed with SHA-1, which nobody verifies', root({ signatureAlgorithm: 'sha1WithRSAEncryption' }), []],
  [
    'an intermediate signed with SHA-1',
    intermediate({ signatureAlgorithm: 'sha1WithRSAEncryption' }),
    ['signature sha1WithRSAEncryption'],
  ],
  ['a leaf of ten years, which no sender refuses', certificate({ notAfter: NOW + 3650 * DAY }), []],
  ['an intermediate of ten years', intermediate({ notAfter: NOW + 3650 * DAY }), []],
  [
    'dates the wrong way round',
    certificate({ notBefore: NOW, notAfter: NOW - DAY }),
    ['validity that ends before it begins'],
  ],
  [
    'two at once',
    certificate({ key: { type: 'rsa', bits: 512 }, signatureAlgorithm: 'md5WithRSAEncryption' }),
    ['RSA key of 512 bits', 'signature md5WithRSAEncryption'],
  ],
])('%s', (_, facts, expected) => {
  expect(certificateWeaknesses(facts)).toEqual(expected);
});
