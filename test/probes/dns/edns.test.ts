import { setMaxListeners } from 'node:events';
import type * as dns from 'dns-packet';
import { EdnsSupport } from '../../../lib/probes/dns/edns';
import { plainTransport } from '../../../lib/probes/dns/plain';
import { Resolver } from '../../../lib/probes/dns/resolver';
import type { DnsTransport } from '../../../lib/probes/dns/transport';
import { reply, scriptedDns, type Query, type ScriptedDns } from '../../support/scripted-dns';

const question = { name: 'a.example', type: 'TXT' } as const;
const answers: dns.Answer[] = [{ type: 'TXT', name: 'a.example', ttl: 60, data: ['hello'] }];
const { signal } = new AbortController();
setMaxListeners(0, signal);
const limits = { timeoutMs: 150, signal };

/** A server knows no record of another type. */
const answersTo = (query: Query): dns.Answer[] => (query.questions?.[0]?.type === 'TXT' ? answers : []);

const hasEdns = ({ additionals = [] }: Query): boolean => additionals.some(({ type }) => type === 'OPT');
const opt = (extendedRcode: number): dns.OptAnswer => ({
  type: 'OPT',
  name: '.',
  udpPayloadSize: 512,
  extendedRcode,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
});

const servers: ScriptedDns[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

/** A server that says to EDNS what is given, nothing for undefined; with what it was asked: whether each question had EDNS. */
async function serverThat(toEdns: (query: Query, asked: number) => Buffer | undefined) {
  const asked: boolean[] = [];
  const server = await scriptedDns({
    udp: (query, send) => {
      asked.push(hasEdns(query));
      const octets = hasEdns(query)
        ? toEdns(query, asked.length)
        : reply(query, { answers: answersTo(query), ad: true });
      if (octets !== undefined) send(octets);
    },
  });
  servers.push(server);
  return { asked, transport: new EdnsSupport().fallback(plainTransport(server.server)) };
}

const resolverOf = (transport: DnsTransport): Resolver =>
  new Resolver({ transports: [transport], timeoutMs: limits.timeoutMs, concurrency: 10, signal });

describe.each<[string, (query: Query) => Buffer]>([
  ['FORMERR', (query) => reply(query, { rcode: 1, additionals: [] })],
  ['FORMERR with the question’s own EDNS', (query) => reply(query, { rcode: 1 })],
  ['FORMERR and nothing more', (query) => reply(query, { rcode: 1, questions: [], additionals: [] })],
  ['NOTIMP', (query) => reply(query, { rcode: 4, additionals: [] })],
  ['BADVERS', (query) => reply(query, { additionals: [opt(1)] })],
])('a server that answers EDNS with %s', (_, refusal) => {
  test('is asked again without, and from then on without at once', async () => {
    const { transport, asked } = await serverThat(refusal);
    const response = await transport.ask(question, limits);
    expect(response).toMatchObject({ rcode: 0, answers: [{ name: 'a.example' }] });
    await transport.ask({ ...question, type: 'MX' }, limits);
    expect(asked).toEqual([true, false, false]);
  });

  test('says nothing of DNSSEC, although it sends the AD bit back', async () => {
    const { transport } = await serverThat(refusal);
    expect(await transport.ask(question, limits)).not.toHaveProperty('authenticData');
    expect(await transport.ask(question, limits)).not.toHaveProperty('authenticData');
  });
});

test('an answer without EDNS to a question with it says nothing of DNSSEC', async () => {
  const { transport, asked } = await serverThat((query) => reply(query, { answers, ad: true, additionals: [] }));
  expect(await transport.ask(question, limits)).not.toHaveProperty('authenticData');
  expect(asked).toEqual([true]);
});

test('a server that drops EDNS is asked without after a timeout; after two, at once', async () => {
  const { transport, asked } = await serverThat(() => undefined);
  const resolver = resolverOf(transport);
  expect(await resolver.ask(question)).toMatchObject({ rcode: 0 });
  expect(asked).toEqual([true, false]);
  expect(await resolver.ask(question)).toMatchObject({ rcode: 0 });
  expect(await resolver.ask(question)).toMatchObject({ rcode: 0 });
  expect(asked).toEqual([true, false, true, false, false]);
});

test('questions that get no answer together are one silence', async () => {
  const { transport, asked } = await serverThat((query, nth) =>
    nth <= 5 ? undefined : reply(query, { answers, ad: true }),
  );
  const resolver = resolverOf(transport);
  await Promise.all(Array.from({ length: 5 }, () => resolver.ask(question)));
  expect(asked.slice(0, 5)).toEqual([true, true, true, true, true]);
  expect(await resolver.ask(question)).toMatchObject({ authenticData: true });
});

test('a datagram that is lost is no reason to do without EDNS', async () => {
  const { transport, asked } = await serverThat((query, nth) =>
    nth === 2 ? undefined : reply(query, { answers, ad: true }),
  );
  const resolver = resolverOf(transport);
  await resolver.ask(question);
  expect(await resolver.ask(question)).toMatchObject({ authenticData: true });
  expect(asked).toEqual([true, true, true]);
});

test.each([1, 4])(
  'response code %i without EDNS too is about the question, and nothing is remembered',
  async (rcode) => {
    const asked: boolean[] = [];
    const server = await scriptedDns({
      udp: (query, send) => {
        asked.push(hasEdns(query));
        send(reply(query, query.questions?.[0]?.type === 'TXT' ? { rcode } : {}));
      },
    });
    servers.push(server);
    const transport = new EdnsSupport().fallback(plainTransport(server.server));
    expect(await transport.ask(question, limits)).toMatchObject({ rcode });
    await transport.ask({ ...question, type: 'MX' }, limits);
    expect(asked).toEqual([true, false, true]);
  },
);
