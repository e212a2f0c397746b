import { setMaxListeners } from 'node:events';
import type * as dns from 'dns-packet';
import type { ResolverSpec } from '../../../lib/core/resolvers';
import { EdnsSupport } from '../../../lib/probes/dns/edns';
import { openResolvers, type ResolversOptions } from '../../../lib/probes/dns/open';
import { paced } from '../../../lib/probes/dns/pace';
import type { DnsTransport } from '../../../lib/probes/dns/transport';
import { reply, scriptedDns, type Query } from '../../support/scripted-dns';
import { credentialsFor, dohServer, dotServer, message, rootPem } from '../../support/secure-dns';

const open: { close(): unknown }[] = [];
afterEach(() => Promise.all(open.splice(0).map((each) => each.close())));

function resolvers(options: Pick<ResolversOptions, 'resolvers' | 'trustAd' | 'ca'>) {
  const controller = new AbortController();
  open.unshift({ close: () => controller.abort(new Error('closed')) });
  return openResolvers({
    timeoutMs: 5000,
    concurrency: 10,
    rate: 1000,
    edns: new EdnsSupport(),
    signal: controller.signal,
    ...options,
  });
}

const answers: dns.Answer[] = [{ type: 'TXT', name: 'a.example', ttl: 60, data: ['x'] }];

test('over UDP, TLS and HTTPS at a time: all three are witnesses of one question', async () => {
  const udp = await scriptedDns({ udp: (query, send) => send(reply(query, { answers, ad: true })) });
  const dot = await dotServer(await credentialsFor('dot.example'), (query, send) => send(reply(query, { rcode: 3 })));
  const doh = await dohServer(await credentialsFor('doh.example'), (query, response) =>
    message(response, reply(query, { answers, ad: true })),
  );
  open.push(udp, dot, doh);
  const { panel, trusted } = resolvers({
    resolvers: [
      udp.server,
      { over: 'tls', host: '127.0.0.1', port: dot.port, name: 'dot.example' },
      { over: 'https', host: '127.0.0.1', port: doh.port, name: 'doh.example', path: '/dns-query' },
    ],
    trustAd: true,
    ca: [await rootPem()],
  });
  expect(trusted).toBe(true);
  expect(await panel.ask({ name: 'a.example', type: 'TXT' })).toMatchObject({
    answers: [{ type: 'TXT' }],
    authenticData: true,
    dispute: {
      settled: true,
      said: [
        { answer: '"x"' },
        { resolver: `tls://127.0.0.1:${dot.port}#dot.example`, answer: 'no such name' },
        { answer: '"x"' },
      ],
    },
  });
});

test.each([
  ['plain ones', [{ address: '127.0.0.1', port: 53 }], undefined, false],
  ['plain ones, declared', [{ address: '127.0.0.1', port: 53 }], true, true],
  [
    'an encrypted one that nobody knows',
    [{ over: 'tls', host: '127.0.0.1', port: 853, name: 'dns.example' }],
    undefined,
    false,
  ],
  ['a well-known one over TLS', [{ over: 'tls', host: '9.9.9.9', port: 853, name: 'dns.quad9.net' }], undefined, true],
  [
    'a well-known one, and not to be believed',
    [{ over: 'tls', host: '9.9.9.9', port: 853, name: 'dns.quad9.net' }],
    false,
    false,
  ],
  ['the default ones', undefined, undefined, true],
] as const)('%s: whether the word on DNSSEC is believed', (_, specs, trustAd, expected) => {
  expect(resolvers({ resolvers: specs, trustAd }).trusted).toBe(expected);
});

describe('the pace', () => {
  const transport = (server: string, asked: number[]): DnsTransport => ({
    server,
    ask: async () => {
      asked.push(performance.now());
      return {
        rcode: 3,
        answers: [],
        authorities: [],
        additionals: [],
        authenticData: false,
        authoritative: false,
        recursionAvailable: true,
        errors: [],
      };
    },
  });
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const question = { name: 'a.example', type: 'TXT' } as const;

  test('is kept by all that ask the same server, after a first burst', async () => {
    const asked: number[] = [];
    const first = paced(transport('slow', asked), 100);
    const second = paced(transport('slow', asked), 100);
    const began = performance.now();
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? first : second).ask(question, { timeoutMs: 1000, signal })),
    );
    // 25 at once, and the rest at 10 ms each; timers may be late, never early by more than their rounding.
    expect((asked.at(-1) ?? 0) - began).toBeGreaterThan(200);
    expect(asked).toHaveLength(50);
  });

  test('ends with the signal', async () => {
    const asked: number[] = [];
    const controller = new AbortController();
    const slow = paced(transport('slower', asked), 1);
    const waiting = [1, 2, 3].map(() => slow.ask(question, { timeoutMs: 1000, signal: controller.signal }));
    const reason = new Error('enough');
    controller.abort(reason);
    expect((await Promise.allSettled(waiting)).at(-1)).toEqual({ status: 'rejected', reason });
  });
});

test.each(['UDP', 'TLS', 'HTTPS'])('a resolver over %s that takes no EDNS is asked without', async (over) => {
  const refusing = (query: Query): Buffer =>
    reply(query, query.additionals?.length === 0 ? { answers, ad: true } : { rcode: 1, additionals: [] });
  const udp = await scriptedDns({ udp: (query, send) => send(refusing(query)) });
  const dot = await dotServer(await credentialsFor('dot.example'), (query, send) => send(refusing(query)));
  const doh = await dohServer(await credentialsFor('doh.example'), (query, response) =>
    message(response, refusing(query)),
  );
  open.push(udp, dot, doh);
  const specs: Readonly<Record<string, ResolverSpec>> = {
    UDP: udp.server,
    TLS: { over: 'tls', host: '127.0.0.1', port: dot.port, name: 'dot.example' },
    HTTPS: { over: 'https', host: '127.0.0.1', port: doh.port, name: 'doh.example', path: '/dns-query' },
  };
  const { panel } = resolvers({ resolvers: [specs[over] ?? 'system'], trustAd: true, ca: [await rootPem()] });
  const answer = await panel.ask({ name: 'a.example', type: 'TXT' });
  expect(answer).toMatchObject({ rcode: 0, answers: [{ type: 'TXT' }] });
  expect(answer).not.toHaveProperty('authenticData');
});
