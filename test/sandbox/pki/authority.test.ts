import { X509Certificate } from 'node:crypto';
import { createServer, connect, type SecureContextOptions } from 'node:tls';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Pki, type PkiState } from '../../../lib/sandbox/pki/authority';
import type { CertificateSpec, Credentials } from '../../../lib/sandbox/pki/spec';

let pki: Pki;

beforeAll(async () => {
  pki = await Pki.create();
});

/** What OpenSSL says of a chain that a server really serves. */
async function verify({ key, chain }: Credentials, servername: string, options: SecureContextOptions = {}) {
  const server = createServer({ key, cert: chain, ciphers: 'DEFAULT@SECLEVEL=0', ...options }, (socket) =>
    socket.end(),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', ca: pki.rootPem, servername, rejectUnauthorized: false });
  try {
    await once(socket, 'secureConnect');
    return socket.authorizationError as unknown as string | null;
  } finally {
    socket.destroy();
    server.close();
  }
}

const names = ['mx.example'];

describe('the private CA', () => {
  test.each<[string, CertificateSpec, string | null]>([
    ['EC', { names }, null],
    ['RSA', { names, key: 'rsa' }, null],
    ['expired', { names, from: -90, until: -1 }, 'CERT_HAS_EXPIRED'],
    ['not yet valid', { names, from: 1 }, 'CERT_NOT_YET_VALID'],
    ['intermediate not served', { names, serveIntermediate: false }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['root unknown', { names, signedBy: 'unknown-root' }, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    ['self-signed', { names, signedBy: 'itself' }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['intermediate expired', { names, signedBy: 'expired-intermediate' }, 'CERT_HAS_EXPIRED'],
    ['intermediate expiring', { names, signedBy: 'expiring-intermediate' }, null],
    ['an expired cross-certificate beside the good chain', { names, serveAlso: 'expired-cross-sign' }, null],
    ['the root served too', { names, key: 'rsa', serveAlso: 'root' }, null],
    ['for clients only', { names, usage: 'client' }, 'INVALID_PURPOSE'],
    ['for another name', { names: ['other.example'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('%s', async (_, spec, error) => {
    expect(await verify(await pki.issue(spec), 'mx.example')).toBe(error);
  });

  test('weak certificates are weak', async () => {
    const weak = new X509Certificate((await pki.issue({ names, key: 'rsa-1024' })).chain);
    expect(weak.publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024);
    const sha1 = new X509Certificate((await pki.issue({ names, key: 'rsa', hash: 'sha1' })).chain);
    expect(Buffer.from(sha1.raw).toString('hex')).toContain('06092a864886f70d010105'); // sha1WithRSAEncryption
  });

  test('a common name alone is no SAN', async () => {
    const { subject, subjectAltName } = new X509Certificate((await pki.issue({ names, san: false })).chain);
    expect(subject).toContain('CN=mx.example');
    expect(subjectAltName).toBeUndefined();
  });

  test('the same specification gives the same certificate, another edition another one', async () => {
    const first = await pki.issue({ names, until: 60 });
    expect((await pki.issue({ until: 60, names })).chain).toBe(first.chain);
    expect((await pki.issue({ names, until: 60, edition: 2 })).chain).not.toBe(first.chain);
  });

  test('goes on as the same CA from its kept state', async () => {
    const first = await pki.issue({ names });
    const again = await Pki.create(JSON.parse(JSON.stringify(pki.state())) as PkiState);
    expect(again.rootPem).toBe(pki.rootPem);
    expect((await again.issue({ names })).chain).toBe(first.chain);
    expect(await verify(await again.issue({ names, key: 'rsa', edition: 2 }), 'mx.example')).toBeNull();
  });
});
