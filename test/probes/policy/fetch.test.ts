import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { AddressAnswer, Observed, PolicyEndpoint } from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import { withDeadline } from '../../../lib/probes/net/wait';
import { SENDER_USER_AGENT } from '../../../lib/probes/policy/as-sender';
import { fetchPolicy, type FetchOutcome, type PolicyFetchOptions } from '../../../lib/probes/policy/fetch';
import { TlsObserver } from '../../../lib/probes/tls/handshake';
import { Pki } from '../../../lib/sandbox/pki/authority';
import type { Credentials } from '../../../lib/sandbox/pki/spec';
import { deafPort } from '../../support/deaf-port';
import { listening, tlsServer, type ListeningServer } from '../../support/tls-server';

const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mx.example.com\r\nmax_age: 604800\r\n';
const never = new AbortController().signal;

let pki: Pki;
let credentials: Credentials;
let tls: TlsObserver;
const servers: ListeningServer[] = [];
beforeAll(async () => {
  pki = await Pki.create();
  credentials = await pki.issue({ names: ['mta-sts.example.com'] });
  tls = new TlsObserver([pki.rootPem]);
});
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

const at = (ipv4: string[], ipv6: string[] = []): Observed<AddressAnswer> =>
  present({ cnameChain: [], ttl: 60, ipv4, ipv6 });

function fetchFrom(
  port: number,
  options: Partial<PolicyFetchOptions> = {},
  addresses = at(['127.0.0.1']),
  signal = never,
): Promise<FetchOutcome> {
  return fetchPolicy(
    'example.com',
    addresses,
    {
      tls,
      port,
      userAgent: 'mta-sts-watch/test',
      allowPrivateAddresses: true,
      connectTimeoutMs: 2000,
      observedAt: 1,
      ...options,
    },
    signal,
  );
}

/** A web server over TLS; `raw` gets the socket itself. */
async function serve(listener: RequestListener | { raw: (socket: TLSSocket) => void }): Promise<ListeningServer> {
  const http = createHttpServer(typeof listener === 'function' ? listener : undefined);
  const server = await tlsServer(credentials, {}, (socket) =>
    typeof listener === 'function' ? http.emit('connection', socket) : listener.raw(socket),
  );
  servers.push(server);
  return server;
}

const answerOf = async (
  listener: Parameters<typeof serve>[0],
  options?: Partial<PolicyFetchOptions>,
  signal?: AbortSignal,
): Promise<PolicyEndpoint> => only(await fetchFrom((await serve(listener)).port, options, undefined, signal));

function only({ endpoints }: FetchOutcome): PolicyEndpoint {
  const [endpoint, ...others] = endpoints;
  if (endpoint === undefined || others.length > 0) throw new Error(`${endpoints.length} addresses`);
  return endpoint;
}

test('a policy, with all that its session showed', async () => {
  const { port } = await serve((_, response) =>
    response.setHeader('content-type', 'text/plain; charset=utf-8').end(POLICY),
  );
  const { certificates, ...fetch } = await fetchFrom(port);
  expect(fetch).toEqual({
    url: 'https://mta-sts.example.com/.well-known/mta-sts.txt',
    addresses: at(['127.0.0.1']),
    endpoints: [
      {
        address: '127.0.0.1',
        family: 4,
        tls: {
          protocol: 'TLSv1.3',
          cipher: 'TLS_AES_256_GCM_SHA384',
          chain: certificates.map(({ fingerprint }) => fingerprint),
          trust: { trusted: true },
        },
        http: {
          status: 200,
          contentType: 'text/plain; charset=utf-8',
          body: POLICY,
          bodyBytes: POLICY.length,
          truncated: false,
        },
        durationMs: expect.any(Number) as number,
      },
    ],
  });
  expect(certificates.map(({ dnsNames }) => dnsNames)).toEqual([['mta-sts.example.com'], []]);
});

test('the request: the policy host by SNI and by name, nothing accepted that would change the body', async () => {
  let seen: IncomingMessage | undefined;
  await answerOf((request, response) => {
    seen = request;
    response.end();
  });
  expect(seen).toMatchObject({
    method: 'GET',
    url: '/.well-known/mta-sts.txt',
    httpVersion: '1.1',
    socket: { servername: 'mta-sts.example.com', alpnProtocol: false },
  });
  expect(seen?.headers).toEqual({
    host: 'mta-sts.example.com',
    'user-agent': 'mta-sts-watch/test',
    accept: 'text/plain',
    'accept-encoding': 'identity',
    connection: 'close',
  });
});

test.each([
  ['octets that are not UTF-8', Buffer.from('contact: M\u00fcller\n', 'latin1'), 'contact: M\ufffdller\n', false],
  ['a U+FFFD that was served', Buffer.from('contact: \ufffd\n'), 'contact: \ufffd\n', true],
])('%s are said', async (_, octets, body, isUtf8) => {
  expect((await answerOf((_request, response) => response.end(octets))).http).toMatchObject({ body, isUtf8 });
});

describe('any status is an answer', () => {
  test.each([204, 404, 500, 503])('%d', async (status) => {
    expect((await answerOf((_, response) => response.writeHead(status).end())).http).toEqual({
      status,
      body: '',
      bodyBytes: 0,
      truncated: false,
    });
  });

  test.each([301, 302, 303, 307, 308])('%d, which is not followed', async (status) => {
    let requests = 0;
    const { http, failure } = await answerOf((_, response) => {
      requests++;
      response.writeHead(status, { location: 'https://example.net/policy.txt' }).end('moved');
    });
    expect(http).toMatchObject({ status, location: 'https://example.net/policy.txt', body: 'moved' });
    expect([failure, requests]).toEqual([undefined, 1]);
  });

  test('an interim answer is not the answer', async () => {
    const { http } = await answerOf((_, response) => {
      response.writeEarlyHints({ link: '</x>; rel=preload' });
      response.end(POLICY);
    });
    expect(http).toMatchObject({ status: 200, body: POLICY });
  });

  test('no content type, no length: the body ends with the connection', async () => {
    const { http } = await answerOf({
      raw: (socket) => socket.once('data', () => socket.end(`HTTP/1.0 200 OK\r\n\r\n${POLICY}`)),
    });
    expect(http).toEqual({ status: 200, body: POLICY, bodyBytes: POLICY.length, truncated: false });
  });
});

describe('the body', () => {
  test('keeps what a text editor hides', async () => {
    const { http } = await answerOf((_, response) => response.end('\ufeffversion: STSv1\0'));
    expect(http?.body).toBe('\ufeffversion: STSv1\0');
  });

  test('octets that are not UTF-8 are replaced', async () => {
    const { http } = await answerOf((_, response) => response.end(Buffer.from([0x61, 0xff, 0x62])));
    expect(http).toMatchObject({ body: 'a\ufffdb', bodyBytes: 3 });
  });

  test('of 64 KiB is whole, of one octet more is cut', async () => {
    expect((await answerOf((_, response) => response.end('x'.repeat(65_536)))).http).toMatchObject({
      bodyBytes: 65_536,
      truncated: false,
    });
    const { http } = await answerOf((_, response) => response.end('x'.repeat(65_537)));
    expect(http).toMatchObject({ bodyBytes: 65_536, truncated: true, body: 'x'.repeat(65_536) });
  });

  test('without end is cut, and the connection ended', async () => {
    let closed: (() => void) | undefined;
    const ended = new Promise<void>((resolve) => (closed = resolve));
    const { http } = await answerOf((_, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(10_000)));
      };
      response.on('drain', more).on('close', () => closed?.());
      more();
    });
    expect(http).toMatchObject({ bodyBytes: 65_536, truncated: true });
    await ended;
  });

  test.each([
    ['gzip', gzipSync],
    ['GZIP', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('in %s, although nobody asked for it, is decoded', async (encoding, compress) => {
    const { http } = await answerOf((_, response) =>
      response.setHeader('content-encoding', encoding).end(compress(POLICY)),
    );
    expect(http).toMatchObject({ status: 200, contentEncoding: encoding, body: POLICY, bodyBytes: POLICY.length });
  });

  test('that unfolds to more than it may is cut', async () => {
    const { http } = await answerOf((_, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(50_000_000, 'x'))),
    );
    expect(http).toMatchObject({ bodyBytes: 65_536, truncated: true });
  });

  test('in two codings, of which the last was applied last, is decoded', async () => {
    const { http } = await answerOf((_, response) =>
      response.setHeader('content-encoding', 'gzip, br').end(brotliCompressSync(gzipSync(POLICY))),
    );
    expect(http).toMatchObject({ contentEncoding: 'gzip, br', body: POLICY });
  });

  test('in an unknown encoding stays as it is', async () => {
    const { http } = await answerOf((_, response) => response.setHeader('content-encoding', 'rot13').end('irefvba'));
    expect(http).toMatchObject({ contentEncoding: 'rot13', body: 'irefvba' });
  });
});

describe('failures of the response', () => {
  const raw = (reply: string | Buffer, then: (socket: TLSSocket) => void = () => undefined) => ({
    raw: (socket: TLSSocket) =>
      void socket.once('data', () => {
        socket.write(reply);
        then(socket);
      }),
  });

  test.each<[string, Parameters<typeof serve>[0], string, RegExp]>([
    ['silence', () => undefined, 'slow', /^not complete within 150 ms$/],
    [
      'headers, then silence',
      raw('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'),
      'slow',
      /^not complete within 150 ms$/,
    ],
    ['closed before an answer', raw('', (socket) => socket.end()), 'closed', /closed/],
    ['closed in the headers', raw('HTTP/1.1 200 OK\r\nContent-', (socket) => socket.end()), 'closed', /closed|HPE/],
    [
      'closed in the body',
      raw('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', (socket) => socket.end()),
      'closed',
      /closed/,
    ],
    [
      'reset in the body',
      raw('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', (socket) => setTimeout(() => socket.destroy(), 20)),
      'closed',
      /closed/,
    ],
    ['not HTTP', raw('220 mail.example ESMTP\r\n'), 'protocol', /Parse Error/],
    [
      'two lengths',
      raw('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
      'protocol',
      /Parse Error|Content-Length/,
    ],
    [
      'a chunk of no size',
      raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc'),
      'protocol',
      /Parse Error|chunk/i,
    ],
    [
      'headers without end',
      raw(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
      'too-large',
      /HEADER_OVERFLOW|overflow/i,
    ],
    [
      'another protocol',
      raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n', (socket) => socket.end()),
      'closed',
      /closed/,
    ],
    [
      'gzip that is none',
      (_, response) => response.setHeader('content-encoding', 'gzip').end('not gzip'),
      'protocol',
      /^body: incorrect header check$/,
    ],
    [
      'gzip that is cut',
      (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(POLICY).subarray(0, 30)),
      'protocol',
      /^body: unexpected end of file$/,
    ],
  ])('%s', async (_, listener, cause, detail) => {
    const fetch = await withDeadline(cause === 'slow' ? 150 : 5000, [], (deadline) => answerOf(listener, {}, deadline));
    expect(fetch.failure).toEqual({ step: 'response', cause, detail: expect.stringMatching(detail) as string });
    expect(fetch).toMatchObject({ address: '127.0.0.1', tls: { trust: { trusted: true } } });
    expect(fetch).not.toHaveProperty('http');
  });

  test('a body that drips, and is not done within the time for the whole', async () => {
    let timer: NodeJS.Timeout | undefined;
    const listener: RequestListener = (_, response) => {
      timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    };
    const { port } = await serve(listener);
    const fetch = await withDeadline(250, [], (deadline) => fetchFrom(port, {}, undefined, deadline));
    expect(only(fetch).failure).toEqual({ step: 'response', cause: 'slow', detail: 'not complete within 250 ms' });
  });
});

describe('failures before it', () => {
  test.each<[string, Observed<AddressAnswer>]>([
    ['no address', { state: 'absent', reason: 'no-name' }],
    ['addresses that could not be learnt', unknown('servfail', 'SERVFAIL')],
  ])('%s', async (_, addresses) => {
    expect(await fetchFrom(1, {}, addresses)).toEqual({
      url: expect.any(String) as string,
      addresses,
      endpoints: [],
      certificates: [],
    });
  });

  test('addresses that are not public: nothing is contacted', async () => {
    const server = await listening(createServer(() => fail('contacted')));
    servers.push(server);
    const { endpoints } = await fetchFrom(
      server.port,
      { allowPrivateAddresses: false },
      at(['127.0.0.1', '10.0.0.1'], ['::1']),
    );
    const notPublic = (address: string, family: 4 | 6, reason: string) => ({
      address,
      family,
      durationMs: 0,
      failure: {
        step: 'connect',
        cause: 'address-not-allowed',
        detail: `${address} is not a public address: ${reason}`,
      },
    });
    expect(endpoints).toEqual([
      notPublic('10.0.0.1', 4, 'private use'),
      notPublic('127.0.0.1', 4, 'loopback'),
      notPublic('::1', 6, 'loopback'),
    ]);
  });

  test('a closed port', async () => {
    const server = await listening(createServer());
    await server.close();
    expect(only(await fetchFrom(server.port))).toMatchObject({
      address: '127.0.0.1',
      failure: { step: 'connect', cause: 'refused' },
    });
  });

  test('a port that does not answer', async () => {
    const deaf = await deafPort();
    servers.push(deaf);
    expect(only(await fetchFrom(deaf.port, { connectTimeoutMs: 50 })).failure).toEqual({
      step: 'connect',
      cause: 'timeout',
      detail: 'connect: nothing within 50 ms',
    });
  });

  test('no TLS', async () => {
    const server = await listening(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    servers.push(server);
    expect(only(await fetchFrom(server.port)).failure).toMatchObject({ step: 'handshake', cause: 'tls' });
  });
});

describe('several addresses', () => {
  const contacted: string[] = [];
  const noting = (socket: Socket): void => {
    contacted.push(socket.localAddress ?? '');
    socket.destroy();
  };
  beforeEach(() => contacted.splice(0));

  const outcomes = ({ endpoints }: FetchOutcome): unknown[] =>
    endpoints.map(({ address, http, failure }) => [address, http?.status ?? failure?.cause]);

  test('each is fetched from, in the order of the addresses, whatever the order of DNS', async () => {
    const { port } = await serve((_, response) => response.end(POLICY));
    servers.push(await listening(createServer(noting), '127.0.0.2', port));
    const expected = [
      ['127.0.0.1', 200],
      ['127.0.0.2', 'closed'],
      ['127.0.0.3', 'refused'],
    ];
    for (const order of [
      ['127.0.0.3', '127.0.0.2', '127.0.0.1'],
      ['127.0.0.1', '127.0.0.3', '127.0.0.2'],
    ])
      expect(outcomes(await fetchFrom(port, {}, at(order)))).toEqual(expected);
    expect(contacted).toEqual(['127.0.0.2', '127.0.0.2']);
  });

  const MANY = Array.from({ length: 9 }, (_, n) => `127.0.0.${n + 1}`);

  test('four at most, others in another check, and the same at the same time', async () => {
    const { port } = await serve((_, response) => response.end(POLICY));
    const seen = new Set<string>();
    for (let hour = 0; hour < 24; hour++) {
      const options = { observedAt: hour * 3_600_000 };
      const fetch = await fetchFrom(port, options, at(MANY));
      expect(outcomes(await fetchFrom(port, options, at(MANY.toReversed())))).toEqual(outcomes(fetch));
      expect(fetch.endpoints).toHaveLength(4);
      for (const { address } of fetch.endpoints) seen.add(address);
    }
    expect([...seen].sort()).toEqual(MANY);
  });

  test('of many addresses of both families, both are visited', async () => {
    const { endpoints } = await fetchFrom(1, {}, at(MANY, ['::1', '::2', '::3', '::4', '::5']));
    expect(new Set(endpoints.map(({ family }) => family))).toEqual(new Set([4, 6]));
  });

  test('an address without a route takes no place of another, and speaks for its family', async () => {
    const { port } = await serve((_, response) => response.end(POLICY));
    const ipv6 = ['2001:db8::1', '2001:db8::2', '2001:db8::3'];
    const { endpoints } = await fetchFrom(port, { connectTimeoutMs: 200 }, at(MANY, ipv6));
    const withoutRoute = endpoints.filter(({ family }) => family === 6);
    // A machine with IPv6 sends packets to the documentation prefix, and nothing answers: then they have their places.
    const routed = withoutRoute.some(({ failure }) => failure?.cause !== 'unreachable');
    expect(endpoints.filter(({ family }) => family === 4)).toHaveLength(routed ? 2 : 4);
    expect(withoutRoute.length).toBeLessThan(ipv6.length);
  });

  test('one that is named twice is visited once', async () => {
    const { port } = await serve((_, response) => response.end(POLICY));
    expect(outcomes(await fetchFrom(port, {}, at(['127.0.0.1', '127.0.0.1'])))).toEqual([['127.0.0.1', 200]]);
  });

  test('where each is named by one resolver alone, one of each is visited', async () => {
    const byResolver = { Liar: MANY.slice(0, 6), Honest: ['127.0.0.8'], Other: ['127.0.0.9'] };
    const addresses = present({ cnameChain: [], ttl: 60, ipv4: MANY, ipv6: [], unconfirmed: byResolver });
    const { endpoints } = await fetchFrom(1, {}, addresses);
    expect(endpoints.map(({ address }) => address)).toEqual(expect.arrayContaining(['127.0.0.8', '127.0.0.9']));
    expect(endpoints).toHaveLength(4);
  });

  test('one that is not public is named beside the others', async () => {
    const { port } = await serve((_, response) => response.end(POLICY));
    expect(outcomes(await fetchFrom(port, {}, at(['169.254.169.254', '127.0.0.1'])))).toEqual([
      ['127.0.0.1', 200],
      ['169.254.169.254', 'address-not-allowed'],
    ]);
  });
});

describe('a refusal', () => {
  const agents: string[] = [];
  beforeEach(() => agents.splice(0));
  const blocking =
    (isBlocked: (agent: string) => boolean, refuse: (response: ServerResponse) => void): RequestListener =>
    (request, response) => {
      const agent = request.headers['user-agent'] ?? '';
      agents.push(agent);
      if (isBlocked(agent)) refuse(response);
      else response.setHeader('content-type', 'text/plain').end(POLICY);
    };
  const challenge = (response: ServerResponse): void => {
    response.writeHead(403, { server: 'cloudflare', 'cf-mitigated': 'challenge', 'retry-after': '30' });
    response.end('<title>Just a moment...</title>');
  };
  const monitor = (agent: string): boolean => agent.startsWith('mta-sts-watch');

  test.each<[string, (response: ServerResponse) => void]>([
    ['a challenge', challenge],
    ...[401, 403, 405, 406, 451].map((status): [string, (response: ServerResponse) => void] => [
      String(status),
      (response) => response.writeHead(status).end(),
    ]),
    ['an end of the connection', (response) => response.destroy()],
    [
      'a page of a firewall with status 202',
      (response) => response.writeHead(202, { 'x-amzn-waf-action': 'challenge' }).end(),
    ],
  ])('of this monitor alone, by %s: a sender gets the policy, and so does the check', async (_, refuse) => {
    const { http, failure, asSender } = await answerOf(blocking(monitor, refuse));
    expect([http?.status, http?.body, failure]).toEqual([200, POLICY, undefined]);
    expect(asSender).toMatchObject({ letIn: true, userAgent: SENDER_USER_AGENT });
    expect(agents).toEqual(['mta-sts-watch/test', SENDER_USER_AGENT]);
  });

  test('of everyone: the answer is kept with what names the firewall', async () => {
    const { http, asSender } = await answerOf(blocking(() => true, challenge));
    expect(http).toMatchObject({
      status: 403,
      server: 'cloudflare',
      mitigation: 'cf-mitigated: challenge',
      retryAfter: '30',
    });
    expect(asSender).toMatchObject({ letIn: false, userAgent: SENDER_USER_AGENT });
  });

  test.each([200, 204, 301, 404, 410, 500])('%d is none: it is asked once', async (status) => {
    const { asSender } = await answerOf(
      blocking(
        () => true,
        (response) => response.writeHead(status).end(),
      ),
    );
    expect(asSender).toBeUndefined();
    expect(agents).toEqual(['mta-sts-watch/test']);
  });
});

test('an end from outside rejects, and cuts the connection', async () => {
  const controller = new AbortController();
  let cut: (() => void) | undefined;
  const closed = new Promise<void>((resolve) => (cut = resolve));
  const fetch = answerOf(
    (request) => {
      request.socket.on('close', () => cut?.());
      controller.abort(new Error('enough'));
    },
    {},
    controller.signal,
  );
  await expect(fetch).rejects.toThrow('enough');
  await closed;
});
