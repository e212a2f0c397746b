import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { SecureVersion, TlsOptions, TLSSocket } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { connectTcp } from '../../../lib/probes/net/connect';
import { failureFrom } from '../../../lib/probes/net/failure';
import { TlsObserver, type HandshakeOptions, type Session } from '../../../lib/probes/tls/handshake';
import { Pki } from '../../../lib/sandbox/pki/authority';
import type { CertificateSpec, Credentials } from '../../../lib/sandbox/pki/spec';
import { listening, tlsServer, type ListeningServer } from '../../support/tls-server';

const limits = { timeoutMs: 5000, signal: new AbortController().signal };
let pki: Pki;
let observer: TlsObserver;
const servers: ListeningServer[] = [];

beforeAll(async () => {
  pki = await Pki.create();
  observer = new TlsObserver([pki.rootPem]);
});
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

const credentials = (spec: Partial<CertificateSpec> = {}): Promise<Credentials> => pki.issue({ names: ['mx.example.com'], ...spec });

async function handshakeWith(server: ListeningServer, options: HandshakeOptions = { serverName: 'mx.example.com' }, some = limits): Promise<Session> {
  servers.push(server);
  const session = await observer.handshake(await connectTcp('127.0.0.1', server.port, limits), options, some);
  session.socket.destroy();
  return session;
}

const sessionWith = async (shown: Credentials, options: TlsOptions = {}): Promise<Session> => handshakeWith(await tlsServer(shown, options));

describe('TLS versions: old ones are seen, not taken for a failure', () => {
  test.each<SecureVersion>(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])('%s', async (version) => {
    for (const key of ['ec', 'rsa'] as const) {
      const { observation } = await sessionWith(await credentials({ key }), { minVersion: version, maxVersion: version });
      expect(observation).toMatchObject({ protocol: version, cipher: expect.any(String) as string, trust: { trusted: true } });
      expect(observation.trust).not.toHaveProperty('error');
    }
  });

  test('an old cipher', async () => {
    const { observation } = await sessionWith(await credentials({ key: 'rsa' }), { ciphers: 'AES128-SHA@SECLEVEL=0', maxVersion: 'TLSv1.2' });
    expect(observation.cipher).toBe('AES128-SHA');
  });
});

describe('trust: against the roots, names left aside', () => {
  test.each<[string, Partial<CertificateSpec>, object]>([
    ['an EC chain', {}, { trusted: true }],
    ['an RSA chain', { key: 'rsa' }, { trusted: true }],
    ['another name', { names: ['other.example.net'] }, { trusted: true }],
    ['no SAN', { san: false }, { trusted: true }],
    ['a weak key: that is for the judge', { key: 'rsa-1024' }, { trusted: true }],
    ['a weak signature, likewise', { key: 'rsa', hash: 'sha1' }, { trusted: true }],
    ['self-signed', { signedBy: 'itself' }, { trusted: false, error: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
    ['an unknown root', { signedBy: 'unknown-root' }, { trusted: false, error: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }],
    ['no intermediate', { serveIntermediate: false }, { trusted: false, error: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }],
    ["a client's certificate", { usage: 'client' }, { trusted: false, error: 'INVALID_PURPOSE' }],
    ['expired', { from: -90, until: -1 }, { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true }],
    ['expired, RSA', { key: 'rsa', from: -90, until: -1 }, { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true }],
    ['not yet valid', { from: 1 }, { trusted: true, error: 'CERT_NOT_YET_VALID', dateError: true }],
    ['an expired intermediate', { signedBy: 'expired-intermediate' }, { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true }],
    ['expired and self-signed', { from: -90, until: -1, signedBy: 'itself' }, { trusted: false, error: 'DEPTH_ZERO_SELF_SIGNED_CERT', dateError: true }],
    ['expired and of an unknown root', { from: -90, until: -1, signedBy: 'unknown-root' }, { trusted: false, error: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', dateError: true }],
    ['expired without an intermediate', { from: -90, until: -1, serveIntermediate: false }, { trusted: false, error: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', dateError: true }],
    ["expired and a client's", { from: -90, until: -1, usage: 'client' }, { trusted: false, error: 'INVALID_PURPOSE', dateError: true }],
  ])('%s', async (_, spec, trust) => {
    expect((await sessionWith(await credentials(spec))).observation.trust).toEqual(trust);
  });

  test('a default root alone trusts none of these', async () => {
    const strict = new TlsObserver();
    const server = await tlsServer(await credentials());
    servers.push(server);
    const { socket, observation } = await strict.handshake(await connectTcp('127.0.0.1', server.port, limits), { serverName: 'mx.example.com' }, limits);
    socket.destroy();
    expect(observation.trust).toEqual({ trusted: false, error: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' });
  });
});

describe('the chain', () => {
  const split = (chain: string): string[] => chain.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g) ?? [];
  const fingerprint = (pem: string): string => new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();

  test('is told as served: in its order, with what does not belong', async () => {
    const { key, chain } = await credentials();
    const [leaf = '', intermediate = ''] = split(chain);
    const stray = split((await credentials({ signedBy: 'unknown-root' })).chain)[1] ?? '';
    const served = [leaf, stray, pki.rootPem, intermediate];
    const { observation, certificates } = await sessionWith({ key, chain: served.join('') });
    expect(observation.chain).toEqual(served.map(fingerprint));
    expect(observation.trust).toEqual({ trusted: true });
    expect(certificates.map(({ subject }) => subject)).toEqual(served.map((pem) => new X509Certificate(pem).subject.replaceAll('\n', ', ')));
  });

  test('may come in the wrong order when it is expired too', async () => {
    const { key, chain } = await credentials({ from: -90, until: -1 });
    const [leaf = '', intermediate = ''] = split(chain);
    const { observation } = await sessionWith({ key, chain: leaf + pki.rootPem + intermediate });
    expect(observation.trust).toEqual({ trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true });
  });

  test('is not completed from the trusted roots or from other sessions', async () => {
    await sessionWith(await credentials());
    expect((await sessionWith(await credentials({ serveIntermediate: false }))).observation.chain).toHaveLength(1);
  });

  test('is read once: the same facts serve every later session', async () => {
    const server = await tlsServer(await credentials());
    const first = await handshakeWith(server);
    const second = await handshakeWith(server);
    expect(second.certificates[0]).toBe(first.certificates[0]);
    expect(second.certificates[1]).toBe(first.certificates[1]);
  });

  test('is looked at up to 20 certificates', async () => {
    const { key, chain } = await credentials();
    expect((await sessionWith({ key, chain: chain + pki.rootPem.repeat(30) })).observation.chain).toHaveLength(20);
  });
});

describe('what the server is told', () => {
  async function told(options: HandshakeOptions): Promise<TLSSocket> {
    let report: (socket: TLSSocket) => void;
    const seen = new Promise<TLSSocket>((resolve) => (report = resolve));
    const server = await tlsServer(await credentials(), { ALPNProtocols: ['h2', 'http/1.1'] }, (socket) => report(socket));
    servers.push(server);
    const { socket } = await observer.handshake(await connectTcp('127.0.0.1', server.port, limits), options, limits);
    const told = await seen;
    socket.destroy();
    return told;
  }

  test('the name, by SNI', async () => {
    expect(await told({ serverName: 'mx.example.com' })).toMatchObject({ servername: 'mx.example.com' });
  });

  test('no name when it is an address', async () => {
    expect(await told({ serverName: '192.0.2.1' })).toMatchObject({ servername: false });
  });

  test('the protocol, by ALPN, only where one is given', async () => {
    expect((await told({ serverName: 'mx.example.com', alpn: ['http/1.1'] })).alpnProtocol).toBe('http/1.1');
    expect((await told({ serverName: 'mx.example.com' })).alpnProtocol).toBe(false);
  });
});

describe('failures', () => {
  test.each<[string, (socket: Socket) => void, string, RegExp]>([
    ['closed', (socket) => socket.end(), 'closed', /closed/],
    ['closed after the ClientHello', (socket) => socket.once('data', () => socket.end()), 'closed', /closed/],
    ['reset', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'reset', /ECONNRESET/],
    ['in the clear', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), 'tls', /^(wrong version number|packet length too long)$/],
    ['an alert', (socket) => socket.write(Buffer.from('15030300020228', 'hex')), 'tls', /handshake failure/],
    ['silence', () => undefined, 'timeout', /TLS handshake: nothing within 100 ms/],
  ])('%s', async (_, onConnection, cause, detail) => {
    const server = await listening(createServer(onConnection));
    const failure = await handshakeWith(server, undefined, { ...limits, timeoutMs: 100 }).catch(failureFrom);
    expect(failure).toMatchObject({ cause, detail: expect.stringMatching(detail) as string });
  });

  test('no version in common', async () => {
    const failure = await handshakeWith(await tlsServer(await credentials(), { minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_CCM_SHA256' })).catch(failureFrom);
    expect(failure).toMatchObject({ cause: 'tls' });
  });

  test('each ends the connection', async () => {
    let ended: Promise<unknown> | undefined;
    const server = await listening(createServer((socket) => {
      ended = once(socket.resume(), 'close');
    }));
    await expect(handshakeWith(server, undefined, { ...limits, timeoutMs: 50 })).rejects.toMatchObject({ cause: 'timeout' });
    await ended;
  });

  test('an end from outside', async () => {
    const controller = new AbortController();
    const server = await listening(createServer(() => controller.abort('enough')));
    await expect(handshakeWith(server, undefined, { ...limits, signal: controller.signal })).rejects.toBe('enough');
  });
});
