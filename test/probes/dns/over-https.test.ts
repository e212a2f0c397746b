import { setMaxListeners } from 'node:events';
import type * as dns from 'dns-packet';
import { httpsTransport } from '../../../lib/probes/dns/over-https';
import { SecureConnector } from '../../../lib/probes/dns/secure';
import type { DnsTransport } from '../../../lib/probes/dns/transport';
import { reply, type Query } from '../../support/scripted-dns';
import { credentialsFor, dohServer, message, rootPem, type SecureDns } from '../../support/secure-dns';

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

async function serve(
  answer: Parameters<typeof dohServer>[1],
  options: Parameters<typeof dohServer>[2] = {},
  name = NAME,
): Promise<SecureDns> {
  const server = await dohServer(await credentialsFor(name), answer, options);
  open.push(server);
  return server;
}

async function clientOf({ port }: { readonly port: number }): Promise<DnsTransport> {
  const transport = httpsTransport(
    { over: 'https', host: '127.0.0.1', port, name: NAME, path: '/dns-query' },
    new SecureConnector([await rootPem()]),
  );
  open.unshift({ close: () => transport.close?.() });
  return transport;
}

const good: Parameters<typeof dohServer>[1] = (query, response) =>
  message(response, reply(query, { answers: answersFor(query), ad: true }));

test('questions go by POST, with id 0, over one connection', async () => {
  const seen: unknown[] = [];
  const server = await serve((query, response, request) => {
    const { method, url, headers } = request;
    seen.push({
      id: query.id,
      method,
      url,
      type: headers['content-type'],
      accept: headers.accept,
      authority: headers[':authority'],
    });
    good(query, response, request);
  });
  const client = await clientOf(server);
  const responses = await Promise.all(
    Array.from({ length: 20 }, (_, n) => client.ask(question(`n${n}.example`), limits)),
  );
  expect(responses.map(({ answers }) => answers[0]?.name)).toEqual(
    Array.from({ length: 20 }, (_, n) => `n${n}.example`),
  );
  expect(seen[0]).toEqual({
    id: 0,
    method: 'POST',
    url: '/dns-query',
    type: 'application/dns-message',
    accept: 'application/dns-message',
    authority: `${NAME}:${server.port}`,
  });
  expect(server.sessions).toBe(1);
});

test('an answer as long as DNS allows', async () => {
  const server = await serve((query, response) =>
    message(
      response,
      reply(query, {
        answers: [{ type: 'TXT', name: 'a.example', ttl: 1, data: Array.from({ length: 250 }, () => 'x'.repeat(250)) }],
      }),
    ),
  );
  const { answers } = await (await clientOf(server)).ask(question('a.example'), limits);
  expect((answers[0] as dns.TxtAnswer).data).toHaveLength(250);
});

describe('no answer', () => {
  test.each<[string, Parameters<typeof dohServer>[1], string, RegExp]>([
    ['an HTTP error', (_, response) => response.writeHead(503).end(), 'protocol', /HTTP status 503/],
    [
      'a redirect',
      (_, response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
      'protocol',
      /HTTP status 302/,
    ],
    [
      'a web page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'protocol',
      /not of the type/,
    ],
    [
      'octets that are no message',
      (_, response) => message(response, Buffer.from('not DNS')),
      'protocol',
      /does not answer/,
    ],
    [
      'the answer to another question',
      (query, response) => message(response, reply(query, { questions: [{ name: 'b.example', type: 'TXT' }] })),
      'protocol',
      /does not answer/,
    ],
    ['a body without end', (_, response) => message(response, Buffer.alloc(70_000)), 'too-large', /more than 65535/],
    ['a stream that is reset', (_, response) => response.stream.close(2), 'reset', /NGHTTP2_INTERNAL_ERROR/],
  ])('%s', async (_, answer, cause, detail) => {
    const server = await serve(answer);
    await expect((await clientOf(server)).ask(question('a.example'), limits)).rejects.toMatchObject({
      cause,
      detail: expect.stringMatching(detail) as string,
    });
  });

  test('informational answers without end', async () => {
    const server = await serve((_, response) => {
      const again = (): void => {
        if (response.stream.destroyed) return;
        response.stream.additionalHeaders({ ':status': 103, link: '</a>' });
        setImmediate(again);
      };
      again();
    });
    await expect((await clientOf(server)).ask(question('a.example'), limits)).rejects.toMatchObject({
      cause: 'protocol',
      detail: expect.stringMatching(/informational answers/) as string,
    });
  });

  test('silence', async () => {
    const server = await serve(() => undefined);
    await expect((await clientOf(server)).ask(question('a.example'), { timeoutMs: 100, signal })).rejects.toMatchObject(
      { cause: 'timeout' },
    );
  });

  test('a certificate for another name', async () => {
    const server = await serve(good, {}, 'other.example');
    await expect((await clientOf(server)).ask(question('a.example'), limits)).rejects.toMatchObject({
      cause: 'tls',
      detail: expect.stringMatching(/its certificate is not to be trusted/) as string,
    });
    expect(server.questions).toEqual([]);
  });
});

test('an informational answer before the one that counts', async () => {
  const server = await serve((query, response, request) => {
    response.stream.additionalHeaders({ ':status': 103, link: '</a>' });
    good(query, response, request);
  });
  expect((await (await clientOf(server)).ask(question('a.example'), limits)).answers).toHaveLength(1);
});

test('a stream that fails does not end the others', async () => {
  const server = await serve((query, response, request) =>
    query.questions?.[0]?.name === 'bad.example' ? response.stream.close(2) : good(query, response, request),
  );
  const client = await clientOf(server);
  await client.ask(question('a.example'), limits);
  const [bad, b] = await Promise.allSettled([
    client.ask(question('bad.example'), limits),
    client.ask(question('b.example'), limits),
  ]);
  expect([bad.status, b.status]).toEqual(['rejected', 'fulfilled']);
});

test('a connection that the server closes is made anew', async () => {
  const server = await serve((query, response, request) => {
    good(query, response, request);
    response.stream.session?.close();
  });
  const client = await clientOf(server);
  await client.ask(question('a.example'), limits);
  await client.ask(question('b.example'), limits).catch(() => client.ask(question('b.example'), limits));
  expect(server.sessions).toBe(2);
});

test('an end from outside', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const server = await serve(() => controller.abort(reason));
  await expect(
    (await clientOf(server)).ask(question('a.example'), { timeoutMs: 5000, signal: controller.signal }),
  ).rejects.toBe(reason);
});
