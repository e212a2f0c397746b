import { createServer, type Socket } from 'node:net';
import { withDeadline } from '../../../lib/probes/net/wait';
import { holdSession, type SessionOptions, type SessionOutcome } from '../../../lib/probes/smtp/session';
import { TlsObserver } from '../../../lib/probes/tls/handshake';
import { Pki } from '../../../lib/sandbox/pki/authority';
import type { Credentials } from '../../../lib/sandbox/pki/spec';
import { deafPort } from '../../support/deaf-port';
import { EHLO_REPLY, scriptedSmtp, type ScriptedSmtp, type SmtpScript } from '../../support/scripted-smtp';
import { listening, type ListeningServer } from '../../support/tls-server';

const never = new AbortController().signal;
let pki: Pki;
let credentials: Credentials;
let tls: TlsObserver;
const servers: ListeningServer[] = [];
beforeAll(async () => {
  pki = await Pki.create();
  credentials = await pki.issue({ names: ['mx.example.com'] });
  tls = new TlsObserver([pki.rootPem]);
});
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

interface HoldOptions extends Partial<SessionOptions> {
  readonly deadlineMs?: number;
}

const hold = (
  port: number,
  { deadlineMs = 5000, ...options }: HoldOptions = {},
  signal = never,
  address = '127.0.0.1',
): Promise<SessionOutcome> =>
  withDeadline(deadlineMs, [signal], (deadline) =>
    holdSession(
      'mx.example.com',
      address,
      { tls, port, ehloName: 'monitor.example.net', connectTimeoutMs: 2000, ...options },
      deadline,
    ),
  );

async function sessionWith(
  script: SmtpScript,
  options?: HoldOptions,
): Promise<{ seen: SessionOutcome; server: ScriptedSmtp }> {
  const server = await scriptedSmtp({ credentials, ...script });
  servers.push(server);
  return { seen: await hold(server.port, options), server };
}

test('a session from greeting to TLS, ended in good order', async () => {
  const { seen, server } = await sessionWith({});
  const { certificates, ...rest } = seen;
  expect(rest).toEqual({
    greeting: '220 mx.example.com ESMTP',
    ehloKeywords: ['SIZE', 'STARTTLS'],
    startTlsOffered: true,
    plaintextAfterStartTls: false,
    tls: {
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      chain: certificates.map(({ fingerprint }) => fingerprint),
      trust: { trusted: true },
    },
    tlsKeywords: ['SIZE'],
  });
  expect(server.lines).toEqual(['EHLO monitor.example.net', 'STARTTLS', 'tls EHLO monitor.example.net', 'tls QUIT']);
  expect(certificates).toHaveLength(2);
});

test.each<[string, string]>([
  ['one line', '250 STARTTLS\r\n'],
  ['no keyword', '250-mx\r\n250 \r\n'],
])('STARTTLS is not offered: %s', async (_, EHLO) => {
  const { seen, server } = await sessionWith({ replies: { EHLO } });
  expect(seen).toMatchObject({ startTlsOffered: false });
  expect(seen).not.toHaveProperty('failure');
  expect(server.lines).toEqual(['EHLO monitor.example.net', 'QUIT']);
});

describe('STARTTLS is offered in every legal form', () => {
  test.each([
    ['last', '250-mx\r\n250-SIZE\r\n250 STARTTLS\r\n'],
    ['first', '250-mx\r\n250-STARTTLS\r\n250 SIZE\r\n'],
    ['alone', '250-mx\r\n250 STARTTLS\r\n'],
    ['in lower case', '250-mx\r\n250 starttls\r\n'],
    ['in any case', '250-mx\r\n250 StartTLS\r\n'],
    ['with a parameter', '250-mx\r\n250 STARTTLS REQUIRED\r\n'],
    ['with a space behind', '250-mx\r\n250 STARTTLS \r\n'],
    ['with a bare code behind', '250-mx\r\n250-STARTTLS\r\n250\r\n'],
    ['with line feeds alone', '250-mx\n250 STARTTLS\n'],
  ])('%s', async (_, EHLO) => {
    const { seen } = await sessionWith({ replies: { EHLO } });
    expect(seen).toMatchObject({ startTlsOffered: true, tls: { protocol: 'TLSv1.3' } });
  });

  test.each(['X-STARTTLS', 'STARTTLSX', 'AUTH STARTTLS', 'XSTARTTLS'])('%s is something else', async (keyword) => {
    expect((await sessionWith({ replies: { EHLO: `250-mx\r\n250 ${keyword}\r\n` } })).seen.startTlsOffered).toBe(false);
  });
});

describe('EHLO', () => {
  test('without a name says the address of this end', async () => {
    const server = await scriptedSmtp({ credentials });
    servers.push(server);
    const { signal } = new AbortController();
    await holdSession('mx.example.com', '127.0.0.1', { tls, port: server.port, connectTimeoutMs: 2000 }, signal);
    expect(server.lines[0]).toBe('EHLO [127.0.0.1]');
  });

  test('over IPv6 likewise', async () => {
    const server = await scriptedSmtp({ credentials }, '::1');
    servers.push(server);
    await holdSession('mx.example.com', '::1', { tls, port: server.port, connectTimeoutMs: 2000 }, never);
    expect(server.lines[0]).toBe('EHLO [IPv6:::1]');
  });

  test.each([500, 502])('not known (%d): HELO is, and STARTTLS is not offered', async (code) => {
    const { seen, server } = await sessionWith({ replies: { EHLO: `${code} What?\r\n`, HELO: '250 mx\r\n' } });
    expect(seen).toEqual({
      greeting: '220 mx.example.com ESMTP',
      ehloKeywords: [],
      startTlsOffered: false,
      certificates: [],
    });
    expect(server.lines).toEqual(['EHLO monitor.example.net', 'HELO monitor.example.net', 'QUIT']);
  });

  test('refused for other reasons: no HELO to get around it', async () => {
    const { seen, server } = await sessionWith({
      replies: { EHLO: '550 5.7.1 Your name is not welcome\r\n', HELO: '250 mx\r\n' },
    });
    expect(seen.failure).toEqual({
      step: 'ehlo',
      cause: 'smtp-permanent',
      detail: '550 5.7.1 Your name is not welcome',
      replyCode: 550,
    });
    expect(server.lines).toEqual(['EHLO monitor.example.net', 'QUIT']);
  });

  test('not known, and HELO refused', async () => {
    const { seen } = await sessionWith({ replies: { EHLO: '502 What?\r\n', HELO: '421 Later\r\n' } });
    expect(seen.failure).toEqual({ step: 'ehlo', cause: 'smtp-transient', detail: '421 Later', replyCode: 421 });
  });
});

const close = (socket: Socket): void => void socket.end();
const reset = (socket: Socket): void => void socket.resetAndDestroy();
const silence = (): void => undefined;

describe('failures', () => {
  test.each<[string, SmtpScript, { readonly cause: string; readonly [field: string]: unknown }]>([
    [
      'greeting: not now',
      { greeting: '421 4.3.2 Busy\r\n' },
      { step: 'greeting', cause: 'smtp-transient', detail: '421 4.3.2 Busy', replyCode: 421 },
    ],
    [
      'greeting: never',
      { greeting: '554-No\r\n554 service\r\n' },
      { step: 'greeting', cause: 'smtp-permanent', detail: '554 No / service', replyCode: 554 },
    ],
    [
      'greeting: never, for our address',
      { greeting: '554 5.7.1 blocked using zen.spamhaus.org\r\n' },
      { step: 'greeting', cause: 'blocklisted', detail: '554 5.7.1 blocked using zen.spamhaus.org', replyCode: 554 },
    ],
    [
      'greeting: an odd code',
      { greeting: '250 hello\r\n' },
      { step: 'greeting', cause: 'protocol', detail: 'reply 250 where 220 was due' },
    ],
    [
      'greeting: silence',
      { greeting: silence },
      { step: 'greeting', cause: 'slow', detail: 'not complete within 150 ms' },
    ],
    [
      'greeting: closed',
      { greeting: close },
      { step: 'greeting', cause: 'closed', detail: 'the peer closed the connection instead of a reply to greeting' },
    ],
    [
      'greeting: reset',
      { greeting: (socket) => setTimeout(reset, 20, socket) },
      { step: 'greeting', cause: 'reset', detail: 'ECONNRESET' },
    ],
    [
      'greeting: another protocol',
      { greeting: 'SSH-2.0-x\r\n' },
      { step: 'greeting', cause: 'protocol', detail: 'not an SMTP reply: "SSH-2.0-x"' },
    ],
    [
      'greeting: without end',
      { greeting: `220 ${'x'.repeat(10_000)}` },
      { step: 'greeting', cause: 'too-large', detail: 'a line of more than 4096 octets' },
    ],
    [
      'greeting: half a line',
      { greeting: '220 mx' },
      { step: 'greeting', cause: 'slow', detail: 'not complete within 150 ms' },
    ],
    [
      'EHLO: not now',
      { replies: { EHLO: '451 4.7.1 Greylisted\r\n' } },
      { step: 'ehlo', cause: 'smtp-transient', detail: '451 4.7.1 Greylisted', replyCode: 451 },
    ],
    [
      'EHLO: silence',
      { replies: { EHLO: silence } },
      { step: 'ehlo', cause: 'slow', detail: 'not complete within 150 ms' },
    ],
    [
      'EHLO: closed',
      { replies: { EHLO: close } },
      { step: 'ehlo', cause: 'closed', detail: 'the peer closed the connection instead of a reply to EHLO' },
    ],
    ['EHLO: reset', { replies: { EHLO: reset } }, { step: 'ehlo', cause: 'reset', detail: 'ECONNRESET' }],
    [
      'EHLO: lines without end',
      { replies: { EHLO: '250-x\r\n'.repeat(1000) } },
      { step: 'ehlo', cause: 'too-large', detail: 'a reply of more than 128 lines' },
    ],
    [
      'STARTTLS: not now',
      { replies: { STARTTLS: '454 TLS not available\r\n' } },
      { step: 'starttls', cause: 'smtp-transient', detail: '454 TLS not available', replyCode: 454 },
    ],
    [
      'STARTTLS: never',
      { replies: { STARTTLS: '501 Syntax error\r\n' } },
      { step: 'starttls', cause: 'smtp-permanent', detail: '501 Syntax error', replyCode: 501 },
    ],
    [
      'STARTTLS: silence',
      { replies: { STARTTLS: silence } },
      { step: 'starttls', cause: 'slow', detail: 'not complete within 150 ms' },
    ],
    [
      'STARTTLS: closed',
      { replies: { STARTTLS: close } },
      { step: 'starttls', cause: 'closed', detail: 'the peer closed the connection instead of a reply to STARTTLS' },
    ],
  ])('%s', async (_, script, failure) => {
    const server = await scriptedSmtp(script);
    servers.push(server);
    const seen = await hold(server.port, { deadlineMs: failure.cause === 'slow' ? 150 : 5000 });
    expect(seen.failure).toEqual(failure);
    expect(seen).not.toHaveProperty('tls');
  });

  test.each<[string, (socket: Socket) => void, { readonly cause: string; readonly detail: string }]>([
    ['silence', (socket) => socket.write('220 Go ahead\r\n'), { cause: 'slow', detail: 'not complete within 150 ms' }],
    [
      'closed',
      (socket) => socket.end('220 Go ahead\r\n'),
      { cause: 'closed', detail: 'the peer closed the connection' },
    ],
    [
      'goes on in the clear',
      (socket) => socket.end('220 Go ahead\r\n454 after all not\r\n'),
      { cause: 'tls', detail: 'the server went on in the clear: "454 after all not\\r\\n"' },
    ],
    [
      'goes on in the clear, later',
      (socket) => {
        socket.write('220 Go ahead\r\n');
        socket.once('data', () => socket.end('454 after all not\r\n'));
      },
      { cause: 'tls', detail: 'wrong version number' },
    ],
  ])('handshake: %s', async (_, STARTTLS, failure) => {
    const server = await scriptedSmtp({ replies: { STARTTLS } });
    servers.push(server);
    const seen = await hold(server.port, { deadlineMs: failure.cause === 'slow' ? 150 : 5000 });
    expect(seen).toMatchObject({ startTlsOffered: true, failure: { step: 'handshake', ...failure } });
    expect(seen).not.toHaveProperty('plaintextAfterStartTls');
  });

  test('a refusal is answered with QUIT, a server that says nothing is not', async () => {
    expect((await sessionWith({ greeting: '554 No\r\n' })).server.lines).toEqual(['QUIT']);
    expect((await sessionWith({ greeting: silence }, { deadlineMs: 50 })).server.lines).toEqual([]);
  });

  test('connect', async () => {
    const closed = await listening(createServer());
    await closed.close();
    expect((await hold(closed.port)).failure).toEqual({ step: 'connect', cause: 'refused', detail: 'ECONNREFUSED' });
    const deaf = await deafPort();
    servers.push(deaf);
    expect((await hold(deaf.port, { connectTimeoutMs: 50 })).failure).toEqual({
      step: 'connect',
      cause: 'timeout',
      detail: 'connect: nothing within 50 ms',
    });
  });

  test('the detail of a long refusal is cut', async () => {
    const { seen } = await sessionWith({ greeting: `${'554-x'.padEnd(1000, 'x')}\r\n`.repeat(50) + '554 end\r\n' });
    expect(seen.failure?.detail).toHaveLength(512);
  });

  test('a greeting that drips is not waited for without end', async () => {
    let timer: NodeJS.Timeout | undefined;
    const { seen } = await sessionWith(
      {
        greeting: (socket) => {
          timer = setInterval(() => socket.write('2'), 10);
          socket.on('close', () => clearInterval(timer));
        },
      },
      { deadlineMs: 150 },
    );
    expect(seen.failure).toMatchObject({ step: 'greeting', cause: 'slow' });
  });
});

describe('the session after TLS', () => {
  const lost = { step: 'tls-ehlo' };
  test.each<[string, SmtpScript, { readonly cause: string; readonly [field: string]: unknown }]>([
    [
      '421',
      { secureEhlo: '421 4.7.1 No client certificate presented\r\n' },
      { ...lost, cause: 'smtp-transient', detail: '421 4.7.1 No client certificate presented', replyCode: 421 },
    ],
    [
      'rejected for good',
      { secureEhlo: '550 5.7.1 Not you\r\n' },
      { ...lost, cause: 'smtp-permanent', detail: '550 5.7.1 Not you', replyCode: 550 },
    ],
    [
      'closed',
      { secureEhlo: close },
      { ...lost, cause: 'closed', detail: 'the peer closed the connection instead of a reply to EHLO' },
    ],
    ['reset', { secureEhlo: reset }, { ...lost, cause: 'reset', detail: 'ECONNRESET' }],
    ['another protocol', { secureEhlo: 'HTTP/1.1 400 What?\r\n' }, { ...lost, cause: 'protocol' }],
    ['silence', { secureEhlo: silence }, { ...lost, cause: 'timeout', detail: 'EHLO over TLS: no answer within 1 s' }],
  ])('%s: what TLS showed is kept', async (_, script, failure) => {
    const { seen } = await sessionWith(script, { deadlineMs: 1200 });
    expect(seen).toMatchObject({ failure, tls: { trust: { trusted: true } } });
    expect(seen.certificates).toHaveLength(2);
    expect(seen).not.toHaveProperty('tlsKeywords');
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('a client certificate is demanded, %s', async (version) => {
    const server = await scriptedSmtp({
      credentials,
      tls: { requestCert: true, rejectUnauthorized: true, minVersion: version, maxVersion: version },
    });
    servers.push(server);
    const { failure } = await hold(server.port);
    expect(failure?.step).toBe(version === 'TLSv1.2' ? 'handshake' : 'tls-ehlo');
  });

  test('a server that delays each answer is slow, and nothing worse', async () => {
    const late = (text: string) => (socket: Socket) => void setTimeout(() => socket.write(text), 300);
    const { seen } = await sessionWith(
      { greeting: late('220 mx\r\n'), replies: { EHLO: late(EHLO_REPLY) }, secureEhlo: silence },
      { deadlineMs: 1000 },
    );
    expect(seen.failure).toMatchObject({ step: 'tls-ehlo', cause: 'slow' });
  });

  test('HELO is known alone over TLS', async () => {
    const { seen } = await sessionWith({ secureEhlo: '502 What?\r\n', replies: { HELO: '250 mx\r\n' } });
    expect(seen).toMatchObject({ tlsKeywords: [] });
    expect(seen).not.toHaveProperty('failure');
  });
});

describe('octets behind the reply to STARTTLS', () => {
  test('are noticed, and not taken for TLS', async () => {
    const { seen } = await sessionWith({ replies: { STARTTLS: '220 Go ahead\r\n250 injected\r\n' } });
    expect(seen).toMatchObject({ plaintextAfterStartTls: true, tls: { trust: { trusted: true } } });
    expect(seen).not.toHaveProperty('failure');
  });
});

describe('evidence of bad certificates is kept, and ends nothing', () => {
  test.each([
    ['expired', { from: -90, until: -1 }, { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true }],
    ['self-signed', { signedBy: 'itself' }, { trusted: false, error: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
  ] as const)('%s', async (_, spec, trust) => {
    const bad = await pki.issue({ names: ['mx.example.com'], ...spec });
    const { seen, server } = await sessionWith({ credentials: bad });
    expect(seen).toMatchObject({ tls: { trust } });
    expect(seen).not.toHaveProperty('failure');
    expect(server.lines.at(-1)).toBe('tls QUIT');
  });
});

describe('the end of a session does not change its outcome', () => {
  test.each<[string, SmtpScript]>([
    ['reset', { goodbye: reset }],
    ['closed', { goodbye: close }],
    ['garbage', { goodbye: '\0\0\0' }],
  ])('%s after QUIT', async (_, script) => {
    const { seen } = await sessionWith(script);
    expect(seen).toMatchObject({ tls: { trust: { trusted: true } } });
    expect(seen).not.toHaveProperty('failure');
  });

  test('reset after QUIT in the clear', async () => {
    const { seen } = await sessionWith({ replies: { EHLO: '250 mx\r\n', QUIT: reset } });
    expect(seen).toEqual({
      greeting: '220 mx.example.com ESMTP',
      ehloKeywords: [],
      startTlsOffered: false,
      certificates: [],
    });
  });

  test('silence after QUIT is waited for a second', async () => {
    const began = performance.now();
    const { seen } = await sessionWith({ replies: { EHLO: '250 mx\r\n', QUIT: silence } });
    const took = performance.now() - began;
    expect(seen).not.toHaveProperty('failure');
    expect(took).toBeGreaterThan(900);
    expect(took).toBeLessThan(5000);
  });
});

test('the time for the whole ends the step that it meets', async () => {
  const server = await scriptedSmtp({ replies: { EHLO: silence } });
  servers.push(server);
  const seen = await hold(server.port, { deadlineMs: 300 });
  expect(seen).toMatchObject({
    greeting: '220 mx.example.com ESMTP',
    failure: { step: 'ehlo', cause: 'slow', detail: 'not complete within 300 ms' },
  });
});

test('an end from outside rejects, and cuts the connection', async () => {
  const controller = new AbortController();
  let cut: (() => void) | undefined;
  const closed = new Promise<void>((resolve) => (cut = resolve));
  const server = await scriptedSmtp({
    replies: {
      EHLO: (socket) => {
        socket.on('close', () => cut?.());
        controller.abort(new Error('enough'));
      },
    },
  });
  servers.push(server);
  await expect(hold(server.port, {}, controller.signal)).rejects.toThrow('enough');
  await closed;
});
