import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { SecureVersion, TlsOptions, TLSSocket } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { connectTcp } from '../../../lib/probes/net/connect';
import { failureFrom } from '../../../lib/probes/net/failure';
import { TlsObserver, type HandshakeOptions, type Session } from '../../../lib/probes/tls/handshake';
import { Pki } from '../../../lib/sandbox/pki/authority';
import { issueCertificate } from '../../../lib/sandbox/pki/certificate';
import { keyPem, newKey } from '../../../lib/sandbox/pki/keys';
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

const credentials = (spec: Partial<CertificateSpec> = {}): Promise<Credentials> =>
  pki.issue({ names: ['mx.example.com'], ...spec });

const split = (chain: string): string[] => chain.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g) ?? [];

async function handshakeWith(
  server: ListeningServer,
  options: HandshakeOptions = { serverName: 'mx.example.com' },
  some = limits,
): Promise<Session> {
  servers.push(server);
  const session = await observer.handshake(await connectTcp('127.0.0.1', server.port, limits), options, some);
  session.socket.destroy();
  return session;
}

const sessionWith = async (shown: Credentials, options: TlsOptions = {}): Promise<Session> =>
  handshakeWith(await tlsServer(shown, options));

describe('TLS versions: old ones are seen, not taken for a failure', () => {
  test.each<SecureVersion>(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])('%s', async (version) => {
    for (const key of ['ec', 'rsa'] as const) {
      const { observation } = await sessionWith(await credentials({ key }), {
        minVersion: version,
        maxVersion: version,
      });
      expect(observation).toMatchObject({
        protocol: version,
        cipher: expect.any(String) as string,
        trust: { trusted: true },
      });
      expect(observation.trust).not.toHaveProperty('error');
    }
  });

  test('an old cipher', async () => {
    const { observation } = await sessionWith(await credentials({ key: 'rsa' }), {
      ciphers: 'AES128-SHA@SECLEVEL=0',
      maxVersion: 'TLSv1.2',
    });
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
    [
      'expired, RSA',
      { key: 'rsa', from: -90, until: -1 },
      { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true },
    ],
    ['not yet valid', { from: 1 }, { trusted: true, error: 'CERT_NOT_YET_VALID', dateError: true }],
    [
      'an expired intermediate',
      { signedBy: 'expired-intermediate' },
      { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true },
    ],
    [
      'expired and self-signed',
      { from: -90, until: -1, signedBy: 'itself' },
      { trusted: false, error: 'DEPTH_ZERO_SELF_SIGNED_CERT', dateError: true },
    ],
    [
      'expired and of an unknown root',
      { from: -90, until: -1, signedBy: 'unknown-root' },
      { trusted: false, error: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', dateError: true },
    ],
    [
      'expired without an intermediate',
      { from: -90, until: -1, serveIntermediate: false },
      { trusted: false, error: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', dateError: true },
    ],
    [
      "expired and a client's",
      { from: -90, until: -1, usage: 'client' },
      { trusted: false, error: 'INVALID_PURPOSE', dateError: true },
    ],
  ])('%s', async (_, spec, trust) => {
    expect((await sessionWith(await credentials(spec))).observation.trust).toEqual(trust);
  });

  test('an intermediate that is known beside its root serves a chain without it', async () => {
    const { key, chain } = await credentials({ serveIntermediate: false });
    const [, intermediate = ''] = split((await credentials()).chain);
    const trusting = new TlsObserver([intermediate + pki.rootPem]);
    const server = await tlsServer({ key, chain });
    servers.push(server);
    const { socket, observation } = await trusting.handshake(
      await connectTcp('127.0.0.1', server.port, limits),
      { serverName: 'mx.example.com' },
      limits,
    );
    socket.destroy();
    expect(observation.trust).toEqual({ trusted: true });
  });

  test('a default root alone trusts none of these', async () => {
    const strict = new TlsObserver();
    const server = await tlsServer(await credentials());
    servers.push(server);
    const { socket, observation } = await strict.handshake(
      await connectTcp('127.0.0.1', server.port, limits),
      { serverName: 'mx.example.com' },
      limits,
    );
    socket.destroy();
    expect(observation.trust).toEqual({ trusted: false, error: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' });
  });
});

describe('the chain', () => {
  const fingerprint = (pem: string): string =>
    new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();

  const served = (chain: string): string[] => split(chain).map(fingerprint);

  test('is the leaf and what leads on from it; what belongs to nobody is left out', async () => {
    const { key, chain } = await credentials();
    const [leaf = '', intermediate = ''] = split(chain);
    const stray = split((await credentials({ signedBy: 'unknown-root' })).chain)[1] ?? '';
    const { observation, certificates } = await sessionWith({ key, chain: leaf + intermediate + stray });
    expect(observation).toMatchObject({ chain: served(leaf + intermediate), trust: { trusted: true } });
    expect(certificates.map(({ subject }) => subject)).toEqual(
      [leaf, intermediate].map((pem) => new X509Certificate(pem).subject.replaceAll('\n', ', ')),
    );
  });

  test.each([
    ['good', {}, { trusted: true }],
    ['expired', { from: -90, until: -1 }, { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true }],
  ])('may come in the wrong order: %s', async (_, spec, trust) => {
    const { key, chain } = await credentials(spec);
    const [leaf = '', intermediate = ''] = split(chain);
    const { observation } = await sessionWith({ key, chain: leaf + pki.rootPem + intermediate });
    expect(observation.trust).toEqual(trust);
    expect(observation.chain.slice(0, 2)).toEqual(served(leaf + intermediate));
  });

  test('with a cross-certificate beside a trusted chain', async () => {
    const { key, chain } = await credentials({ serveAlso: 'expired-cross-sign' });
    expect(split(chain)).toHaveLength(3);
    expect((await sessionWith({ key, chain })).observation).toMatchObject({
      chain: served(chain),
      trust: { trusted: true },
    });
  });

  test('that leads to no root is told as it was on the wire', async () => {
    const { key, chain } = await credentials({ signedBy: 'unknown-root' });
    const [leaf = '', intermediate = ''] = split(chain);
    const stray = split((await credentials()).chain)[1] ?? '';
    const { observation } = await sessionWith({ key, chain: leaf + stray + intermediate });
    expect(observation).toMatchObject({
      chain: served(leaf + stray + intermediate),
      trust: { trusted: false, error: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' },
    });
  });

  test.each(['ec', 'rsa'] as const)(
    'ends where it ended on the wire: a root that is only trusted is not in it (%s)',
    async (key) => {
      const { chain, ...rest } = await credentials({ key });
      expect((await sessionWith({ chain, ...rest })).observation.chain).toEqual(served(chain));
      expect((await sessionWith({ chain: chain + pki.rootPem, ...rest })).observation.chain).toEqual(
        served(chain + pki.rootPem),
      );
    },
  );

  test('is not completed from other sessions', async () => {
    await sessionWith(await credentials());
    const leaf = await credentials({ serveIntermediate: false });
    expect((await sessionWith(leaf)).observation.chain).toEqual(served(leaf.chain));
  });

  test('of an unknown root is whole, with that root', async () => {
    const { key, chain } = await credentials({ signedBy: 'itself' });
    expect((await sessionWith({ key, chain })).observation).toMatchObject({
      chain: served(chain),
      trust: { trusted: false },
    });
  });

  test('of one certificate that is trusted by itself', async () => {
    for (const spec of [{ signedBy: 'itself' }, { signedBy: 'itself', key: 'rsa' }] as const) {
      const self = await credentials(spec);
      const trusting = new TlsObserver([self.chain]);
      const server = await tlsServer(self);
      servers.push(server);
      const { socket, observation } = await trusting.handshake(
        await connectTcp('127.0.0.1', server.port, limits),
        { serverName: 'mx.example.com' },
        limits,
      );
      socket.destroy();
      expect(observation).toMatchObject({ chain: served(self.chain), trust: { trusted: true } });
      expect(observation.trust).not.toHaveProperty('error');
    }
  });

  test('is read once: the same facts serve every later session', async () => {
    const server = await tlsServer(await credentials());
    const first = await handshakeWith(server);
    const second = await handshakeWith(server);
    expect(second.certificates[0]).toBe(first.certificates[0]);
    expect(second.certificates[1]).toBe(first.certificates[1]);
  });

  test('is looked at up to 20 certificates', async () => {
    const key = await newKey('ec');
    const validity = { notBefore: new Date(Date.now() - 1e9), notAfter: new Date(Date.now() + 1e9) };
    const names = Array.from({ length: 30 }, (_, n) => `CA ${n}`);
    const leaf = issueCertificate(
      { ...validity, commonName: 'mx', dnsNames: ['mx.example.com'], role: 'server' },
      key,
      { commonName: 'CA 0', key },
    );
    const authorities = names.map((commonName, n) =>
      issueCertificate({ ...validity, commonName, role: 'root' }, key, { commonName: `CA ${n + 1}`, key }),
    );
    const { observation } = await sessionWith({ key: keyPem(key), chain: leaf + authorities.join('') });
    expect(observation.chain).toEqual(served(leaf + authorities.slice(0, 19).join('')));
  });
});

describe('what the server is told', () => {
  async function told(options: HandshakeOptions): Promise<TLSSocket> {
    let report: (socket: TLSSocket) => void;
    const seen = new Promise<TLSSocket>((resolve) => (report = resolve));
    const server = await tlsServer(await credentials(), { ALPNProtocols: ['h2', 'http/1.1'] }, (socket) =>
      report(socket),
    );
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
    [
      'in the clear',
      (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
      'tls',
      /^(wrong version number|packet length too long)$/,
    ],
    ['an alert', (socket) => socket.write(Buffer.from('15030300020228', 'hex')), 'tls', /handshake failure/],
    ['silence', () => undefined, 'timeout', /TLS handshake: nothing within 100 ms/],
  ])('%s', async (_, onConnection, cause, detail) => {
    const server = await listening(createServer(onConnection));
    const failure = await handshakeWith(server, undefined, { ...limits, timeoutMs: 100 }).catch(failureFrom);
    expect(failure).toMatchObject({ cause, detail: expect.stringMatching(detail) as string });
  });

  test('no version in common', async () => {
    const failure = await handshakeWith(
      await tlsServer(await credentials(), { minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_CCM_SHA256' }),
    ).catch(failureFrom);
    expect(failure).toMatchObject({ cause: 'tls' });
  });

  test('each ends the connection', async () => {
    let ended: Promise<unknown> | undefined;
    const server = await listening(
      createServer((socket) => {
        ended = once(socket.resume(), 'close');
      }),
    );
    await expect(handshakeWith(server, undefined, { ...limits, timeoutMs: 50 })).rejects.toMatchObject({
      cause: 'timeout',
    });
    await ended;
  });

  test('an end from outside', async () => {
    const controller = new AbortController();
    const server = await listening(createServer(() => controller.abort('enough')));
    await expect(handshakeWith(server, undefined, { ...limits, signal: controller.signal })).rejects.toBe('enough');
  });
});
