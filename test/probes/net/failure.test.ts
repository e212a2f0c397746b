import { createServer } from 'node:net';
import { connectTcp } from '../../../lib/probes/net/connect';
import { failureFrom, ProbeFailure, stepFailure } from '../../../lib/probes/net/failure';
import { deafPort } from '../../support/deaf-port';
import { listening } from '../../support/tls-server';

const systemError = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`${code}: text`), { code, syscall: 'read', ...more });

test.each([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['ETIMEDOUT', 'timeout'],
  ['ENETUNREACH', 'unreachable'],
  ['EHOSTUNREACH', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['EAFNOSUPPORT', 'unreachable'],
  ['EACCES', 'unreachable'],
  ['HPE_HEADER_OVERFLOW', 'too-large'],
  ['HPE_INVALID_CONSTANT', 'protocol'],
  ['EMFILE', 'internal'],
  ['ERR_SOMETHING', 'internal'],
])('%s is %s', (code, cause) => {
  expect(failureFrom(systemError(code)).cause).toBe(cause);
});

test('a reset that Node made up is a close', () => {
  expect(failureFrom(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))).toMatchObject({
    cause: 'closed',
    detail: 'the peer closed the connection',
  });
});

test('what OpenSSL says is told without its addresses and source lines', () => {
  expect(
    failureFrom(systemError('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', { reason: 'tlsv1 alert protocol version' })),
  ).toMatchObject({ cause: 'tls', detail: 'tlsv1 alert protocol version' });
  const message =
    'write EPROTO 80DBE7F7:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/ssl/record/ssl3_record.c:354:\n';
  expect(failureFrom(Object.assign(new Error(message), { code: 'EPROTO' }))).toMatchObject({
    cause: 'tls',
    detail: 'wrong version number',
  });
  expect(failureFrom(systemError('EPROTO'))).toMatchObject({ cause: 'tls', detail: 'EPROTO' });
});

test('an error of this program is its own', () => {
  expect(failureFrom(new TypeError('x is not a function'))).toMatchObject({
    cause: 'internal',
    detail: 'x is not a function',
  });
});

test('a failed step is evidence, unless the look was ended from outside', () => {
  const controller = new AbortController();
  expect(stepFailure('connect', new ProbeFailure('refused', 'no'), controller.signal)).toEqual({
    step: 'connect',
    cause: 'refused',
    detail: 'no',
  });
  const deadline = new ProbeFailure('timeout', 'not done within 5 ms');
  controller.abort(deadline);
  expect(stepFailure('connect', deadline, controller.signal)).toEqual({
    step: 'connect',
    cause: 'timeout',
    detail: 'not done within 5 ms',
  });
  expect(stepFailure('response', deadline, controller.signal)).toEqual({
    step: 'response',
    cause: 'slow',
    detail: 'not done within 5 ms',
  });
  const other = new AbortController();
  other.abort(new Error('enough'));
  expect(() => stepFailure('connect', other.signal.reason, other.signal)).toThrow('enough');
});

describe('connecting', () => {
  const limits = { timeoutMs: 1000, signal: new AbortController().signal };

  test('a closed port', async () => {
    const server = await listening(createServer());
    await server.close();
    await expect(
      connectTcp('127.0.0.1', server.port, limits).catch((error: unknown) => failureFrom(error)),
    ).resolves.toMatchObject({ cause: 'refused', detail: 'ECONNREFUSED' });
  });

  test('no route: multicast takes no connection', async () => {
    await expect(
      connectTcp('224.0.0.1', 25, limits).catch((error: unknown) => failureFrom(error)),
    ).resolves.toMatchObject({ cause: 'unreachable' });
  });

  test('a peer that does not answer', async () => {
    const deaf = await deafPort();
    await expect(connectTcp('127.0.0.1', deaf.port, { ...limits, timeoutMs: 50 })).rejects.toMatchObject({
      cause: 'timeout',
      detail: 'connect: nothing within 50 ms',
    });
    await deaf.close();
  });

  test('an error that comes later harms nobody', async () => {
    const server = await listening(createServer((socket) => setImmediate(() => socket.resetAndDestroy())));
    const socket = await connectTcp('127.0.0.1', server.port, limits);
    socket.resume();
    await new Promise<void>((resolve) => socket.on('close', () => resolve()));
    await server.close();
  });
});
