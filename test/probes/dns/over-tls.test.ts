import { setMaxListeners } from 'node:events';
import type * as dns from 'dns-packet';
import { SecureConnector } from '../../../lib/probes/dns/secure';
import { tlsTransport } from '../../../lib/probes/dns/over-tls';
import type { DnsTransport } from '../../../lib/probes/dns/transport';
import { reply, type Query } from '../../support/scripted-dns';
import { credentialsFor, dotServer, rootPem, type SecureDns } from '../../support/secure-dns';

const NAME = 'dns.example';
const answersFor = (query: Query): dns.Answer[] => [
  { type: 'TXT', name: query.questions?.[0]?.name ?? '', ttl: 60, data: ['hello'] },
];
const { signal } = new AbortController();
setMaxListeners(0, signal);
const limits = { timeoutMs: 5000, signal };
const question = (name: string) => ({ name, type: 'TXT' }) as const;

const open: { close(): unknown }[] = [];
afterEach(() => Promise.all(open.splice(0).map((each) => each.close())));

async function serve(answer: Parameters<typeof dotServer>[1], name = NAME, spec = {}): Promise<SecureDns> {
  const server = await dotServer(await credentialsFor(name, spec), answer);
  open.push(server);
  return server;
}

async function clientOf({ port }: { readonly port: number }, name = NAME): Promise<DnsTransport> {
  const transport = tlsTransport(
    { over: 'tls', host: '127.0.0.1', port, name },
    new SecureConnector([await rootPem()]),
  );
  open.unshift({ close: () => transport.close?.() });
  return transport;
}

test('many questions on one connection, answered in any order', async () => {
  const held: (() => void)[] = [];
  const server = await serve((query, send) => {
    held.push(() => send(reply(query, { answers: answersFor(query), ad: true })));
    if (held.length === 20) for (const release of held.reverse()) release();
  });
  const client = await clientOf(server);
  const responses = await Promise.all(
    Array.from({ length: 20 }, (_, n) => client.ask(question(`n${n}.example`), limits)),
  );
  expect(responses.map(({ answers }) => answers[0]?.name)).toEqual(
    Array.from({ length: 20 }, (_, n) => `n${n}.example`),
  );
  expect(responses.every(({ authenticData }) => authenticData)).toBe(true);
  expect(server.sessions).toBe(1);
});

test('an error that comes before anybody uses the session ends nothing but the session', async () => {
  const server = await serve(() => undefined);
  const connector = new SecureConnector([await rootPem()]);
  const socket = await connector.connect({ host: '127.0.0.1', port: server.port, name: NAME }, 'dot', limits);
  // Without a listener it would be an exception that nobody catches.
  expect(socket.emit('error', new Error('what follows the handshake is not TLS'))).toBe(true);
  socket.destroy();
});

test('the server is named as it is configured', async () => {
  const client = await clientOf({ port: 853 });
  expect(client.server).toBe('tls://127.0.0.1#dns.example');
});

describe('a server that cannot prove who it is', () => {
  test.each([
    ['another name', 'other.example', {}],
    ['an expired certificate', NAME, { from: -91, until: -1 }],
    ['an authority that nobody knows', NAME, { signedBy: 'unknown-root' }],
  ])('%s', async (_, name, spec) => {
    const server = await serve((query, send) => send(reply(query, { answers: answersFor(query) })), name, spec);
    const client = await clientOf(server);
    await expect(client.ask(question('a.example'), limits)).rejects.toMatchObject({
      cause: 'tls',
      detail: expect.stringMatching(/its certificate is not to be trusted/) as string,
    });
    expect(server.questions).toEqual([]);
  });
});

test('a connection that the server closed is made anew', async () => {
  const server = await serve((query, send, socket) => {
    send(reply(query, { answers: answersFor(query) }));
    socket.end();
  });
  const client = await clientOf(server);
  await client.ask(question('a.example'), limits);
  // The end of the first connection may come before the question or after it.
  await client.ask(question('b.example'), limits).catch(() => client.ask(question('b.example'), limits));
  expect(server.sessions).toBe(2);
});

test('silence ends the wait, and the connection', async () => {
  let silent = true;
  const server = await serve((query, send) => silent || send(reply(query, { answers: answersFor(query) })));
  const client = await clientOf(server);
  await expect(client.ask(question('a.example'), { timeoutMs: 100, signal })).rejects.toMatchObject({
    cause: 'timeout',
  });
  silent = false;
  await client.ask(question('a.example'), limits);
  expect(server.sessions).toBe(2);
});

test('silence about one name does not end the questions about others', async () => {
  const server = await serve(
    (query, send) =>
      query.questions?.[0]?.name !== 'silent.example' && send(reply(query, { answers: answersFor(query) })),
  );
  const client = await clientOf(server);
  const silent = client.ask(question('silent.example'), { timeoutMs: 300, signal }).catch((error: unknown) => error);
  await client.ask(question('a.example'), limits);
  expect(await silent).toMatchObject({ cause: 'timeout' });
  await client.ask(question('b.example'), limits);
  expect(server.sessions).toBe(1);
});

test('an answer to another question is none', async () => {
  const server = await serve((query, send) => send(reply(query, { questions: [{ name: 'b.example', type: 'TXT' }] })));
  await expect((await clientOf(server)).ask(question('a.example'), limits)).rejects.toMatchObject({
    cause: 'protocol',
  });
});

test('a port where nobody listens says nothing about the name', async () => {
  const server = await serve(() => undefined);
  await server.close();
  await expect((await clientOf(server)).ask(question('a.example'), limits)).rejects.toMatchObject({ cause: 'refused' });
});

test('an end from outside', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const server = await serve(() => controller.abort(reason));
  await expect(
    (await clientOf(server)).ask(question('a.example'), { timeoutMs: 5000, signal: controller.signal }),
  ).rejects.toBe(reason);
});
