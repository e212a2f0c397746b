import type * as dns from 'dns-packet';
import { findAddresses, findMx, findTlsa, findTxt } from '../../../lib/probes/dns/lookups';
import { RecordSets, type RecordSetOptions } from '../../../lib/probes/dns/record-set';
import { Resolver } from '../../../lib/probes/dns/resolver';
import type { PlainResolver } from '../../../lib/core/resolvers';
import type { Question } from '../../../lib/probes/dns/transport';
import { plainTransport } from '../../../lib/probes/dns/plain';
import { serveDns, type DnsServer } from '../../../lib/sandbox/dns/server';
import { Zone } from '../../../lib/sandbox/dns/zone';
import { reply, scriptedDns, soa, type DnsScript, type ScriptedDns } from '../../support/scripted-dns';

const zone = new Zone();
let sandbox: DnsServer;
beforeAll(async () => {
  sandbox = await serveDns(zone, '127.0.0.1');
});
afterAll(() => sandbox.close());

const scripted: ScriptedDns[] = [];
afterEach(() => Promise.all(scripted.splice(0).map((server) => server.close())));

function setsOf(server: PlainResolver, options: Partial<RecordSetOptions> = {}): RecordSets {
  const { signal } = new AbortController();
  const resolver = new Resolver({ transports: [plainTransport(server)], timeoutMs: 5000, concurrency: 10, signal });
  return new RecordSets(resolver, { trustAd: false, keepMs: 0, keep: 100, ...options });
}

const inZone = (options?: Partial<RecordSetOptions>): RecordSets =>
  setsOf({ address: '127.0.0.1', port: sandbox.port }, options);

async function scriptedSets(script: DnsScript, options?: Partial<RecordSetOptions>): Promise<RecordSets> {
  const server = await scriptedDns(script);
  scripted.push(server);
  return setsOf(server.server, options);
}

describe('record types', () => {
  test('TXT: each record is its strings', async () => {
    zone.set('_mta-sts.example', { TXT: [['v=STSv1; ', 'id=1;'], ['other']], ttl: 30 });
    expect(await findTxt(inZone(), '_MTA-STS.example.')).toEqual({
      state: 'present',
      value: { cnameChain: [], ttl: 30, records: [['v=STSv1; ', 'id=1;'], ['other']] },
    });
  });

  test('TXT: octets that are not ASCII stay visible', async () => {
    const strings = [
      Buffer.from('naïve', 'utf8'),
      Buffer.from([0xff, 0x41]),
      Buffer.from('\ufeffv=STSv1'),
      Buffer.from('a\0b'),
    ];
    const sets = await scriptedSets({
      udp: (query, send) =>
        send(reply(query, { answers: [{ type: 'TXT', name: 'a.example', ttl: 1, data: strings }] })),
    });
    expect(await findTxt(sets, 'a.example')).toMatchObject({
      value: { records: [['naïve', '\u00ffA', '\ufeffv=STSv1', 'a\0b']] },
    });
  });

  test('TXT: a record of no string at all', async () => {
    const sets = await scriptedSets({
      udp: (query, send) => send(reply(query, { answers: [{ type: 'TXT', name: 'a.example', ttl: 1, data: [] }] })),
    });
    expect(await findTxt(sets, 'a.example')).toMatchObject({ state: 'present', value: { records: [[]] } });
  });

  test('MX: lower case, and the null MX', async () => {
    zone.set('mail.example', {
      MX: [
        [10, 'MX1.Example.'],
        [0, '.'],
      ],
    });
    expect(await findMx(inZone(), 'mail.example')).toMatchObject({
      value: {
        records: [
          { preference: 10, exchange: 'mx1.example' },
          { preference: 0, exchange: '' },
        ],
      },
    });
  });

  test('TLSA', async () => {
    zone.set('_25._tcp.mx.example', { TLSA: [{ usage: 3, selector: 1, matchingType: 1, data: 'ab'.repeat(32) }] });
    expect(await findTlsa(inZone(), '_25._tcp.mx.example')).toMatchObject({
      value: { records: [{ usage: 3, selector: 1, matchingType: 1, data: 'ab'.repeat(32) }] },
    });
  });
});

describe('addresses', () => {
  test('both families, in their usual form', async () => {
    zone.set('two.example', { A: ['192.0.2.1', '192.0.2.2'], AAAA: ['2001:DB8:0:0:0:0:0:1'] });
    expect(await findAddresses(inZone(), 'two.example')).toEqual({
      state: 'present',
      value: { cnameChain: [], ttl: 60, ipv4: ['192.0.2.1', '192.0.2.2'], ipv6: ['2001:db8::1'] },
    });
  });

  test('of thousands the same ones are kept, whatever their order', async () => {
    const thousand = Array.from({ length: 1000 }, (_, n) => `198.18.${n >> 8}.${n & 255}`);
    const kept = async (named: readonly string[]): Promise<readonly string[]> => {
      zone.set('many.example', { A: [...named] });
      const found = await findAddresses(inZone(), 'many.example');
      return found.state === 'present' ? found.value.ipv4 : [];
    };
    const first = await kept(thousand);
    expect(first).toHaveLength(256);
    expect(await kept(thousand.toReversed())).toEqual(first);
  });

  test('one family is enough', async () => {
    zone.set('four.example', { A: ['192.0.2.1'] });
    zone.set('six.example', { AAAA: ['2001:db8::1'] });
    expect(await findAddresses(inZone(), 'four.example')).toMatchObject({ value: { ipv4: ['192.0.2.1'], ipv6: [] } });
    expect(await findAddresses(inZone(), 'six.example')).toMatchObject({ value: { ipv4: [], ipv6: ['2001:db8::1'] } });
  });

  test('a family that could not be learnt is not an absent one', async () => {
    zone.set('half.example', { A: ['192.0.2.1'], AAAA: ['2001:db8::1'], fault: { AAAA: 'servfail' } });
    expect(await findAddresses(inZone(), 'half.example')).toMatchObject({
      state: 'present',
      value: { ipv4: ['192.0.2.1'], ipv6: [], unknownFamily: { state: 'unknown', cause: 'servfail', family: 6 } },
    });
    zone.set('none.example', { fault: { A: 'refused' } });
    expect(await findAddresses(inZone(), 'none.example')).toMatchObject({ state: 'unknown', cause: 'dns-refused' });
  });

  test('that one resolver alone named, of both families', async () => {
    const answers: Record<string, object> = {
      A: { type: 'A', name: 'a.example', ttl: 60, data: '192.0.2.1' },
      AAAA: { type: 'AAAA', name: 'a.example', ttl: 60, data: '2001:db8:0:0::1' },
    };
    const panel = {
      ask: ({ type }: Question) =>
        Promise.resolve({
          rcode: 0,
          answers: [answers[type] as dns.Answer],
          authorities: [],
          additionals: [],
          authoritative: false,
          recursionAvailable: true,
          errors: [],
          unconfirmed: type === 'A' ? { One: ['192.0.2.1'] } : { One: ['2001:db8:0:0::1'], Two: ['2001:db8::2'] },
        }),
    };
    expect(
      await findAddresses(new RecordSets(panel, { trustAd: false, keepMs: 0, keep: 1 }), 'a.example'),
    ).toMatchObject({ value: { unconfirmed: { One: ['192.0.2.1', '2001:db8::1'], Two: ['2001:db8::2'] } } });
  });

  test('a name that does not exist has no AAAA records either, whatever becomes of that question', async () => {
    const find = async (failing: 'A' | 'AAAA') => {
      const server = await scriptedDns({
        udp: (query, send) =>
          send(
            reply(query, query.questions?.[0]?.type === failing ? { rcode: 2 } : { rcode: 3, authorities: [soa()] }),
          ),
      });
      scripted.push(server);
      return findAddresses(setsOf(server.server), 'a.example');
    };
    expect(await find('AAAA')).toEqual({ state: 'absent', reason: 'no-name' });
    // Old load balancers say of a name without AAAA records that it does not exist (RFC 4074 section 4.2).
    expect(await find('A')).toMatchObject({ state: 'unknown', cause: 'servfail' });
  });

  test('neither family', async () => {
    zone.set('text.example', { TXT: [['x']] });
    expect(await findAddresses(inZone(), 'text.example')).toEqual({ state: 'absent', reason: 'no-data' });
    expect(await findAddresses(inZone(), 'nowhere.example')).toEqual({ state: 'absent', reason: 'no-name' });
  });
});

describe('aliases', () => {
  beforeAll(() => {
    zone.set('end.example', { A: ['192.0.2.9'], TXT: [['end']], ttl: 100 });
    zone.set('b.example', { CNAME: 'End.Example', ttl: 7 });
    zone.set('a.example', { CNAME: 'b.example', ttl: 50 });
    zone.set('dangling.example', { CNAME: 'gone.example' });
    zone.set('circle.example', { CNAME: 'circle.example' });
  });

  test('are followed in the answer, and told; the smallest TTL counts', async () => {
    expect(await findTxt(inZone(), 'a.example')).toEqual({
      state: 'present',
      value: { cnameChain: ['b.example', 'end.example'], ttl: 7, records: [['end']] },
    });
  });

  test('that lead nowhere are absent', async () => {
    expect(await findTxt(inZone(), 'dangling.example')).toEqual({
      state: 'absent',
      reason: 'no-name',
      cnameChain: ['gone.example'],
    });
    expect(await findMx(inZone(), 'a.example')).toEqual({
      state: 'absent',
      reason: 'no-data',
      cnameChain: ['b.example', 'end.example'],
    });
    expect(await findAddresses(inZone(), 'dangling.example')).toMatchObject({
      state: 'absent',
      cnameChain: ['gone.example'],
    });
  });

  const alias = (name: string, data: string): dns.Answer => ({ type: 'CNAME', name, ttl: 9, data });

  test('at which an answer stops are another question', async () => {
    const sets = await scriptedSets({
      udp: (query, send) => {
        const name = query.questions?.[0]?.name ?? '';
        send(
          reply(query, {
            answers:
              name === 'a.example'
                ? [alias('a.example', 'b.example')]
                : [{ type: 'TXT', name, ttl: 60, data: ['found'] }],
          }),
        );
      },
    });
    expect(await findTxt(sets, 'a.example')).toMatchObject({
      state: 'present',
      value: { cnameChain: ['b.example'], ttl: 9, records: [['found']] },
    });
    expect(scripted[0]?.questions).toEqual(['udp a.example TXT', 'udp b.example TXT']);
  });

  test.each<[string, (name: string) => dns.Answer[], RegExp, number]>([
    ['to itself', (name) => [alias(name, name)], /circle/, 1],
    [
      'in a circle',
      () => [alias('a.example', 'b.example'), alias('b.example', 'a.example'), alias('a.example', 'b.example')],
      /circle|aliases/,
      1,
    ],
    [
      'in a circle over several answers',
      (name) => [alias(name, name === 'a.example' ? 'b.example' : 'a.example')],
      /circle|aliases/,
      10,
    ],
    ['without end', (name) => [alias(name, `x.${name}`)], /more than 8 aliases/, 10],
    [
      'without end in one answer',
      () => Array.from({ length: 50 }, (_, n) => alias(n === 0 ? 'a.example' : `${n}.example`, `${n + 1}.example`)),
      /more than 8 aliases/,
      1,
    ],
  ])('%s end', async (_, answers, detail, most) => {
    const sets = await scriptedSets({
      udp: (query, send) => send(reply(query, { answers: answers(query.questions?.[0]?.name ?? '') })),
    });
    expect(await findTxt(sets, 'a.example')).toEqual({
      state: 'unknown',
      cause: 'protocol',
      detail: expect.stringMatching(detail) as string,
    });
    expect(scripted[0]?.questions.length).toBeLessThanOrEqual(most);
  });

  test('records of other names in the answer do not count', async () => {
    const sets = await scriptedSets({
      udp: (query, send) =>
        send(
          reply(query, {
            answers: [
              { type: 'TXT', name: 'evil.example', ttl: 1, data: ['no'] },
              { type: 'TXT', name: 'a.example', ttl: 1, data: ['yes'] },
            ],
          }),
        ),
    });
    expect(await findTxt(sets, 'a.example')).toMatchObject({ value: { records: [['yes']] } });
  });
});

describe('DNSSEC', () => {
  beforeAll(() => {
    zone.set('signed.example', { TXT: [['x']], A: ['192.0.2.1'], secure: true });
    zone.set('unsigned.example', { TXT: [['x']], CNAME: 'signed.example' });
    zone.set('plain.example', { TXT: [['x']] });
  });

  test('is not told unless the path is trusted', async () => {
    expect(await findTxt(inZone(), 'signed.example')).not.toHaveProperty('value.dnssec');
  });

  test('is told when it is, for denials too', async () => {
    const sets = inZone({ trustAd: true });
    expect(await findTxt(sets, 'signed.example')).toMatchObject({ value: { dnssec: 'secure' } });
    expect(await findTxt(sets, 'unsigned.example')).toMatchObject({ value: { dnssec: 'insecure' } });
    expect(await findTxt(sets, 'plain.example')).toMatchObject({ value: { dnssec: 'insecure' } });
    expect(await findMx(sets, 'signed.example')).toEqual({ state: 'absent', reason: 'no-data', dnssec: 'secure' });
    expect(await findAddresses(sets, 'signed.example')).toMatchObject({ value: { dnssec: 'secure' } });
  });

  test('of addresses is secure only when both families are', async () => {
    const sets = await scriptedSets(
      {
        udp: (query, send) => {
          const v4 = query.questions?.[0]?.type === 'A';
          send(
            reply(
              query,
              v4
                ? { ad: true, answers: [{ type: 'A', name: 'x.example', ttl: 1, data: '192.0.2.1' }] }
                : { authorities: [soa()] },
            ),
          );
        },
      },
      { trustAd: true },
    );
    expect(await findAddresses(sets, 'x.example')).toMatchObject({ state: 'present', value: { dnssec: 'insecure' } });
  });
});

describe('what was asked is not asked again', () => {
  const counted = (ttl: number, absent = false): DnsScript => ({
    udp: (query, send) =>
      send(
        reply(
          query,
          absent
            ? { rcode: 3, authorities: [soa(60, ttl)] }
            : query.questions?.[0]?.type === 'TXT'
              ? { answers: [{ type: 'TXT', name: query.questions[0].name, ttl, data: ['x'] }] }
              : {},
        ),
      ),
  });

  test('while it is under way, even when nothing is kept', async () => {
    const sets = await scriptedSets(counted(60));
    await Promise.all([findTxt(sets, 'a.example'), findTxt(sets, 'A.example'), findMx(sets, 'a.example')]);
    expect(scripted[0]?.questions.sort()).toEqual(['udp a.example MX', 'udp a.example TXT']);
    await findTxt(sets, 'a.example');
    expect(scripted[0]?.questions).toHaveLength(3);
  });

  test.each([
    ['an answer', false],
    ['a denial', true],
  ])('%s, within its TTL', async (_, absent) => {
    const sets = await scriptedSets(counted(60, absent), { keepMs: 60_000 });
    const first = await findTxt(sets, 'a.example');
    expect(await findTxt(sets, 'a.example')).toEqual(first);
    expect(scripted[0]?.questions).toHaveLength(1);
  });

  test('but one whose TTL is 0', async () => {
    const sets = await scriptedSets(counted(0), { keepMs: 60_000 });
    await findTxt(sets, 'a.example');
    await findTxt(sets, 'a.example');
    expect(scripted[0]?.questions).toHaveLength(2);
  });

  test('and longer than allowed', async () => {
    const sets = await scriptedSets(counted(60), { keepMs: 1 });
    await findTxt(sets, 'a.example');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await findTxt(sets, 'a.example');
    expect(scripted[0]?.questions).toHaveLength(2);
  });

  test('but a failure', async () => {
    const sets = await scriptedSets({ udp: (query, send) => send(reply(query, { rcode: 2 })) }, { keepMs: 60_000 });
    await findTxt(sets, 'a.example');
    await findTxt(sets, 'a.example');
    expect(scripted[0]?.questions).toHaveLength(2);
  });

  test('and no more names are kept than allowed', async () => {
    const sets = await scriptedSets(counted(60), { keepMs: 60_000, keep: 2 });
    for (const name of ['a.example', 'b.example', 'c.example', 'a.example']) await findTxt(sets, name);
    expect(scripted[0]?.questions).toHaveLength(4);
  });
});
