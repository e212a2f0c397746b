import type { MxHostObservation } from '../../lib/core/model';
import { createObserver, type NetworkObserver, type ObserverOptions } from '../../lib/probes/observer';
import { serveDns, type DnsServer } from '../../lib/sandbox/dns/server';
import { Zone } from '../../lib/sandbox/dns/zone';
import { reply, scriptedDns } from '../support/scripted-dns';

const zone = new Zone();
const TLSA = [{ usage: 3, selector: 1, matchingType: 1, data: 'ab'.repeat(32) }];
/** Nothing listens there: what is looked at here is the DNS. */
const A = ['127.0.0.254'];

let server: DnsServer;
beforeAll(async () => {
  server = await serveDns(zone, '127.0.0.1');
  zone.set('mx.signed.example', { A, secure: true });
  zone.set('_25._tcp.mx.signed.example', { TLSA, secure: true });
  zone.set('mx.plain.example', { A });
  zone.set('_25._tcp.mx.plain.example', { TLSA });
  zone.set('alias.signed.example', { CNAME: 'mx.signed.example', secure: true });
  zone.set('_25._tcp.alias.signed.example', { TLSA, secure: true });
  zone.set('to-plain.signed.example', { CNAME: 'mx.plain.example', secure: true });
  zone.set('_25._tcp.to-plain.signed.example', { TLSA, secure: true });
  zone.set('alias.plain.example', { CNAME: 'mx.signed.example' });
});
afterAll(() => server.close());

async function check(host: string, options: ObserverOptions = {}): Promise<MxHostObservation> {
  const observer = createObserver({
    resolvers: [{ address: '127.0.0.1', port: server.port }],
    observeTlsa: true,
    trustAd: true,
    smtpPort: 9,
    allowPrivateAddresses: true,
    ...options,
  });
  try {
    return await observer.observeMxHost(host);
  } finally {
    observer.close();
  }
}

const secure = { state: 'present', value: { dnssec: 'secure', records: TLSA } };

test('TLSA records of a host, signed or not', async () => {
  const signed = await check('mx.signed.example');
  expect(signed).toMatchObject({ addresses: { value: { dnssec: 'secure' } }, tlsa: secure });
  expect(signed).not.toHaveProperty('tlsaOfTarget');
  expect(signed).not.toHaveProperty('aliasDnssec');
  expect(await check('mx.plain.example')).toMatchObject({
    addresses: { value: { dnssec: 'insecure' } },
    tlsa: { value: { dnssec: 'insecure' } },
  });
});

test('behind an alias, those at its end too', async () => {
  const seen = await check('alias.signed.example');
  expect(seen).toMatchObject({
    addresses: { value: { dnssec: 'secure', cnameChain: ['mx.signed.example'] } },
    tlsa: secure,
    tlsaOfTarget: secure,
  });
  expect(seen).not.toHaveProperty('aliasDnssec');
});

test('a signed alias of a host that is not signed, and the other way round', async () => {
  expect(await check('to-plain.signed.example')).toMatchObject({
    addresses: { value: { dnssec: 'insecure' } },
    aliasDnssec: 'secure',
    tlsa: secure,
  });
  expect(await check('alias.plain.example')).toMatchObject({
    addresses: { value: { dnssec: 'insecure' } },
    aliasDnssec: 'insecure',
    tlsaOfTarget: secure,
  });
});

test('unless asked for, nothing of it is looked up', async () => {
  expect(await check('mx.signed.example', { observeTlsa: false })).not.toHaveProperty('tlsa');
});

describe('SERVFAIL', () => {
  let observer: NetworkObserver;
  afterEach(() => observer.close());

  /** A resolver that fails at the addresses of a host, unless validation is switched off. */
  async function addressesFrom(
    unchecked: 'answers' | 'fails',
    trustAd: boolean,
  ): Promise<MxHostObservation['addresses']> {
    const dns = await scriptedDns({
      udp: (query, send) => {
        const [question] = query.questions ?? [];
        const answers =
          question?.type === 'A' ? [{ type: 'A' as const, name: question.name, ttl: 1, data: '192.0.2.1' }] : [];
        send(reply(query, query.flag_cd && unchecked === 'answers' ? { answers } : { rcode: 2 }));
      },
    });
    observer = createObserver({ resolvers: [dns.server], trustAd });
    const { addresses } = await observer.observeMxHost('mx.example');
    await dns.close();
    return addresses;
  }

  test('that goes away without validation is bogus', async () => {
    expect(await addressesFrom('answers', true)).toMatchObject({ state: 'unknown', cause: 'bogus' });
  });

  test('that stays is none of DNSSEC’s', async () => {
    expect(await addressesFrom('fails', true)).toMatchObject({ state: 'unknown', cause: 'servfail' });
  });

  test('of a resolver that nobody trusts is just that', async () => {
    expect(await addressesFrom('answers', false)).toMatchObject({ state: 'unknown', cause: 'servfail' });
  });
});
