import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { TrustStore } from '../../../lib/probes/tls/trust-store';
import { issueCertificate, type CertificateContent, type Issuer } from '../../../lib/sandbox/pki/certificate';
import { newKey, type KeyPair } from '../../../lib/sandbox/pki/keys';

let key: KeyPair;
let other: KeyPair;
beforeAll(async () => {
  [key, other] = await Promise.all([newKey('ec'), newKey('ec')]);
});

const expired = { notBefore: new Date('2020-01-01'), notAfter: new Date('2020-04-01') };

/** An expired certificate of `commonName` with our key, unless said otherwise. */
function certificate(
  commonName: string,
  role: CertificateContent['role'],
  issuer: string,
  issuerKey = key,
  subjectKey = key,
): string {
  const signer: Issuer = { commonName: issuer, key: issuerKey };
  return issueCertificate(
    { commonName, role, ...expired, dnsNames: role === 'server' ? [commonName] : [] },
    subjectKey,
    signer,
  );
}

const read = (...pems: string[]): Buffer[] => pems.map((pem) => new X509Certificate(pem).raw);

test('a leaf below a root, and below an intermediate', () => {
  const store = new TrustStore([certificate('Root', 'root', 'Root')]);
  expect(store.faultBesideDates(read(certificate('mx', 'server', 'Root')))).toBeUndefined();
  expect(
    store.faultBesideDates(read(certificate('mx', 'server', 'CA'), certificate('CA', 'intermediate', 'Root'))),
  ).toBeUndefined();
});

test('a trusted certificate is trusted by itself', () => {
  const leaf = certificate('mx', 'server', 'mx');
  expect(new TrustStore([leaf]).faultBesideDates(read(leaf))).toBeUndefined();
  expect(new TrustStore([certificate('mx', 'server', 'mx', other, other)]).faultBesideDates(read(leaf))).toBe(
    'DEPTH_ZERO_SELF_SIGNED_CERT',
  );
});

test.each<[string, () => string[], string]>([
  [
    'a root of the same name and another key',
    () => [certificate('mx', 'server', 'Root', other)],
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ],
  [
    'an intermediate that did not sign',
    () => [certificate('mx', 'server', 'CA', other), certificate('CA', 'intermediate', 'Root')],
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ],
  [
    'a server certificate as an authority',
    () => [certificate('mx', 'server', 'evil'), certificate('evil', 'server', 'Root')],
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ],
  ['a client certificate', () => [certificate('mx', 'client', 'Root')], 'INVALID_PURPOSE'],
  [
    'a root of its own',
    () => [certificate('mx', 'server', 'Mine', other), certificate('Mine', 'root', 'Mine', other, other)],
    'SELF_SIGNED_CERT_IN_CHAIN',
  ],
  ['nothing', () => [], 'UNABLE_TO_GET_ISSUER_CERT'],
])('%s leads to no root', (_, served, error) => {
  expect(new TrustStore([certificate('Root', 'root', 'Root')]).faultBesideDates(read(...served()))).toBe(error);
});

test('one of two certificates of an issuer is enough', () => {
  const served = [
    certificate('mx', 'server', 'CA'),
    certificate('CA', 'intermediate', 'Nowhere'),
    certificate('CA', 'intermediate', 'Root'),
  ];
  expect(new TrustStore([certificate('Root', 'root', 'Root')]).faultBesideDates(read(...served))).toBeUndefined();
});

test('authorities that sign one another end the search', () => {
  const names = Array.from({ length: 12 }, (_, n) => `CA ${n}`);
  const all = names.flatMap((name) =>
    names.filter((issuer) => issuer !== name).map((issuer) => certificate(name, 'intermediate', issuer)),
  );
  const store = new TrustStore([certificate('Root', 'root', 'Root')]);
  const began = performance.now();
  expect(store.faultBesideDates(read(certificate('mx', 'server', 'CA 0'), ...all))).toBe(
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  );
  expect(performance.now() - began).toBeLessThan(2000);
});

test("Mozilla's roots trust themselves, whatever their dates", () => {
  const store = new TrustStore(rootCertificates);
  for (const root of rootCertificates) expect(store.faultBesideDates(read(root))).toBeUndefined();
});
