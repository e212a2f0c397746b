import { setMaxListeners } from 'node:events';
import type * as dns from 'dns-packet';
import { plainTransport } from '../../../lib/probes/dns/plain';
import { Resolver } from '../../../lib/probes/dns/resolver';
import type { DnsTransport } from '../../../lib/probes/dns/transport';
import { extendedError, reply, scriptedDns, soa, type DnsScript, type ScriptedDns } from '../../support/scripted-dns';

const question = { name: 'a.example', type: 'A' } as const;
const answers: dns.Answer[] = [{ type: 'A', name: 'a.example', ttl: 60, data: '192.0.2.1' }];
const good: DnsScript = { udp: (query, send) => send(reply(query, { answers })) };
const silent: DnsScript = { udp: () => undefined };
const code = (rcode: number, ...additionals: dns.Answer[]): DnsScript => ({
  udp: (query, send) => send(reply(query, { rcode, additionals })),
});

const servers: ScriptedDns[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close().catch(() => undefined))));

/** A server that is gone fails at once, one that is silent after a tenth of a second. */
async function resolverOf(...scripts: (DnsScript | 'gone')[]): Promise<Resolver> {
  servers.push(...(await Promise.all(scripts.map((script) => scriptedDns(script === 'gone' ? silent : script)))));
  await Promise.all(servers.filter((_, index) => scripts[index] === 'gone').map((server) => server.close()));
  const timeoutMs = scripts.includes(silent) ? 100 : 5000;
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return new Resolver({
    transports: servers.map(({ server }) => plainTransport(server)),
    timeoutMs,
    concurrency: 10,
    signal,
  });
}

test('an answer is asked for once', async () => {
  const resolver = await resolverOf(good, good);
  expect(await resolver.ask(question)).toMatchObject({ rcode: 0, answers: [{ data: '192.0.2.1' }] });
  expect(servers.map(({ questions }) => questions.length)).toEqual([1, 0]);
});

test('that a name does not exist is an answer', async () => {
  const resolver = await resolverOf(code(3), good);
  expect(await resolver.ask(question)).toMatchObject({ rcode: 3 });
  expect(servers[1]?.questions).toEqual([]);
});

describe('one server fails, the next one answers', () => {
  test.each<[string, DnsScript | 'gone']>([
    ['gone', 'gone'],
    ['SERVFAIL', code(2)],
    ['REFUSED', code(5)],
    ['FORMERR', code(1)],
    [
      'a lame referral',
      {
        udp: (query, send) =>
          send(reply(query, { authorities: [{ type: 'NS', name: 'example', ttl: 60, data: 'ns.example' }] })),
      },
    ],
  ])('%s', async (_, script) => {
    const resolver = await resolverOf(script, good);
    expect(await resolver.ask(question)).toMatchObject({ rcode: 0, answers: [{ data: '192.0.2.1' }] });
  });
});

describe('all fail', () => {
  test.each<[string, DnsScript, string, RegExp]>([
    ['silent', silent, 'timeout', /^127\.0\.0\.1:\d+: UDP: nothing within 100 ms$/],
    ['SERVFAIL', code(2), 'servfail', /^127\.0\.0\.1:\d+: SERVFAIL$/],
    [
      'SERVFAIL, with a reason',
      code(2, extendedError(22, 'no reachable authority')),
      'servfail',
      /SERVFAIL \(extended error 22: no reachable authority\)$/,
    ],
    ['SERVFAIL, for the signatures', code(2, extendedError(7, '')), 'bogus', /SERVFAIL \(extended error 7\)$/],
    ['REFUSED', code(5), 'dns-refused', /REFUSED$/],
    ['NOTIMP', code(4), 'dns-refused', /NOTIMP$/],
    ['a code of no name', code(11), 'dns-refused', /response code 11$/],
    [
      'a referral',
      {
        udp: (query, send) =>
          send(reply(query, { authorities: [{ type: 'NS', name: 'example', ttl: 60, data: 'ns.example' }] })),
      },
      'dns-refused',
      /referral/,
    ],
  ])('%s', async (_, script, cause, detail) => {
    expect(await (await resolverOf(script)).ask(question)).toEqual({
      state: 'unknown',
      cause,
      detail: expect.stringMatching(detail) as string,
    });
  });

  test('a server that answered is not asked again', async () => {
    await (await resolverOf(code(2), 'gone')).ask(question);
    expect(servers[0]?.questions).toHaveLength(1);
  });

  test('one that was silent is', async () => {
    await (await resolverOf(silent)).ask(question);
    expect(servers[0]?.questions).toHaveLength(3);
  });

  test.each([
    ['first', ['gone', code(5)]],
    ['last', [code(5), 'gone']],
  ] as const)('what a server said counts more than the silence of the %s one', async (_, scripts) => {
    expect(await (await resolverOf(...scripts)).ask(question)).toMatchObject({ cause: 'dns-refused' });
  });
});

test('a lost question is asked again', async () => {
  let lost = 0;
  servers.push(await scriptedDns({ udp: (query, send) => lost++ > 0 && send(reply(query, { answers })) }));
  const transports = servers.map(({ server }) => plainTransport(server));
  const resolver = new Resolver({ transports, timeoutMs: 1000, concurrency: 1, signal: new AbortController().signal });
  expect(await resolver.ask(question)).toMatchObject({ rcode: 0 });
});

test('a server that was not there is asked last from then on', async () => {
  const resolver = await resolverOf('gone', good);
  await resolver.ask(question);
  const [gone] = servers;
  servers[0] = await scriptedDns(good, gone?.server.port);
  await resolver.ask(question);
  expect(servers.map(({ questions }) => questions.length)).toEqual([0, 2]);
});

test('no more questions at a time than allowed', async () => {
  let open = 0;
  let most = 0;
  const transport: DnsTransport = {
    server: 'counting',
    ask: async () => {
      most = Math.max(most, ++open);
      await new Promise(setImmediate);
      open--;
      return {
        rcode: 0,
        answers: [],
        authorities: [soa()],
        additionals: [],
        authoritative: false,
        authenticData: false,
        recursionAvailable: true,
        errors: [],
      };
    },
  };
  const resolver = new Resolver({
    transports: [transport],
    timeoutMs: 100,
    concurrency: 3,
    signal: new AbortController().signal,
  });
  await Promise.all(Array.from({ length: 20 }, () => resolver.ask(question)));
  expect(most).toBe(3);
});

test.each(['', 'a..example', `${'x'.repeat(64)}.example`, `${'x.'.repeat(127)}xx`])(
  '%j cannot be asked',
  async (name) => {
    const resolver = await resolverOf(good);
    expect(await resolver.ask({ name, type: 'A' })).toMatchObject({ state: 'unknown', cause: 'protocol' });
    expect(servers[0]?.questions).toEqual([]);
  },
);

test('the longest name can', async () => {
  const name = `${'x.'.repeat(126)}x`;
  const resolver = await resolverOf({ udp: (query, send) => send(reply(query)) });
  expect(await resolver.ask({ name, type: 'A' })).toMatchObject({ rcode: 0 });
});

test('an end from outside ends what is under way and what waits', async () => {
  servers.push(await scriptedDns(silent));
  const controller = new AbortController();
  const transports = servers.map(({ server }) => plainTransport(server));
  const resolver = new Resolver({ transports, timeoutMs: 60_000, concurrency: 1, signal: controller.signal });
  const both = Promise.allSettled([resolver.ask(question), resolver.ask(question)]);
  const reason = new Error('closed');
  controller.abort(reason);
  expect(await both).toEqual([
    { status: 'rejected', reason },
    { status: 'rejected', reason },
  ]);
});
