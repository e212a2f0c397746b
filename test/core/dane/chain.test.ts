import { judgeChain, type ChainOutcome } from '../../../lib/core/dane/chain';
import { unusable } from '../../../lib/core/dane/usability';
import type { TlsaRecord } from '../../../lib/core/model';
import type { KeyKind } from '../../../lib/sandbox/pki/keys';
import { make, strayTlsa, tlsa, type Made } from '../../support/dane';
import { DAY, NOW } from '../../support/observations';

const BASE = 'mx1.example.com';
const YEARS = { notBefore: new Date(NOW - 900 * DAY), notAfter: new Date(NOW + 900 * DAY) };

/** What the judge says: `authenticated`, the faults of a chain that an anchor vouches for, or why each record misses. */
function judge(
  records: readonly TlsaRecord[],
  chain: readonly Made[],
  referenceNames: readonly string[] = [BASE],
  now = NOW,
): readonly string[] {
  expect(records.map(unusable)).toEqual(records.map(() => undefined));
  return inWords(
    judgeChain(
      records,
      chain.map(({ facts }) => facts),
      { referenceNames, now },
    ),
  );
}

function inWords(outcome: ChainOutcome): readonly string[] {
  if (outcome.state === 'mismatch') return outcome.misses.map(({ why }) => why);
  if (outcome.state !== 'faulty') return [outcome.state];
  return [
    ...(outcome.wrongName ? ['name'] : []),
    ...(outcome.outOfDate ? [`dates of ${outcome.outOfDate.subject.replace(/.*CN=/, '')}`] : []),
  ];
}

describe.each<KeyKind>(['rsa', 'ec'])('%s', (kind) => {
  let root: Made;
  let issuing: Made;
  let leaf: Made;
  let chain: readonly Made[];
  beforeAll(async () => {
    root = await make('Root', kind, { role: 'root', ...YEARS });
    issuing = await make('Issuing', kind, { role: 'intermediate', ...YEARS }, root);
    leaf = await make(BASE, kind, { dnsNames: [BASE] }, issuing);
    chain = [leaf, issuing, root];
  });

  const FORMS = [0, 1].flatMap((selector) => [0, 1, 2].map((matchingType) => [selector, matchingType] as const));

  test.each(FORMS)('3 %s %s of the leaf', (selector, type) => {
    expect(judge([tlsa(3, selector, type, leaf)], chain)).toEqual(['authenticated']);
    expect(judge([tlsa(3, selector, type, leaf)], [leaf])).toEqual(['authenticated']);
  });

  test.each(FORMS)('2 %s %s of the issuing authority and of the root, both served', (selector, type) => {
    expect(judge([tlsa(2, selector, type, issuing)], chain)).toEqual(['authenticated']);
    expect(judge([tlsa(2, selector, type, root)], chain)).toEqual(['authenticated']);
  });

  test.each(FORMS)('2 %s %s of the root that is not served: only a whole one helps', (selector, type) => {
    expect(judge([tlsa(2, selector, type, root)], [leaf, issuing])).toEqual([
      type === 0 ? 'authenticated' : 'anchor-not-served',
    ]);
  });

  test.each(FORMS)('2 %s %s of the issuing authority, and the leaf alone is served', (selector, type) => {
    expect(judge([tlsa(2, selector, type, issuing)], [leaf])).toEqual([
      type === 0 ? 'authenticated' : 'anchor-not-served',
    ]);
  });

  test('3 x x of an authority, and 2 x x of the leaf', () => {
    expect(judge([tlsa(3, 1, 1, issuing)], chain)).toEqual(['not-the-leaf']);
    expect(judge([tlsa(2, 1, 1, leaf)], chain)).toEqual(['anchor-is-the-leaf']);
    expect(judge([tlsa(2, 0, 2, leaf)], [leaf])).toEqual(['anchor-is-the-leaf']);
  });

  test('the order of what is served behind the leaf does not count', () => {
    expect(judge([tlsa(2, 0, 1, root)], [leaf, root, issuing])).toEqual(['authenticated']);
  });

  test('an authority of the same name with another key did not sign', async () => {
    const impostor = await make('Issuing', kind, { role: 'intermediate', ...YEARS }, root);
    expect(judge([tlsa(2, 1, 1, impostor)], [leaf, impostor, issuing])).toEqual(['anchor-did-not-sign']);
    expect(judge([tlsa(2, 1, 0, impostor)], [leaf, issuing])).toEqual(['anchor-not-served']);
    expect(judge([tlsa(2, 0, 0, impostor)], [leaf, issuing])).toEqual(['anchor-not-served']);
  });

  test('a certificate that is no authority vouches for nobody', async () => {
    const server = await make('Issuing', kind, { role: 'server', ...YEARS }, root, issuing.key);
    expect(judge([tlsa(2, 0, 1, server)], [leaf, server])).toEqual(['usage-forbids']);
  });

  test('an authority of another chain, served beside, vouches for nobody', async () => {
    const other = await make('Other', kind, { role: 'root', ...YEARS });
    expect(judge([tlsa(2, 1, 1, other)], [...chain, other])).toEqual(['anchor-did-not-sign']);
  });

  test('renewed with the same key: 3 1 x holds, 3 0 x does not', async () => {
    const renewed = await make(BASE, kind, { dnsNames: [BASE], notAfter: new Date(NOW + 90 * DAY) }, issuing, leaf.key);
    expect(judge([tlsa(3, 1, 1, leaf)], [renewed, issuing])).toEqual(['authenticated']);
    expect(judge([tlsa(3, 0, 1, leaf)], [renewed, issuing])).toEqual(['other-certificate']);
  });
});

describe('names and dates', () => {
  let ca: Made;
  const withNames = (dnsNames: readonly string[], commonName = 'server') => make(commonName, 'ec', { dnsNames }, ca);
  const until = (days: number, from = -90) =>
    make(
      BASE,
      'ec',
      { dnsNames: [BASE], notBefore: new Date(NOW + from * DAY), notAfter: new Date(NOW + days * DAY) },
      ca,
    );
  beforeAll(async () => {
    ca = await make('CA', 'ec', { role: 'root', ...YEARS });
  });

  test('3 1 1 ignores names, dates and a signature of its own', async () => {
    const expired = await make('localhost', 'ec', {
      dnsNames: ['localhost'],
      notBefore: new Date(NOW - 900 * DAY),
      notAfter: new Date(NOW - 300 * DAY),
    });
    const early = await until(90, 10);
    const client = await make('client', 'ec', { role: 'client' }, ca);
    for (const leaf of [expired, early, client]) {
      expect(judge([tlsa(3, 1, 1, leaf)], [leaf])).toEqual(['authenticated']);
      expect(judge([tlsa(3, 0, 1, leaf)], [leaf])).toEqual(['authenticated']);
    }
  });

  test('2 x x minds the dates of leaf and anchor, and clocks that differ by minutes', async () => {
    const anchor = tlsa(2, 1, 1, ca);
    expect(judge([anchor], [await until(-1), ca])).toEqual([`dates of ${BASE}`]);
    expect(judge([anchor], [await until(90, 1), ca])).toEqual([`dates of ${BASE}`]);
    expect(judge([anchor], [await until(90, 0), ca], [BASE], NOW - 60_000)).toEqual(['authenticated']);
    const old = await make('Old CA', 'ec', {
      role: 'root',
      notBefore: new Date(NOW - 900 * DAY),
      notAfter: new Date(NOW - DAY),
    });
    const leaf = await make(BASE, 'ec', { dnsNames: [BASE] }, old);
    expect(judge([tlsa(2, 1, 1, old)], [leaf, old])).toEqual(['dates of Old CA']);
    expect(judge([tlsa(2, 0, 0, old)], [leaf])).toEqual(['dates of Old CA']);
    // A key alone has no dates.
    expect(judge([tlsa(2, 1, 0, old)], [leaf])).toEqual(['authenticated']);
  });

  test('a path within its dates is found beside one that is not', async () => {
    const old = await make(
      'CA',
      'ec',
      { role: 'root', notBefore: new Date(NOW - 900 * DAY), notAfter: new Date(NOW - DAY) },
      undefined,
      ca.key,
    );
    const leaf = await until(80);
    expect(judge([tlsa(2, 1, 1, ca)], [leaf, old, ca])).toEqual(['authenticated']);
    expect(judge([tlsa(2, 0, 1, old)], [leaf, old, ca])).toEqual(['dates of CA']);
  });

  test.each([
    ['the base domain', [BASE], 'authenticated'],
    ['the base domain in capitals', ['MX1.Example.COM'], 'authenticated'],
    ['a wildcard', ['*.example.com'], 'authenticated'],
    ['the base domain among others', ['mail.example.net', BASE], 'authenticated'],
    ['another name', ['mail.example.net'], 'name'],
    ['a partial wildcard', ['mx*.example.com'], 'name'],
    ['a wildcard for two labels', ['*.com'], 'name'],
    ['the base domain below a wildcard', ['*.mx1.example.com'], 'name'],
  ])('2 1 1 and a certificate for %s', async (_, names, verdict) => {
    const leaf = await withNames(names);
    expect(judge([tlsa(2, 1, 1, ca)], [leaf, ca])).toEqual([verdict]);
  });

  test('the next-hop domain counts where it is given', async () => {
    const leaf = await withNames(['example.com']);
    expect(judge([tlsa(2, 1, 1, ca)], [leaf, ca])).toEqual(['name']);
    expect(judge([tlsa(2, 1, 1, ca)], [leaf, ca], [BASE, 'example.com'])).toEqual(['authenticated']);
  });

  test('a common name counts only where there is no SAN dNSName', async () => {
    expect(judge([tlsa(2, 1, 1, ca)], [await withNames([], BASE), ca])).toEqual(['authenticated']);
    expect(judge([tlsa(2, 1, 1, ca)], [await withNames(['mail.example.net'], BASE), ca])).toEqual(['name']);
  });

  test('each fault is said', async () => {
    const leaf = await make(
      'server',
      'ec',
      { dnsNames: ['mail.example.net'], notBefore: new Date(NOW - 90 * DAY), notAfter: new Date(NOW - DAY) },
      ca,
    );
    expect(judge([tlsa(2, 1, 1, ca)], [leaf, ca])).toEqual(['name', 'dates of server']);
  });

  test('a key whose certificate is served is bound by what that certificate forbids', async () => {
    const bound = await make('CA', 'ec', { role: 'server', ...YEARS });
    const leaf = await make(BASE, 'ec', { dnsNames: [BASE] }, bound);
    expect(judge([tlsa(2, 1, 0, bound)], [leaf])).toEqual(['authenticated']);
    expect(judge([tlsa(2, 1, 0, bound)], [leaf, bound])).toEqual(['usage-forbids']);
  });

  test('a certificate for clients serves nobody under 2 x x', async () => {
    const client = await make(BASE, 'ec', { dnsNames: [BASE], role: 'client' }, ca);
    expect(judge([tlsa(2, 1, 1, ca)], [client, ca])).toEqual(['usage-forbids']);
  });
});

describe('several records', () => {
  let ca: Made;
  let leaf: Made;
  let next: Made;
  beforeAll(async () => {
    ca = await make('CA', 'rsa', { role: 'root', ...YEARS });
    leaf = await make(BASE, 'rsa', { dnsNames: [BASE] }, ca);
    next = await make(BASE, 'ec', { dnsNames: [BASE] }, ca);
  });

  test('one match is enough, wherever it stands', () => {
    expect(judge([strayTlsa(3), strayTlsa(2), tlsa(3, 1, 1, leaf)], [leaf, ca])).toEqual(['authenticated']);
    expect(judge([tlsa(3, 1, 1, leaf), strayTlsa(3)], [leaf, ca])).toEqual(['authenticated']);
    expect(judge([strayTlsa(3), tlsa(2, 1, 1, ca)], [leaf, ca])).toEqual(['authenticated']);
  });

  test('before, during and after a roll-over', () => {
    const both = [tlsa(3, 1, 1, leaf), tlsa(3, 1, 1, next)];
    expect(judge(both, [leaf, ca])).toEqual(['authenticated']);
    expect(judge(both, [next, ca])).toEqual(['authenticated']);
    expect(judge(both.slice(0, 1), [next, ca])).toEqual(['other-certificate']);
  });

  test('DANE-EE comes before DANE-TA: names and dates do not count when both match', async () => {
    const expired = await make(
      'other',
      'ec',
      { dnsNames: ['other.example'], notBefore: new Date(NOW - 90 * DAY), notAfter: new Date(NOW - DAY) },
      ca,
    );
    expect(judge([tlsa(2, 1, 1, ca), tlsa(3, 1, 1, expired)], [expired, ca])).toEqual(['authenticated']);
  });

  test('of two digests with the same usage and selector the stronger alone counts', () => {
    expect(judge([tlsa(3, 1, 1, leaf), tlsa(3, 1, 2, leaf)], [leaf])).toEqual(['authenticated']);
    expect(judge([tlsa(3, 1, 1, leaf), strayTlsa(3, 1, 2)], [leaf])).toEqual(['weaker-digest', 'other-certificate']);
    expect(judge([tlsa(2, 1, 1, ca), strayTlsa(2, 1, 2)], [leaf, ca])).toEqual(['weaker-digest', 'anchor-not-served']);
  });

  test('digests with another usage or selector, and whole data, are no rivals', () => {
    expect(judge([tlsa(3, 1, 1, leaf), strayTlsa(3, 0, 2)], [leaf])).toEqual(['authenticated']);
    expect(judge([tlsa(3, 1, 1, leaf), strayTlsa(2, 1, 2)], [leaf])).toEqual(['authenticated']);
    expect(judge([tlsa(3, 1, 0, leaf), strayTlsa(3, 1, 2)], [leaf])).toEqual(['authenticated']);
  });

  test('each miss is explained', () => {
    expect(judge([strayTlsa(3), tlsa(3, 1, 1, ca), tlsa(2, 1, 1, leaf), strayTlsa(2)], [leaf, ca])).toEqual([
      'other-certificate',
      'not-the-leaf',
      'anchor-is-the-leaf',
      'anchor-not-served',
    ]);
  });
});

describe('hostile chains', () => {
  test('certificates that cannot be read are no judgement', async () => {
    const leaf = await make(BASE, 'ec', {});
    expect(judgeChain([strayTlsa(3)], [], { referenceNames: [BASE], now: NOW })).toEqual({ state: 'unreadable' });
    expect(judgeChain([strayTlsa(3)], [{ ...leaf.facts, der: 'AAAA' }], { referenceNames: [BASE], now: NOW })).toEqual({
      state: 'unreadable',
    });
  });

  test('one that cannot be read behind the leaf is left out', async () => {
    const ca = await make('CA', 'ec', { role: 'root', ...YEARS });
    const leaf = await make(BASE, 'ec', { dnsNames: [BASE] }, ca);
    const broken = { ...ca, facts: { ...ca.facts, der: '' } };
    expect(judge([tlsa(2, 1, 1, ca)], [leaf, broken, ca])).toEqual(['authenticated']);
  });

  test('many authorities of one name and key take no longer than their bound', async () => {
    const ca = await make('CA', 'ec', { role: 'root', ...YEARS });
    const copies = await Promise.all(
      Array.from({ length: 19 }, (_, day) =>
        make(
          'CA',
          'ec',
          { role: 'root', notBefore: YEARS.notBefore, notAfter: new Date(NOW + day * DAY) },
          undefined,
          ca.key,
        ),
      ),
    );
    const leaf = await make(BASE, 'ec', { dnsNames: [BASE] }, ca);
    const startedAt = process.cpuUsage();
    expect(judge([strayTlsa(2)], [leaf, ...copies])).toEqual(['anchor-not-served']);
    const { user } = process.cpuUsage(startedAt);
    expect(user).toBeLessThan(2_000_000);
  });
});
