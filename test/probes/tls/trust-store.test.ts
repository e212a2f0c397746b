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

const faultOf = (store: TrustStore, served: readonly Buffer[]): string | undefined =>
  store.paths(served, undefined).fault;
const read = (...pems: string[]): Buffer[] => pems.map((pem) => new X509Certificate(pem).raw);

test('a leaf below a root, and below an intermediate', () => {
  const store = new TrustStore([certificate('Root', 'root', 'Root')]);
  expect(faultOf(store, read(certificate('mx', 'server', 'Root')))).toBeUndefined();
  expect(
    faultOf(store, read(certificate('mx', 'server', 'CA'), certificate('CA', 'intermediate', 'Root'))),
  ).toBeUndefined();
});

test('a trusted certificate is trusted by itself', () => {
  const leaf = certificate('mx', 'server', 'mx');
  expect(faultOf(new TrustStore([leaf]), read(leaf))).toBeUndefined();
  expect(faultOf(new TrustStore([certificate('mx', 'server', 'mx', other, other)]), read(leaf))).toBe(
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
  expect(faultOf(new TrustStore([certificate('Root', 'root', 'Root')]), read(...served()))).toBe(error);
});

test('an expired leaf hides no fault of its chain', () => {
  const store = new TrustStore([certificate('Root', 'root', 'Root')]);
  // An intermediate of the sandbox allows no authority below it.
  const tooLong = [
    certificate('mx', 'server', 'Below'),
    certificate('Below', 'intermediate', 'CA'),
    certificate('CA', 'intermediate', 'Root'),
  ];
  expect(store.paths(read(...tooLong), undefined)).toEqual({
    fault: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    acceptedBy: [],
  });
});

describe('libraries differ, as measured with GnuTLS 3.7.9 and Go 1.26', () => {
  const paths = (...served: string[]) =>
    new TrustStore([certificate('Root', 'root', 'Root')]).paths(read(...served), undefined);
  const leaf = () => certificate('mx', 'server', 'CA');

  test('an issuer that leads nowhere before the one that leads to a root', () => {
    const [nowhere, good] = [certificate('CA', 'intermediate', 'Nowhere'), certificate('CA', 'intermediate', 'Root')];
    expect(paths(leaf(), nowhere, good)).toEqual({ fault: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', acceptedBy: ['go'] });
    expect(paths(leaf(), good, nowhere)).toEqual({ acceptedBy: ['gnutls', 'go'] });
  });

  test('dates count for those who accept, where they are not left aside', () => {
    const store = new TrustStore([certificate('Root', 'root', 'Root')]);
    const served = read(leaf(), certificate('CA', 'intermediate', 'Root'));
    expect(store.paths(served, Date.parse('2020-02-01')).acceptedBy).toEqual(['gnutls', 'go']);
    expect(store.paths(served, Date.parse('2021-02-01')).acceptedBy).toEqual([]);
  });
});

test('authorities that sign one another end the search', () => {
  const names = Array.from({ length: 12 }, (_, n) => `CA ${n}`);
  const all = names.flatMap((name) =>
    names.filter((issuer) => issuer !== name).map((issuer) => certificate(name, 'intermediate', issuer)),
  );
  const store = new TrustStore([certificate('Root', 'root', 'Root')]);
  const began = performance.now();
  expect(faultOf(store, read(certificate('mx', 'server', 'CA 0'), ...all))).toBe('UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
  expect(performance.now() - began).toBeLessThan(2000);
});

test("Mozilla's roots trust themselves, whatever their dates", () => {
  const store = new TrustStore(rootCertificates);
  for (const root of rootCertificates) expect(faultOf(store, read(root))).toBeUndefined();
});
