import { setMaxListeners } from 'node:events';
import { EdnsSupport } from '../../lib/probes/dns/edns';
import { plainTransport } from '../../lib/probes/dns/plain';
import { RecordSets } from '../../lib/probes/dns/record-set';
import { Resolver } from '../../lib/probes/dns/resolver';
import type { Question } from '../../lib/probes/dns/transport';
import { isDue, noteTrouble } from '../../lib/probes/name-servers/due';
import { observeNameServers } from '../../lib/probes/name-servers/observe';
import { serveDns, type DnsServer } from '../../lib/sandbox/dns/server';
import { Zone, type DnsFault, type EdnsRefusal, type ZoneNode, type ZoneView } from '../../lib/sandbox/dns/zone';

const { signal } = new AbortController();
setMaxListeners(0, signal);

const servers: DnsServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

/** Servers by address, on one port; the first is the resolver. */
async function serve(views: Readonly<Record<string, ZoneView>>): Promise<number> {
  let port = 0;
  for (const [address, view] of Object.entries(views)) {
    const server = await serveDns(view, address, port);
    servers.push(server);
    port = server.port;
  }
  return port;
}

function zone(nodes: Readonly<Record<string, ZoneNode>>): Zone {
  const view = new Zone();
  for (const [name, node] of Object.entries(nodes)) view.set(name, node);
  return view;
}

const RESOLVER = '127.0.0.1';
const refuses: ZoneView = { find: () => ({ fault: 'refused' }) };
const records = {
  '_mta-sts.a.test': { TXT: [['v=STSv1; id=1;']] },
  'a.test': { MX: [[10, 'mx.a.test']], SOA: 7 },
} as const;

/** What the resolver says: the zone names ns1 and ns2, which are at these addresses; `test` is at 127.0.0.6. */
const resolverOf = (change: Readonly<Record<string, ZoneNode>> = {}): Zone =>
  zone({
    'a.test': { NS: ['ns1.a.test', 'ns2.a.test'] },
    'ns1.a.test': { A: ['127.0.0.4'] },
    'ns2.a.test': { A: ['127.0.0.5'] },
    'ns3.a.test': { A: ['127.0.0.7'] },
    test: { NS: ['ns.test'] },
    'ns.test': { A: ['127.0.0.6'] },
    ...change,
  });

const parentOf = (...names: readonly string[]): Zone => zone({ 'a.test': { NS: names } });

async function observe(
  port: number,
  domain = 'a.test',
  allowPrivateAddresses = true,
  unconfirmed: readonly string[] = [],
) {
  const resolver = new Resolver({
    transports: [plainTransport({ address: RESOLVER, port })],
    timeoutMs: 2000,
    concurrency: 10,
    signal,
  });
  const panel = {
    ask: async (question: Question) => {
      const said = await resolver.ask(question);
      return 'state' in said || !unconfirmed.includes(question.name)
        ? said
        : { ...said, unconfirmed: { Liar: ['127.0.0.5'] } };
    },
  };
  const sets = new RecordSets(panel, { trustAd: false, keepMs: 1000, keep: 100 });
  const options = { port, allowPrivateAddresses, timeoutMs: 300, rate: 1000, edns: new EdnsSupport() };
  return observeNameServers(sets, domain, options, signal);
}

const answered = {
  state: 'answered',
  serial: 7,
  answers: [
    { name: '_mta-sts.a.test', type: 'TXT', records: ['"v=STSv1; id=1;"'] },
    { name: 'a.test', type: 'MX', records: ['10 mx.a.test'] },
  ],
};

test('each server is asked for the serial, the STS record and the MX records', async () => {
  const port = await serve({
    [RESOLVER]: resolverOf(),
    '127.0.0.4': zone(records),
    '127.0.0.5': zone({ ...records, '_mta-sts.a.test': {}, 'a.test': { ...records['a.test'], SOA: 6 } }),
    '127.0.0.6': parentOf('ns1.a.test', 'ns2.a.test'),
  });
  expect(await observe(port)).toEqual({
    zone: 'a.test',
    servers: [
      { name: 'ns1.a.test', address: '127.0.0.4', listedBy: 'both', outcome: answered },
      {
        name: 'ns2.a.test',
        address: '127.0.0.5',
        listedBy: 'both',
        outcome: {
          state: 'answered',
          serial: 6,
          answers: [{ name: '_mta-sts.a.test', type: 'TXT', records: [] }, answered.answers[1]],
        },
      },
    ],
  });
});

test('a delegation that only the parent knows of, to a server that does not serve the zone', async () => {
  const port = await serve({
    [RESOLVER]: resolverOf({ 'a.test': { NS: ['ns1.a.test'] } }),
    '127.0.0.4': zone(records),
    '127.0.0.6': parentOf('ns1.a.test', 'ns3.a.test'),
    '127.0.0.7': refuses,
  });
  expect((await observe(port))?.servers).toMatchObject([
    { name: 'ns1.a.test', listedBy: 'both', outcome: { state: 'answered' } },
    { name: 'ns3.a.test', listedBy: 'parent', outcome: { state: 'lame', detail: 'REFUSED' } },
  ]);
});

test('where resolvers name different addresses of a server, it is not asked: one of them may be a liar', async () => {
  const port = await serve({
    [RESOLVER]: resolverOf(),
    '127.0.0.4': zone(records),
    '127.0.0.5': refuses,
    '127.0.0.6': parentOf('ns1.a.test', 'ns3.a.test'),
  });
  expect((await observe(port, 'a.test', true, ['ns2.a.test', 'ns.test']))?.servers).toEqual([
    { name: 'ns1.a.test', address: '127.0.0.4', listedBy: 'both', outcome: answered },
    { name: 'ns2.a.test', listedBy: 'both', outcome: { state: 'not-seen' } },
  ]);
});

test('one that the parent does not delegate to', async () => {
  const port = await serve({
    [RESOLVER]: resolverOf(),
    '127.0.0.4': zone(records),
    '127.0.0.5': zone(records),
    '127.0.0.6': parentOf('ns1.a.test'),
  });
  expect((await observe(port))?.servers).toMatchObject([
    { name: 'ns1.a.test', listedBy: 'both' },
    { name: 'ns2.a.test', listedBy: 'zone' },
  ]);
});

test('a parent that gives no answer leaves the servers that the zone names', async () => {
  const port = await serve({
    [RESOLVER]: resolverOf(),
    '127.0.0.4': zone(records),
    '127.0.0.5': zone(records),
    '127.0.0.6': refuses,
  });
  expect((await observe(port))?.servers.map(({ name, listedBy }) => [name, listedBy])).toEqual([
    ['ns1.a.test', 'both'],
    ['ns2.a.test', 'both'],
  ]);
});

describe('a server that is at fault', () => {
  test.each<[string, ZoneView, object]>([
    ['silent', { find: () => ({ fault: 'timeout' }) }, { state: 'silent', cause: 'timeout' }],
    ['refuses', refuses, { state: 'lame', detail: 'REFUSED' }],
    ['fails', { find: () => ({ fault: 'servfail' }) }, { state: 'lame', detail: 'SERVFAIL' }],
    ['knows no such zone', zone({}), { state: 'lame', detail: 'it says that the zone does not exist' }],
    ['has no SOA record', zone({ 'a.test': {} }), { state: 'lame', detail: 'it refers to other servers' }],
  ])('%s', async (_, view, outcome) => {
    const port = await serve({
      [RESOLVER]: resolverOf(),
      '127.0.0.4': zone(records),
      '127.0.0.5': view,
      '127.0.0.6': parentOf('ns1.a.test', 'ns2.a.test'),
    });
    expect((await observe(port))?.servers).toMatchObject([
      { outcome: { state: 'answered' } },
      { name: 'ns2.a.test', outcome },
    ]);
  });

  test('nobody listens', async () => {
    const port = await serve({ [RESOLVER]: resolverOf(), '127.0.0.4': zone(records) });
    expect((await observe(port))?.servers).toMatchObject([
      { outcome: { state: 'answered' } },
      { outcome: { state: 'silent', cause: 'refused' } },
    ]);
  });

  test('its name does not exist, or cannot be looked up', async () => {
    const port = await serve({
      [RESOLVER]: resolverOf({
        'a.test': { NS: ['ns1.a.test', 'nowhere.test', 'failing.test'] },
        'failing.test': { fault: 'servfail' },
      }),
      '127.0.0.4': zone(records),
    });
    expect((await observe(port))?.servers).toMatchObject([
      { name: 'failing.test', outcome: { state: 'not-seen' } },
      { name: 'nowhere.test', outcome: { state: 'no-address' } },
      { name: 'ns1.a.test' },
    ]);
  });
});

describe('a server that leaves one question without an answer', () => {
  test.each<[DnsFault, string | RegExp]>([
    ['refused', 'REFUSED'],
    ['notimp', 'NOTIMP'],
    ['servfail', 'SERVFAIL'],
    ['timeout', /nothing within 300 ms/],
  ])('%s', async (fault, detail) => {
    const port = await serve({
      [RESOLVER]: resolverOf(),
      '127.0.0.4': zone(records),
      '127.0.0.5': zone({ ...records, '_mta-sts.a.test': { fault: { TXT: fault } } }),
    });
    expect((await observe(port))?.servers).toMatchObject([
      { outcome: answered },
      {
        name: 'ns2.a.test',
        outcome: {
          state: 'answered',
          serial: 7,
          answers: [answered.answers[1]],
          unanswered: [{ name: '_mta-sts.a.test', type: 'TXT', detail: expect.stringMatching(detail) as string }],
        },
      },
    ]);
  });
});

test.each<EdnsRefusal>(['formerr', 'notimp', 'badvers', 'drops'])(
  'a server that takes no EDNS (%s) is asked without, and is not at fault',
  async (edns) => {
    const port = await serve({
      [RESOLVER]: resolverOf(),
      '127.0.0.4': zone(records),
      '127.0.0.5': { edns, find: (name) => zone(records).find(name) },
      '127.0.0.6': { edns, find: (name) => parentOf('ns1.a.test').find(name) },
    });
    expect((await observe(port))?.servers).toEqual([
      { name: 'ns1.a.test', address: '127.0.0.4', listedBy: 'both', outcome: answered },
      // The parent's word was heard, although it takes no EDNS either.
      { name: 'ns2.a.test', address: '127.0.0.5', listedBy: 'zone', outcome: answered },
    ]);
  },
);

test('addresses that are not public are not asked', async () => {
  const port = await serve({ [RESOLVER]: resolverOf(), '127.0.0.4': zone(records) });
  expect((await observe(port, 'a.test', false))?.servers).toMatchObject([
    { outcome: { state: 'no-address', detail: '127.0.0.4 is not a public address: loopback' } },
    { outcome: { state: 'no-address' } },
  ]);
  expect(servers[1]?.queries).toBe(0);
});

test('a name inside a zone is in that zone', async () => {
  const port = await serve({
    [RESOLVER]: resolverOf({ 'mail.a.test': { MX: [[10, 'mx.a.test']] } }),
    '127.0.0.4': zone({ ...records, 'mail.a.test': { MX: [[10, 'mx.a.test']] } }),
    '127.0.0.5': zone(records),
    '127.0.0.6': parentOf('ns1.a.test'),
  });
  const seen = await observe(port, 'mail.a.test');
  expect(seen?.zone).toBe('a.test');
  expect(seen?.servers[0]?.outcome).toMatchObject({
    answers: [
      { name: '_mta-sts.mail.a.test', records: [] },
      { name: 'mail.a.test', records: ['10 mx.a.test'] },
    ],
  });
});

test('a zone that cannot be found out is left alone', async () => {
  const port = await serve({ [RESOLVER]: zone({ 'a.test': { fault: 'servfail' } }) });
  expect(await observe(port)).toBeUndefined();
});

describe('when they are asked', () => {
  const HOUR = 3_600_000;
  const daily = { everyMs: 24 * HOUR, observeEveryMs: HOUR };
  const now = Date.UTC(2026, 10, 23);

  test('always, and never', () => {
    expect([isDue('always', 'a.test', now), isDue('never', 'a.test', now)]).toEqual([true, false]);
  });

  test('once a day, whichever process looks, and not all domains in one run', () => {
    const turns = Array.from({ length: 240 }, (_, n) =>
      Array.from({ length: 48 }, (__, hour) => isDue(daily, `d${n}.test`, now + hour * HOUR)),
    );
    expect(turns.every((hours) => hours.filter(Boolean).length === 2)).toBe(true);
    for (let hour = 0; hour < 24; hour++) expect(turns.filter((hours) => hours[hour]).length).toBeLessThan(30);
  });

  test('at each look, while something is wrong', () => {
    const quiet = Array.from({ length: 24 }, (_, hour) => now + hour * HOUR).filter(
      (at) => !isDue(daily, 'wrong.test', at),
    );
    noteTrouble('wrong.test', true);
    expect(quiet.every((at) => isDue(daily, 'wrong.test', at))).toBe(true);
    noteTrouble('wrong.test', false);
    expect(quiet.some((at) => isDue(daily, 'wrong.test', at))).toBe(false);
  });
});
