import { Pki } from '../../../lib/sandbox/pki/authority';
import type { MxBehaviour } from '../../../lib/sandbox/mx/behaviour';
import { MxServer } from '../../../lib/sandbox/mx/server';
import { TlsContexts } from '../../../lib/sandbox/tls/server-side';
import { SmtpClient } from './smtp-client';

const ADDRESS = '127.0.1.1';
const SHUT = '127.0.1.2';
const HOST = 'mx.example';
let server: MxServer;
let ca: string;

beforeAll(async () => {
  const pki = await Pki.create();
  ca = pki.rootPem;
  server = await MxServer.start(
    [
      { host: HOST, address: ADDRESS, behaviour: {} },
      { host: 'shut.example', address: SHUT, behaviour: { listening: false } },
    ],
    new TlsContexts(pki),
  );
});
afterAll(() => server.close());

const behave = (behaviour: MxBehaviour) => server.behave({ host: HOST, address: ADDRESS, behaviour });

/** A session with the host as it behaves now, after its greeting. */
async function session(behaviour: MxBehaviour): Promise<{ client: SmtpClient; greeting: string[] }> {
  await behave(behaviour);
  const client = await SmtpClient.to(server.port, ADDRESS);
  return { client, greeting: await client.reply() };
}

const tls = () => ({ ca, servername: HOST });

test('a healthy host: STARTTLS, and a session in it', async () => {
  const { client, greeting } = await session({});
  expect(greeting).toEqual(['220 mx.example ESMTP']);
  expect(await client.say('EHLO probe.example')).toEqual([
    '250-mx.example at your service',
    '250-PIPELINING',
    '250-8BITMIME',
    '250 STARTTLS',
  ]);
  expect(await client.say('STARTTLS')).toEqual(['220 2.0.0 Ready to start TLS']);
  expect(client.surplus).toBe('');
  const secure = await client.secure(tls());
  expect([secure.authorized, secure.getProtocol()]).toEqual([true, 'TLSv1.3']);
  expect(await client.say('EHLO probe.example')).toEqual([
    '250-mx.example at your service',
    '250-PIPELINING',
    '250 8BITMIME',
  ]);
  expect(await client.say('QUIT')).toEqual(['221 2.0.0 mx.example closing connection']);
  expect(await client.reply()).toEqual(['closed']);
});

test.each<[string, MxBehaviour, string[]]>([
  ['several lines', { greeting: ['220-one', '220 two'] }, ['220-one', '220 two']],
  ['421', { greeting: ['421 4.3.2 later'] }, ['421 4.3.2 later']],
  ['554', { greeting: ['554 no service'] }, ['554 no service']],
  ['the end', { greeting: 'close' }, ['closed']],
  ['a huge line', { greeting: [`220 ${'x'.repeat(100_000)}`] }, [`220 ${'x'.repeat(100_000)}`]],
])('greets with %s', async (_, behaviour, expected) => {
  const { client, greeting } = await session(behaviour);
  expect(greeting).toEqual(expected);
  await client.end();
});

test('resets the connection', async () => {
  await behave({ greeting: 'reset' });
  // The reset may come before or after the client learns that it is connected.
  const outcome = await SmtpClient.to(server.port, ADDRESS).then(
    (client) => client.reply(),
    (error: NodeJS.ErrnoException) => error.code,
  );
  expect([['closed'], 'ECONNRESET']).toContainEqual(outcome);
});

test('greets late, or never', async () => {
  const before = performance.now();
  const { client } = await session({ greetingLateBy: 60 });
  expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  await client.end();
  await behave({ greeting: 'never' });
  const silent = await SmtpClient.to(server.port, ADDRESS);
  // Its answer to a command is the first thing that comes.
  expect(await silent.say('NOOP')).toEqual(['250 2.0.0 OK']);
  await silent.end();
});

test('EHLO in every form', async () => {
  let { client } = await session({ keywords: ['starttls'] });
  expect(await client.say('EHLO x')).toEqual(['250-mx.example at your service', '250 starttls']);
  await client.end();
  ({ client } = await session({ ehlo: ['502 5.5.1 what?'] }));
  expect(await client.say('EHLO x')).toEqual(['502 5.5.1 what?']);
  expect(await client.say('HELO x')).toEqual(['250 mx.example']);
  await client.end();
  ({ client } = await session({ ehlo: 'reset' }));
  expect(await client.say('EHLO x')).toEqual(['closed']);
  await client.end();
});

test.each<[string, MxBehaviour, string]>([
  ['454', { startTls: ['454 4.7.0 not now'] }, '454 4.7.0 not now'],
  ['501', { startTls: ['501 5.5.4 syntax'] }, '501 5.5.4 syntax'],
])('STARTTLS answered with %s leaves the session in the clear', async (_, behaviour, answer) => {
  const { client } = await session(behaviour);
  expect(await client.say('STARTTLS')).toEqual([answer]);
  expect(await client.say('NOOP')).toEqual(['250 2.0.0 OK']);
  await client.end();
});

test('plaintext injected behind the 220', async () => {
  const { client } = await session({ injected: '250 injected\r\n' });
  expect(await client.say('STARTTLS')).toEqual(['220 2.0.0 Ready to start TLS']);
  expect(client.surplus).toBe('250 injected\r\n');
  await client.end();
});

test.each<['close' | 'reset', string]>([
  ['close', 'closed'],
  ['reset', 'closed'],
])('no handshake after the 220: %s', async (handshake, next) => {
  const { client } = await session({ handshake });
  await client.say('STARTTLS');
  expect(await client.reply()).toEqual([next]);
  await client.end();
});

test('no handshake after the 220: an answer in the clear to the ClientHello', async () => {
  const { client } = await session({ handshake: 'no-tls' });
  await client.say('STARTTLS');
  expect(client.surplus).toBe('');
  expect(await client.say('\x16\x03\x01')).toEqual(['454 4.7.0 TLS not available after all']);
  await client.end();
});

test('commands sent ahead of TLS are dropped', async () => {
  const { client } = await session({});
  expect(await client.say('STARTTLS\r\nNOOP')).toEqual(['220 2.0.0 Ready to start TLS']);
  expect(client.surplus).toBe('');
  await client.end();
});

test('TLS 1.1 only', async () => {
  const { client } = await session({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
  await client.say('STARTTLS');
  const secure = await client.secure({ ...tls(), minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
  expect(secure.getProtocol()).toBe('TLSv1.1');
  await client.end();
});

test('a load balancer’s certificates come in turn', async () => {
  const behaviour: MxBehaviour = { rotating: [{ edition: 1 }, { edition: 2 }] };
  const seen: string[] = [];
  for (let n = 0; n < 4; n++) {
    const { client } = await session(behaviour);
    await client.say('STARTTLS');
    seen.push((await client.secure(tls())).getPeerCertificate().fingerprint256);
    await client.end();
  }
  expect(new Set(seen).size).toBe(2);
  expect(seen[0]).toBe(seen[2]);
  expect(seen[1]).toBe(seen[3]);
});

test('too many connections at a time', async () => {
  const { client: first } = await session({ maxConnections: 1 });
  const second = await SmtpClient.to(server.port, ADDRESS);
  expect((await second.reply())[0]).toMatch(/^421 /);
  await first.end();
  await second.end();
});

test('what the peers did is kept', async () => {
  const { connections, tlsSessions } = server.statistics(ADDRESS);
  const { client } = await session({});
  const also = await SmtpClient.to(server.port, ADDRESS);
  await also.reply();
  await client.say('ehlo Statistics.example');
  await client.say('STARTTLS');
  await client.secure(tls());
  const quits = server.statistics(ADDRESS).commands.get('QUIT') ?? 0;
  await client.say('QUIT');
  const after = server.statistics(ADDRESS);
  expect(after.connections - connections).toBe(2);
  expect(after.tlsSessions - tlsSessions).toBe(1);
  expect(after.mostOpen).toBe(2);
  expect(after.commands.get('QUIT')).toBe(quits + 1);
  expect(after.clientNames).toContain('Statistics.example');
  await also.end();
});

test('a closed port refuses, and can be opened', async () => {
  await expect(SmtpClient.to(server.port, SHUT)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await server.behave({ host: 'shut.example', address: SHUT, behaviour: {} });
  const client = await SmtpClient.to(server.port, SHUT);
  expect(await client.reply()).toEqual(['220 shut.example ESMTP']);
  await server.behave({ host: 'shut.example', address: SHUT, behaviour: { listening: false } });
  expect(await client.reply()).toEqual(['closed']);
  await expect(SmtpClient.to(server.port, SHUT)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
