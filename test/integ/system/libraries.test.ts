import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectTcp } from '../../../lib/probes/net/connect';
import { TlsObserver } from '../../../lib/probes/tls/handshake';
import { issueCertificate, type CertificateContent } from '../../../lib/sandbox/pki/certificate';
import { keyPem, newKey, type KeyPair } from '../../../lib/sandbox/pki/keys';
import { type ListeningServer, tlsServer } from '../../support/tls-server';

/**
 * What TLS libraries make of chains about which they differ: OpenSSL's s_client, gnutls-cli and, where Go is installed,
 * a client in Go connect to one server, and the product's claims about each are held to what they said.
 */
const run = promisify(execFile);
const NAME = 'mx.libraries.test';
const DAY = 86_400_000;
const dir = mkdtempSync(join(tmpdir(), 'mta-sts-watch-libraries-'));
const roots = join(dir, 'roots.pem');
const CLIENT = join(__dirname, 'tls-client.go');
const goClient = join(dir, 'tls-client');

type Verdicts = Readonly<Record<'openssl' | 'gnutls' | 'go', boolean>>;

let hasGo = true;
let made: Readonly<Record<string, string>>;
let leafKey: KeyPair;
let observer: TlsObserver;

beforeAll(async () => {
  try {
    execFileSync('go', ['build', '-o', goClient, CLIENT], { stdio: 'pipe' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    hasGo = false;
  }
  const [trusted, issuing, cross, unknown] = await Promise.all([
    newKey('ec'),
    newKey('ec'),
    newKey('ec'),
    newKey('ec'),
  ]);
  leafKey = await newKey('ec');
  const issue = (
    commonName: string,
    key: KeyPair,
    issuer: string,
    issuerKey: KeyPair,
    content: Partial<CertificateContent> = {},
  ): string =>
    issueCertificate(
      {
        commonName,
        role: 'root',
        notBefore: new Date(Date.now() - 100 * DAY),
        notAfter: new Date(Date.now() + 100 * DAY),
        ...content,
      },
      key,
      { commonName: issuer, key: issuerKey },
    );
  const past = { notAfter: new Date(Date.now() - DAY) };
  const leaf = { role: 'server', dnsNames: [NAME] } as const;
  made = {
    leaf: issue('leaf', leafKey, 'CA', issuing, leaf),
    anyUse: issue('leaf', leafKey, 'CA', issuing, { ...leaf, role: 'any' }),
    clientUse: issue('leaf', leafKey, 'CA', issuing, { ...leaf, role: 'client' }),
    expired: issue('leaf', leafKey, 'CA', issuing, { ...leaf, ...past }),
    issuing: issue('CA', issuing, 'Trusted', trusted),
    expiredIssuing: issue('CA', issuing, 'Trusted', trusted, past),
    nowhere: issue('CA', issuing, 'Unknown', unknown),
    belowCross: issue('CA', issuing, 'Cross', cross),
    selfSigned: issue('Cross', cross, 'Cross', cross),
    expiredSelfSigned: issue('Cross', cross, 'Cross', cross, past),
    crossSigned: issue('Cross', cross, 'Trusted', trusted),
    expiredCrossSigned: issue('Cross', cross, 'Trusted', trusted, past),
  };
  const root = issue('Trusted', trusted, 'Trusted', trusted);
  writeFileSync(roots, root);
  observer = new TlsObserver([root]);
});

/** Standard output and standard error of a client that may end with any exit code. */
async function output(command: string, args: readonly string[]): Promise<string> {
  const running = run(command, [...args], { timeout: 20_000 });
  running.child.stdin?.end();
  const { stdout, stderr } = await running.catch((error: { stdout?: string; stderr?: string }) => ({
    stdout: error.stdout ?? '',
    stderr: error.stderr ?? '',
  }));
  return stdout + stderr;
}

/** Whether the text says one or the other; anything else is no verdict. */
function verdict(text: string, yes: RegExp, no: RegExp): boolean {
  if (yes.test(text) === no.test(text)) throw new Error(`no verdict: ${text}`);
  return yes.test(text);
}

async function librariesAt(port: number): Promise<Partial<Verdicts>> {
  const [openssl, gnutls, go] = await Promise.all([
    output('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', NAME, '-CAfile', roots]),
    output('gnutls-cli', ['--x509cafile', roots, '--verify-hostname', NAME, '--port', `${port}`, '127.0.0.1']),
    hasGo ? output(goClient, [`127.0.0.1:${port}`, NAME, roots]) : undefined,
  ]);
  return {
    openssl: verdict(openssl, /Verify return code: 0 \(ok\)/, /Verify return code: [1-9]/),
    gnutls: verdict(gnutls, /Status: The certificate is trusted/, /Status: The certificate is NOT trusted/),
    ...(go !== undefined && { go: verdict(go, /^accepted/m, /^rejected/m) }),
  };
}

/** The product's word on each library; a date error is a finding of its own, which all libraries share. */
async function claimsAt(port: number): Promise<Verdicts> {
  const limits = { timeoutMs: 10_000, signal: new AbortController().signal };
  const { socket, observation } = await observer.handshake(
    await connectTcp('127.0.0.1', port, limits),
    { serverName: NAME },
    limits,
  );
  socket.destroy();
  const { trusted, dateError = false, acceptedBy = [] } = observation.trust;
  const openssl = trusted && !dateError;
  return { openssl, gnutls: openssl || acceptedBy.includes('gnutls'), go: openssl || acceptedBy.includes('go') };
}

const ALL: Verdicts = { openssl: true, gnutls: true, go: true };
const NONE: Verdicts = { openssl: false, gnutls: false, go: false };

describe.each<{ name: string; served: readonly string[]; verdicts: Verdicts; claimed?: Verdicts }>([
  { name: 'a plain chain', served: ['leaf', 'issuing'], verdicts: ALL },
  { name: 'a leaf for any use', served: ['anyUse', 'issuing'], verdicts: { ...ALL, openssl: false } },
  { name: 'a leaf for clients', served: ['clientUse', 'issuing'], verdicts: NONE },
  {
    name: 'a root that signed itself before its cross-signed form',
    served: ['leaf', 'belowCross', 'selfSigned', 'crossSigned'],
    verdicts: { ...ALL, openssl: false },
  },
  {
    name: 'a root that signed itself behind its cross-signed form',
    served: ['leaf', 'belowCross', 'crossSigned', 'selfSigned'],
    verdicts: ALL,
  },
  {
    name: 'a root that signed itself alone',
    served: ['leaf', 'belowCross', 'selfSigned'],
    verdicts: NONE,
  },
  {
    name: 'an intermediate that leads nowhere before the good one',
    served: ['leaf', 'nowhere', 'issuing'],
    verdicts: { ...NONE, go: true },
  },
  {
    name: 'an intermediate that leads nowhere behind the good one',
    served: ['leaf', 'issuing', 'nowhere'],
    verdicts: ALL,
  },
  { name: 'an expired leaf', served: ['expired', 'issuing'], verdicts: NONE },
  { name: 'an expired intermediate', served: ['leaf', 'expiredIssuing'], verdicts: NONE },
  {
    name: 'an expired cross-signed form before the root that signed itself',
    served: ['leaf', 'belowCross', 'expiredCrossSigned', 'selfSigned'],
    verdicts: NONE,
  },
  {
    name: 'an expired root that signed itself before its cross-signed form',
    served: ['leaf', 'belowCross', 'expiredSelfSigned', 'crossSigned'],
    verdicts: { ...ALL, gnutls: false },
    // Where OpenSSL accepts a chain, the product claims nothing of the others.
    claimed: ALL,
  },
])('$name', ({ served, verdicts, claimed = verdicts }) => {
  let server: ListeningServer;
  beforeAll(async () => {
    server = await tlsServer({ key: keyPem(leafKey), chain: served.map((part) => made[part]).join('') });
  });
  afterAll(() => server.close());

  test('is to each library what is written here', async () => {
    const { go, ...others } = verdicts;
    expect(await librariesAt(server.port)).toEqual({ ...others, ...(hasGo && { go }) });
  });

  test('is to each library what the product claims', async () => {
    expect(await claimsAt(server.port)).toEqual(claimed);
  });
});
