import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect as tcpConnect, createServer, type AddressInfo } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { Pki } from '../../../lib/sandbox/pki/authority';
import type { PolicyHostBehaviour } from '../../../lib/sandbox/policy-host/behaviour';
import { servePolicies, type WebServer } from '../../../lib/sandbox/policy-host/server';
import { TlsContexts } from '../../../lib/sandbox/tls/server-side';

const POLICY = 'version: STSv1\nmode: enforce\nmx: mx.example\nmax_age: 604800\n';
const hosts = new Map<string, PolicyHostBehaviour>();
let server: WebServer;
let ca: string;

beforeAll(async () => {
  const pki = await Pki.create();
  ca = pki.rootPem;
  server = await servePolicies((name) => hosts.get(name), new TlsContexts(pki), '127.0.0.1');
});
afterAll(() => server.close());

interface Got {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: Buffer;
  cut: boolean;
}

/** Fetches, and stops after `limit` octets. */
async function get(
  host: string,
  {
    path = '/.well-known/mta-sts.txt',
    limit = Infinity,
    ...tls
  }: ConnectionOptions & { path?: string; limit?: number } = {},
): Promise<Got> {
  const req = request({
    host: '127.0.0.1',
    port: server.port,
    servername: host,
    headers: { host },
    path,
    ca,
    agent: false,
    ...tls,
  });
  req.end();
  const [response] = (await once(req, 'response')) as [IncomingMessage];
  const got: Got = { status: response.statusCode, headers: response.headers, body: Buffer.alloc(0), cut: false };
  try {
    for await (const chunk of response) {
      got.body = Buffer.concat([got.body, chunk as Buffer]);
      if (got.body.length >= limit) break;
    }
  } catch {
    got.cut = true;
  }
  req.destroy();
  return got;
}

const healthy: PolicyHostBehaviour = { answer: { body: POLICY } };

test('a healthy policy host', async () => {
  hosts.set('mta-sts.ok.example', healthy);
  const got = await get('mta-sts.ok.example');
  expect(got).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' } });
  expect(got.body.toString()).toBe(POLICY);
  expect(server.requests.get('https://mta-sts.ok.example/.well-known/mta-sts.txt')).toBe(1);
  expect(await get('mta-sts.ok.example', { path: '/' })).toMatchObject({ status: 404 });
});

test('a name that nobody serves meets the default certificate', async () => {
  await expect(get('mta-sts.nobody.example')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('status, content type, redirect', async () => {
  hosts.set('mta-sts.a.example', { answer: { body: 'gone', status: 404, contentType: null } });
  const got = await get('mta-sts.a.example');
  expect(got.status).toBe(404);
  expect(got.headers).not.toHaveProperty('content-type');
  hosts.set('mta-sts.a.example', {
    answer: { body: '', status: 301, headers: { location: 'https://elsewhere.example/' } },
  });
  expect(await get('mta-sts.a.example')).toMatchObject({
    status: 301,
    headers: { location: 'https://elsewhere.example/' },
  });
});

test('TLS versions and certificates are each host’s own', async () => {
  hosts.set('mta-sts.old.example', { ...healthy, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
  await expect(get('mta-sts.old.example')).rejects.toMatchObject({
    code: expect.stringMatching(/PROTOCOL_VERSION|EPROTO/) as string,
  });
  const old = { minVersion: 'TLSv1' as const, ciphers: 'DEFAULT@SECLEVEL=0' };
  expect((await get('mta-sts.old.example', old)).status).toBe(200);
  hosts.set('mta-sts.new.example', { ...healthy, minVersion: 'TLSv1.3' });
  await expect(get('mta-sts.new.example', { maxVersion: 'TLSv1.2' })).rejects.toMatchObject({
    code: expect.stringMatching(/PROTOCOL_VERSION|EPROTO/) as string,
  });
  hosts.set('mta-sts.expired.example', { ...healthy, certificate: { from: -90, until: -1 } });
  await expect(get('mta-sts.expired.example')).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
});

test.each(['reset', 'no-tls'] as const)('%s instead of TLS', async (connection) => {
  hosts.set('mta-sts.no.example', { ...healthy, connection });
  await expect(get('mta-sts.no.example')).rejects.toMatchObject({
    code: connection === 'reset' ? 'ECONNRESET' : 'EPROTO',
  });
});

test.each([{ connection: 'silent' as const }, { answer: { misbehave: 'silent' as const } }])(
  'silence: %o',
  async (behaviour) => {
    hosts.set('mta-sts.silent.example', { ...healthy, ...behaviour });
    const req = request({
      host: '127.0.0.1',
      port: server.port,
      servername: 'mta-sts.silent.example',
      path: '/.well-known/mta-sts.txt',
      ca,
      agent: false,
      timeout: 200,
    });
    req.end();
    const outcome = await Promise.race([once(req, 'response'), once(req, 'timeout').then(() => 'timeout')]);
    req.on('error', () => undefined).destroy();
    expect(outcome).toBe('timeout');
  },
);

test('an endless body', async () => {
  hosts.set('mta-sts.endless.example', { answer: { body: POLICY, misbehave: 'endless' } });
  const { body } = await get('mta-sts.endless.example', { limit: 200_000 });
  expect(body.length).toBeGreaterThanOrEqual(200_000);
  expect(body.toString()).toMatch(POLICY);
});

test('a body that drips', async () => {
  hosts.set('mta-sts.drip.example', { answer: { body: POLICY, misbehave: 'drip' } });
  expect((await get('mta-sts.drip.example', { limit: 2 })).body.toString()).toBe('ve');
});

test('a gzip bomb', async () => {
  hosts.set('mta-sts.bomb.example', { answer: { body: POLICY, misbehave: 'gzip-bomb' } });
  const got = await get('mta-sts.bomb.example');
  expect(got.headers).toMatchObject({ 'content-encoding': 'gzip' });
  expect(got.body.length).toBeLessThan(100_000);
  expect(gunzipSync(got.body).length).toBeGreaterThan(16 * 1024 * 1024);
});

test('a body cut short, and an answer that is not HTTP', async () => {
  hosts.set('mta-sts.cut.example', { answer: { body: POLICY, misbehave: 'cut' } });
  expect(await get('mta-sts.cut.example')).toMatchObject({ status: 200, cut: true });
  hosts.set('mta-sts.smtp.example', { answer: { misbehave: 'not-http' } });
  await expect(get('mta-sts.smtp.example')).rejects.toMatchObject({ code: expect.stringMatching(/^HPE_/) as string });
});

test('a ClientHello in pieces, one without a name, and what is no TLS', async () => {
  hosts.set('mta-sts.ok.example', healthy);
  const { port } = server;
  const relay = createServer((client) => {
    const upstream = tcpConnect({ port, host: '127.0.0.1', noDelay: true });
    client.once('data', (hello: Buffer) => {
      upstream.write(hello.subarray(0, 3));
      upstream.write(hello.subarray(3, 60));
      upstream.write(hello.subarray(60));
      client.pipe(upstream).pipe(client);
    });
    client.on('close', () => upstream.destroy());
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const secure = connect({
    host: '127.0.0.1',
    port: (relay.address() as AddressInfo).port,
    servername: 'mta-sts.ok.example',
    ca,
  });
  await once(secure, 'secureConnect');
  expect(secure.authorized).toBe(true);
  secure.destroy();
  relay.close();

  const nameless = connect({ host: '127.0.0.1', port, ca, checkServerIdentity: () => undefined });
  await once(nameless, 'secureConnect');
  expect(nameless.getPeerCertificate().subject.CN).toBe('www.hosting.example');
  nameless.destroy();

  const plain = tcpConnect(port, '127.0.0.1');
  plain.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  plain.on('error', () => undefined);
  await once(plain.resume(), 'close');
});
