import { findingOf } from '../../../lib/core/findings';
import { HOST, Watch, certificate, unseen } from './checks';

const A = '192.0.2.1';
const B = '192.0.2.2';
const seen = (...served: readonly [string, ReturnType<typeof certificate>][]) => ({
  facts: { addresses: [A, B] },
  served: Object.fromEntries(served),
});
const watchFrom = (first: ReturnType<typeof seen>): Watch => {
  const watch = new Watch(HOST);
  watch.see(first);
  return watch;
};

test('a new certificate replaces the one before', () => {
  const watch = watchFrom(seen([A, certificate('old')]));
  expect(watch.see(seen([A, certificate('new', { notAfter: Date.UTC(2027, 1, 20, 12) })]))).toEqual([
    'certificate-replaced',
  ]);
  expect(watch.last()).toMatchObject({
    address: A,
    beforeCertificate: 'old',
    afterCertificate: 'new',
    before: "mx1.example.com, rsa, by Let's Encrypt, until 2027-01-22 00:00 UTC",
    after: "mx1.example.com, rsa, by Let's Encrypt, until 2027-02-20 12:00 UTC",
  });
});

test('old and new in turn are told once', () => {
  const watch = watchFrom(seen([A, certificate('old')]));
  const told = Array.from({ length: 20 }, (_, n) => watch.see(seen([A, certificate(n % 2 === 0 ? 'new' : 'old')])));
  expect(told.flat().filter((type) => type !== 'unchanged')).toEqual(['certificate-replaced']);
});

test('addresses that renew one after the other are told once', () => {
  const watch = watchFrom(seen([A, certificate('old')], [B, certificate('old')]));
  expect(watch.see(seen([A, certificate('new')], [B, certificate('old')]))).toEqual(['certificate-replaced']);
  expect(watch.see(seen([A, certificate('new')], [B, certificate('new')]))).toEqual([]);
});

test('addresses that renew together are told once', () => {
  const watch = watchFrom(seen([A, certificate('old')], [B, certificate('old')]));
  expect(watch.see(seen([A, certificate('new')], [B, certificate('new')]))).toEqual(['certificate-replaced']);
});

test('a certificate at a new address replaces nothing', () => {
  const watch = watchFrom(seen([A, certificate('one')]));
  expect(watch.see(seen([A, certificate('one')], [B, certificate('two')]))).toEqual([]);
});

test('a certificate that stayed away for longer than the window is new again', () => {
  const watch = watchFrom(seen([A, certificate('old')]));
  watch.see(seen([A, certificate('new')]));
  const told = Array.from({ length: 13 }, () => watch.see(seen([A, certificate('new')])).join());
  expect(told).toEqual([...Array.from({ length: 12 }, () => ''), 'unchanged']);
  expect(watch.state?.certificates[A]?.map(({ fingerprint }) => fingerprint)).toEqual(['new']);
  expect(watch.see(seen([A, certificate('old')]))).toEqual(['certificate-replaced']);
});

test('looks that did not see an address do not age what it served', () => {
  const watch = watchFrom(seen([A, certificate('old')]));
  watch.see(seen([A, certificate('new')]));
  for (let n = 0; n < 20; n++) watch.see({ missing: [unseen(`smtp:${A}`)] });
  expect(watch.see(seen([A, certificate('old')]))).toEqual([]);
});

test('another organisation is another issuer; another intermediate of the same is not', () => {
  const watch = watchFrom(seen([A, certificate('old')]));
  expect(watch.see(seen([A, certificate('b', { issuer: "C=US, O=Let's Encrypt, CN=E7" })]))).toEqual([
    'certificate-replaced',
  ]);
  expect(watch.see(seen([A, certificate('c', { issuer: 'C=US, O=DigiCert\\, Inc., CN=G2' })]))).toEqual([
    'certificate-replaced',
    'certificate-issuer-changed',
  ]);
  expect(watch.last()).toMatchObject({ before: "Let's Encrypt", after: 'DigiCert\\, Inc.' });
  expect(watch.see(seen([A, certificate('d', { issuer: 'CN=mx1.example.com' })]))).toEqual([
    'certificate-replaced',
    'certificate-issuer-changed',
  ]);
  expect(watch.last()).toMatchObject({ after: 'CN=mx1.example.com' });
});

test('another type of key', () => {
  const watch = watchFrom(seen([A, certificate('old')]));
  expect(watch.see(seen([A, certificate('new', { keyType: 'ec' })]))).toEqual([
    'certificate-replaced',
    'certificate-key-type-changed',
  ]);
  expect(watch.last()).toMatchObject({ before: 'rsa', after: 'ec' });
  expect(watch.see(seen([A, certificate('newer')]))).toEqual(['certificate-replaced']);
});

test('names that the new certificate does not have are lost; others are no loss', () => {
  const watch = watchFrom(seen([A, certificate('old', { dnsNames: ['mx1.example.com', 'mx2.example.com'] })]));
  expect(
    watch.see(seen([A, certificate('more', { dnsNames: ['MX2.example.com', 'mx1.example.com', 'mx3.example.com'] })])),
  ).toEqual(['certificate-replaced']);
  expect(watch.see(seen([A, certificate('less', { dnsNames: ['mx1.example.com'] })]))).toEqual([
    'certificate-replaced',
    'certificate-names-lost',
  ]);
  expect(watch.last()).toMatchObject({
    before: 'MX2.example.com, mx1.example.com, mx3.example.com',
    after: 'mx1.example.com',
  });
});

test('a certificate of a thousand names is remembered in part, and loses none of them', () => {
  const dnsNames = Array.from({ length: 1_000 }, (_, n) => `mx${n}.example.com`);
  const watch = watchFrom(seen([A, certificate('old', { dnsNames })]));
  expect(watch.state?.certificates[A]?.[0]?.dnsNames).toHaveLength(50);
  expect(watch.see(seen([A, certificate('new', { dnsNames: ['aa.example.com', ...dnsNames] })]))).toEqual([
    'certificate-replaced',
  ]);
});

test('the finding that a replacement leads to tells it', () => {
  const watch = watchFrom(seen([A, certificate('old')]));
  const wrongName = findingOf({
    kind: 'mx-host-certificate-name-mismatch',
    subject: HOST,
    evidence: {
      certificate: 'new',
      addresses: [A],
      expected: HOST.name,
      names: ['other.example'],
      commonNameOnly: false,
    },
    aspects: [`smtp:${A}`],
    discriminator: 'new',
  });
  watch.see({ ...seen([A, certificate('new', { dnsNames: ['other.example'] })]), findings: [wrongName] });
  expect(watch.events.slice(-2)).toMatchObject([
    { type: 'certificate-replaced', toldBy: [wrongName.fingerprint] },
    { type: 'certificate-names-lost', toldBy: [wrongName.fingerprint] },
  ]);
});

test('a server with another certificate each time fills no memory', () => {
  const watch = watchFrom(seen([A, certificate('0')]));
  for (let n = 1; n < 50; n++) watch.see(seen([A, certificate(String(n))]));
  expect(watch.state?.certificates[A]?.length).toBeLessThanOrEqual(8);
});

describe('addresses', () => {
  const addresses = (...list: string[]) => ({ facts: { addresses: list } });

  test('a new one is a change', () => {
    const watch = watchFrom({ ...addresses(A), served: {} });
    expect(watch.see(addresses(B))).toEqual(['addresses-changed']);
    expect(watch.last()).toMatchObject({ before: A, after: B });
  });

  test('a part of them at a time is none, and one that stays away is forgotten in silence', () => {
    const watch = watchFrom({ ...addresses(A, B), served: {} });
    const told = [[A], [B], [A], [A, B]].map((list) => watch.see(addresses(...list)));
    expect(told.flat()).toEqual([]);
    for (let n = 0; n < 13; n++) expect(watch.see(addresses(A))).toEqual([]);
    expect(watch.state?.facts).toEqual({ addresses: [A] });
    expect(watch.see(addresses(A))).toEqual(['unchanged']);
    expect(watch.see(addresses(A, B))).toEqual(['addresses-changed']);
  });

  test('none at all is a change, and so are the first after that', () => {
    const watch = watchFrom({ ...addresses(A), served: {} });
    expect(watch.see({ facts: { addresses: null } })).toEqual(['addresses-changed']);
    expect(watch.last()).toMatchObject({ before: A, after: null });
    expect(watch.see(addresses(A))).toEqual(['addresses-changed']);
    expect(watch.last()).toMatchObject({ before: null, after: A });
  });

  test('what an address served goes when the address is forgotten', () => {
    const watch = watchFrom(seen([A, certificate('a')], [B, certificate('b')]));
    for (let n = 0; n < 13; n++) watch.see(addresses(A));
    expect(Object.keys(watch.state?.certificates ?? {})).toEqual([A]);
  });

  test('a name that rotates through thousands fills no memory', () => {
    const watch = watchFrom({ ...addresses(A), served: {} });
    for (let n = 0; n < 40; n++) {
      const list = Array.from({ length: 100 }, (_, host) => `198.51.${n}.${host}`);
      watch.see({
        facts: { addresses: list },
        served: Object.fromEntries(list.map((address) => [address, certificate(address)])),
      });
    }
    expect(watch.state?.facts.addresses).toHaveLength(64);
    expect(Object.keys(watch.state?.certificates ?? {}).length).toBeLessThanOrEqual(64);
  });
});
