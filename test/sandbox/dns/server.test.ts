import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import * as dns from 'dns-packet';
import { serveDns, type DnsServer } from '../../../lib/sandbox/dns/server';
import { Zone } from '../../../lib/sandbox/dns/zone';

const zone = new Zone();
let server: DnsServer;
let resolver: Resolver;

beforeAll(async () => {
  server = await serveDns(zone, '127.0.0.1');
  resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.port}`]);
});
afterAll(() => server.close());

/** One raw question over UDP. */
async function ask(packet: dns.Packet): Promise<dns.DecodedPacket> {
  const socket = createSocket('udp4');
  try {
    socket.send(
      dns.encode({ type: 'query', id: 7, flags: dns.RECURSION_DESIRED, ...packet }),
      server.port,
      '127.0.0.1',
    );
    const [bytes] = (await once(socket, 'message')) as [Buffer];
    return dns.decode(bytes);
  } finally {
    socket.close();
  }
}

describe('what the zone says', () => {
  test('every type, whatever the case of the name', async () => {
    zone.set('all.example', {
      A: ['127.0.0.1'],
      AAAA: ['::1'],
      MX: [[10, 'mx.all.example']],
      TXT: [['v=STSv1; ', 'id=1;'], ['other']],
      NS: ['ns.example'],
    });
    expect(await resolver.resolve4('ALL.example')).toEqual(['127.0.0.1']);
    expect(await resolver.resolve6('all.example')).toEqual(['::1']);
    expect(await resolver.resolveMx('all.example')).toMatchObject([{ priority: 10, exchange: 'mx.all.example' }]);
    expect(await resolver.resolveTxt('all.example')).toEqual([['v=STSv1; ', 'id=1;'], ['other']]);
    expect(await resolver.resolveNs('all.example')).toEqual(['ns.example']);
  });

  test('the null MX', async () => {
    zone.set('null.example', { MX: [[0, '.']] });
    expect(await resolver.resolveMx('null.example')).toMatchObject([{ priority: 0, exchange: '' }]);
  });

  test('aliases are followed, and shown', async () => {
    zone.set('a.example', { CNAME: 'b.example' });
    zone.set('b.example', { CNAME: 'c.example' });
    zone.set('c.example', { TXT: [['here']] });
    const { answers } = await ask({ questions: [{ name: 'a.example', type: 'TXT' }] });
    expect(answers?.map(({ type, name }) => `${type} ${name}`)).toEqual([
      'CNAME a.example',
      'CNAME b.example',
      'TXT c.example',
    ]);
    expect(await resolver.resolveCname('a.example')).toEqual(['b.example']);
  });

  test('an alias that leads nowhere is NXDOMAIN, one in a circle SERVFAIL', async () => {
    zone.set('dangling.example', { CNAME: 'gone.example' });
    zone.set('loop.example', { CNAME: 'loop.example' });
    await expect(resolver.resolveTxt('dangling.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolver.resolveTxt('loop.example')).rejects.toMatchObject({ code: 'ESERVFAIL' });
  });

  test('no name is told from no data, each with a SOA', async () => {
    zone.set('deep.below.example', { A: ['127.0.0.1'] });
    const none = await ask({ questions: [{ name: 'absent.example', type: 'A' }] });
    expect(none).toMatchObject({ rcode: 'NXDOMAIN', authorities: [{ type: 'SOA', name: 'example' }] });
    const empty = await ask({ questions: [{ name: 'below.example', type: 'A' }] });
    expect(empty).toMatchObject({ rcode: 'NOERROR', answers: [], authorities: [{ type: 'SOA' }] });
  });

  test('names by rule', async () => {
    zone.addRule((name) => (/^d\d+\.bulk\.example$/.test(name) ? { A: ['127.0.0.9'] } : undefined));
    expect(await resolver.resolve4('d42.bulk.example')).toEqual(['127.0.0.9']);
    await expect(resolver.resolve4('x.bulk.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('a change is served at once', async () => {
    zone.set('change.example', { A: ['127.0.0.1'] });
    expect(await resolver.resolve4('change.example')).toEqual(['127.0.0.1']);
    zone.set('change.example', { A: ['127.0.0.2'] });
    expect(await resolver.resolve4('change.example')).toEqual(['127.0.0.2']);
    zone.delete('change.example');
    await expect(resolver.resolve4('change.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('TLSA, and AD only for who asks and only where everything is secure', async () => {
    const tlsa = { usage: 3, selector: 1, matchingType: 1, data: 'ab'.repeat(32) };
    zone.set('_25._tcp.mx.example', { TLSA: [tlsa], secure: true });
    zone.set('to-insecure.example', { CNAME: 'all.example', secure: true });
    const questions: dns.Question[] = [{ name: '_25._tcp.mx.example', type: 'TLSA' }];
    const opt: dns.OptAnswer = {
      type: 'OPT',
      name: '.',
      udpPayloadSize: 1232,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: dns.DNSSEC_OK,
      flag_do: true,
      options: [],
    };
    const secure = await ask({ questions, additionals: [opt] });
    expect(secure.answers?.[0]).toMatchObject({
      data: { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.alloc(32, 0xab) },
    });
    expect(secure.flag_ad).toBe(true);
    expect(secure.additionals).toMatchObject([{ type: 'OPT', flag_do: true }]);
    expect((await ask({ questions })).flag_ad).toBe(false);
    expect((await ask({ questions, flags: dns.AUTHENTIC_DATA })).flag_ad).toBe(true);
    expect((await ask({ questions: [{ name: 'to-insecure.example', type: 'A' }], additionals: [opt] })).flag_ad).toBe(
      false,
    );
  });
});

describe('transports', () => {
  test('what is too long for UDP comes over TCP', async () => {
    zone.set('long.example', { TXT: [Array<string>(6).fill('x'.repeat(200))] });
    const questions: dns.Question[] = [{ name: 'long.example', type: 'TXT' }];
    const plain = await ask({ questions });
    expect(plain).toMatchObject({ flag_tc: true, answers: [] });
    const opt: dns.OptAnswer = {
      type: 'OPT',
      name: '.',
      udpPayloadSize: 4096,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [],
    };
    expect(await ask({ questions, additionals: [opt] })).toMatchObject({ flag_tc: false, answers: [{ type: 'TXT' }] });
    expect((await resolver.resolveTxt('long.example')).flat().join('')).toHaveLength(1200);
  });

  test('several questions over one TCP connection, in pieces', async () => {
    const bytes = Buffer.concat(
      [1, 2].map((id) => dns.streamEncode({ type: 'query', id, questions: [{ name: 'all.example', type: 'A' }] })),
    );
    const socket = connect(server.port, '127.0.0.1');
    socket.setNoDelay(true);
    socket.write(bytes.subarray(0, 5));
    socket.write(bytes.subarray(5));
    let received = Buffer.alloc(0);
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk as Buffer]);
      if (received.length >= 2 * (2 + received.readUInt16BE(0))) break;
    }
    const length = 2 + received.readUInt16BE(0);
    expect([received.readUInt16BE(2), received.readUInt16BE(length + 2)]).toEqual([1, 2]);
  });
});

describe('misbehaviour', () => {
  test.each([
    ['servfail', 'ESERVFAIL'],
    ['refused', 'EREFUSED'],
    ['timeout', 'ETIMEOUT'],
    ['wrong-id', 'ETIMEOUT'],
  ] as const)('%s', async (fault, code) => {
    zone.set(`${fault}.example`, { A: ['127.0.0.1'], fault });
    await expect(resolver.resolve4(`${fault}.example`)).rejects.toMatchObject({ code });
  });

  test('bogus: SERVFAIL with the extended error, for who speaks EDNS', async () => {
    zone.set('bogus.example', { A: ['127.0.0.1'], fault: 'bogus' });
    const questions: dns.Question[] = [{ name: 'bogus.example', type: 'A' }];
    const opt: dns.OptAnswer = {
      type: 'OPT',
      name: '.',
      udpPayloadSize: 1232,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [],
    };
    expect(await ask({ questions, additionals: [opt] })).toMatchObject({
      rcode: 'SERVFAIL',
      additionals: [{ options: [{ code: 15, data: Buffer.from([0, 6]) }] }],
    });
    expect(await ask({ questions })).toMatchObject({ rcode: 'SERVFAIL', additionals: [] });
  });

  test('of one type only', async () => {
    zone.set('half.example', { A: ['127.0.0.1'], MX: [[1, 'mx.example']], fault: { MX: 'servfail' } });
    expect(await resolver.resolve4('half.example')).toEqual(['127.0.0.1']);
    await expect(resolver.resolveMx('half.example')).rejects.toMatchObject({ code: 'ESERVFAIL' });
  });

  test('another question, and no DNS at all', async () => {
    zone.set('spoof.example', { A: ['127.0.0.1'], fault: 'wrong-question' });
    expect((await ask({ questions: [{ name: 'spoof.example', type: 'A' }] })).questions).toMatchObject([
      { name: 'not-spoof.example' },
    ]);
    zone.set('garbage.example', { A: ['127.0.0.1'], fault: 'garbage' });
    await expect(ask({ questions: [{ name: 'garbage.example', type: 'A' }] })).rejects.toThrow();
  });

  test('truncated, and TCP cut', async () => {
    zone.set('no-tcp.example', { A: ['127.0.0.1'], fault: 'no-tcp' });
    await expect(resolver.resolve4('no-tcp.example')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('late', async () => {
    zone.set('late.example', { A: ['127.0.0.1'], lateBy: 50 });
    const before = performance.now();
    expect(await resolver.resolve4('late.example')).toEqual(['127.0.0.1']);
    expect(performance.now() - before).toBeGreaterThanOrEqual(45);
  });

  test('what is no query gets no answer, and does no harm', async () => {
    const socket = createSocket('udp4');
    socket.send(Buffer.from('not dns'), server.port, '127.0.0.1');
    socket.send(
      dns.encode({ type: 'response', id: 9, questions: [{ name: 'all.example', type: 'A' }] }),
      server.port,
      '127.0.0.1',
    );
    expect(await resolver.resolve4('all.example')).toEqual(['127.0.0.1']);
    socket.close();
  });
});
