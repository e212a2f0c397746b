import { setMaxListeners } from 'node:events';
import * as dns from 'dns-packet';
import { plainTransport } from '../../../lib/probes/dns/plain';
import { framed, reply, scriptedDns, soa, type DnsScript, type ScriptedDns } from '../../support/scripted-dns';

const question = { name: 'a.example', type: 'TXT' } as const;
const answers: dns.Answer[] = [{ type: 'TXT', name: 'a.example', ttl: 60, data: ['hello'] }];
const never = new AbortController().signal;
setMaxListeners(0, never);

const servers: ScriptedDns[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function ask(script: DnsScript, timeoutMs = 2000, signal = never) {
  const server = await scriptedDns(script);
  servers.push(server);
  return plainTransport(server.server).ask(question, { timeoutMs, signal });
}

describe('over UDP', () => {
  test('one question and its answer', async () => {
    const response = await ask({ udp: (query, send) => send(reply(query, { answers, ad: true })) });
    expect(response).toMatchObject({
      rcode: 0,
      answers: [{ type: 'TXT', name: 'a.example' }],
      authenticData: true,
      recursionAvailable: true,
      errors: [],
    });
  });

  test('the query asks for recursion, for DNSSEC status, and for no fragments', async () => {
    let seen: dns.DecodedPacket | undefined;
    await ask({
      udp: (query, send) => {
        seen = query;
        send(reply(query, { answers }));
      },
    });
    expect(seen).toMatchObject({
      flag_rd: true,
      flag_ad: true,
      flag_cd: false,
      questions: [{ ...question, class: 'IN' }],
      additionals: [{ type: 'OPT', udpPayloadSize: 1232 }],
    });
  });

  test('ids and source ports cannot be guessed', async () => {
    const ids = new Set<number>();
    const server = await scriptedDns({
      udp: (query, send) => {
        ids.add(query.id);
        send(reply(query, { answers }));
      },
    });
    servers.push(server);
    const transport = plainTransport(server.server);
    await Promise.all(Array.from({ length: 40 }, () => transport.ask(question, { timeoutMs: 2000, signal: never })));
    expect(ids.size).toBeGreaterThan(35);
    expect(new Set(server.ports).size).toBeGreaterThan(35);
  });

  const forged: dns.Answer = { type: 'TXT', name: 'a.example', ttl: 60, data: ['forged'] };
  test.each<[string, (query: Parameters<DnsScript['udp']>[0]) => Buffer]>([
    ['another id', (query) => reply(query, { answers: [forged], id: query.id ^ 1 })],
    [
      'another question',
      (query) => reply(query, { answers: [forged], questions: [{ name: 'b.example', type: 'TXT' }] }),
    ],
    ['another type', (query) => reply(query, { answers: [forged], questions: [{ name: 'a.example', type: 'A' }] })],
    ['two questions', (query) => reply(query, { answers: [forged], questions: [question, question] })],
    ['no question', (query) => reply(query, { answers: [forged], questions: [] })],
    ['a query', (query) => reply(query, { answers: [forged], type: 'query' })],
    ['octets that are no message', () => Buffer.from('this is not DNS at all')],
    ['the id alone', (query) => reply(query).subarray(0, 2)],
    [
      'a name that points at itself',
      (query) =>
        Buffer.concat([reply(query, { answers: [forged] }).subarray(0, 12), Buffer.from([0xc0, 12, 0, 16, 0, 1])]),
    ],
    ['a record longer than the message', (query) => reply(query, { answers: [forged] }).subarray(0, -2)],
  ])('%s is not taken for the answer, which comes after it', async (_, wrong) => {
    const both = await ask({
      udp: (query, send) => {
        send(wrong(query));
        send(reply(query, { answers }));
      },
    });
    expect(both.answers).toMatchObject([{ data: [Buffer.from('hello')] }]);
    await expect(ask({ udp: (query, send) => send(wrong(query)) }, 300)).rejects.toMatchObject({
      cause: 'protocol',
      detail: expect.stringMatching(/^127\.0\.0\.1:\d+: only messages came that do not answer the question$/) as string,
    });
  });

  test('a refusal may leave the question out', async () => {
    await expect(ask({ udp: (query, send) => send(reply(query, { rcode: 5, questions: [] })) })).resolves.toMatchObject(
      { rcode: 5 },
    );
  });

  test('the name comes back in any case of letters', async () => {
    await expect(
      ask({ udp: (query, send) => send(reply(query, { answers, questions: [{ name: 'A.eXample', type: 'TXT' }] })) }),
    ).resolves.toMatchObject({ rcode: 0 });
  });

  test('the response code has twelve bits', async () => {
    const opt: dns.OptAnswer = {
      type: 'OPT',
      name: '.',
      udpPayloadSize: 512,
      extendedRcode: 1,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [],
    };
    await expect(
      ask({ udp: (query, send) => send(reply(query, { additionals: [opt], authorities: [soa()] })) }),
    ).resolves.toMatchObject({ rcode: 16 });
  });

  test('silence', async () => {
    await expect(ask({ udp: () => undefined }, 50)).rejects.toMatchObject({
      cause: 'timeout',
      detail: expect.stringContaining('UDP: nothing within 50 ms') as string,
    });
  });

  test('a closed port', async () => {
    const server = await scriptedDns({ udp: () => undefined });
    await server.close();
    await expect(plainTransport(server.server).ask(question, { timeoutMs: 2000, signal: never })).rejects.toMatchObject(
      { cause: 'refused' },
    );
  });

  test('an address that the system does not let anybody connect to, as where there is no route', async () => {
    const broadcast = plainTransport({ address: '255.255.255.255', port: 53 });
    await expect(broadcast.ask(question, { timeoutMs: 2000, signal: never })).rejects.toMatchObject({
      cause: 'unreachable',
    });
  });

  test('an end from outside', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    await expect(ask({ udp: () => controller.abort(reason) }, 5000, controller.signal)).rejects.toBe(reason);
    await expect(ask({ udp: () => undefined }, 5000, controller.signal)).rejects.toBe(reason);
  });
});

describe('over TCP, when the UDP answer is truncated', () => {
  const udp: DnsScript['udp'] = (query, send) => send(reply(query, { tc: true }));

  test('the whole answer, in pieces', async () => {
    const long: dns.Answer[] = [
      { type: 'TXT', name: 'a.example', ttl: 60, data: Array.from({ length: 200 }, () => 'x'.repeat(250)) },
    ];
    const response = await ask({
      udp,
      tcp: (query, socket) => {
        const octets = framed(reply(query, { answers: long }));
        socket.write(octets.subarray(0, 1));
        setImmediate(() => {
          socket.write(octets.subarray(1, 20_000));
          setImmediate(() => socket.end(octets.subarray(20_000)));
        });
      },
    });
    expect(response.answers).toMatchObject([{ type: 'TXT' }]);
    expect((response.answers[0] as dns.TxtAnswer).data).toHaveLength(200);
  });

  test.each<[string, NonNullable<DnsScript['tcp']>, string]>([
    ['closed without an answer', (_, socket) => socket.end(), 'closed'],
    ['reset', (_, socket) => socket.resetAndDestroy(), 'reset'],
    ['truncated again', (query, socket) => socket.write(framed(reply(query, { tc: true }))), 'protocol'],
    ['another id', (query, socket) => socket.write(framed(reply(query, { answers, id: query.id ^ 1 }))), 'protocol'],
    ['no DNS', (_, socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(800)), 'protocol'],
    [
      'half an answer, then nothing',
      (query, socket) => socket.write(framed(reply(query, { answers })).subarray(0, 20)),
      'timeout',
    ],
  ])('%s', async (_, tcp, cause) => {
    await expect(ask({ udp, tcp }, cause === 'timeout' ? 300 : 5000)).rejects.toMatchObject({ cause });
  });

  test('a server that has no TCP', async () => {
    const server = await scriptedDns({ udp: () => undefined });
    await server.close();
    const { createSocket } = await import('node:dgram');
    const socket = createSocket('udp4');
    const { port } = server.server;
    await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
    socket.on('message', (octets, peer) =>
      socket.send(reply(dns.decode(octets) as never, { tc: true }), peer.port, peer.address),
    );
    try {
      await expect(
        plainTransport({ address: '127.0.0.1', port }).ask(question, { timeoutMs: 2000, signal: never }),
      ).rejects.toMatchObject({ cause: 'refused' });
    } finally {
      socket.close();
    }
  });
});
