import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { present } from '../../lib/core/model';
import { fetchPolicy } from '../../lib/probes/policy/fetch';
import { TlsObserver } from '../../lib/probes/tls/handshake';
import { Pki } from '../../lib/sandbox/pki/authority';
import { tlsServer } from '../support/tls-server';
import { mutated, RUNS } from './support';

const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mx.example.com\r\nmax_age: 604800\r\n';
const zipped = gzipSync(POLICY);

const head = (...lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
const WHOLE: readonly Buffer[] = [
  Buffer.concat([
    head('HTTP/1.1 200 OK', 'Content-Type: text/plain', `Content-Length: ${POLICY.length}`),
    Buffer.from(POLICY),
  ]),
  Buffer.concat([
    head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'),
    Buffer.from(`${POLICY.length.toString(16)}\r\n${POLICY}\r\n0\r\nX-Trailer: 1\r\n\r\n`),
  ]),
  Buffer.concat([head('HTTP/1.1 200 OK', 'Content-Encoding: gzip', `Content-Length: ${zipped.length}`), zipped]),
  head('HTTP/1.1 503 Later', 'Retry-After: 120', 'Content-Length: 0'),
  Buffer.concat([head('HTTP/1.1 103 Early Hints', 'Link: </x>'), head('HTTP/1.1 302 Found', 'Location: //x.example/')]),
  Buffer.concat([head('HTTP/1.0 200 OK', `X: ${'x'.repeat(17_000)}`), Buffer.from(POLICY)]),
  Buffer.concat([head('HTTP/1.1 200 OK'), Buffer.alloc(70_000, 'a')]),
];

/** Each run is a TLS session. */
const SESSIONS = Math.max(20, Math.floor(RUNS / 4));

test('whatever octets a policy host answers with: an answer or a failure, within bounds and in time', async () => {
  const pki = await Pki.create();
  const credentials = await pki.issue({ names: ['mta-sts.example.com'] });
  const tls = new TlsObserver([pki.rootPem]);
  let octets: Buffer = Buffer.alloc(0);
  const server = await tlsServer(credentials, {}, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(octets));
  });
  let answers = 0;
  try {
    await fc.assert(
      fc.asyncProperty(fc.oneof(...WHOLE.map((whole) => mutated(whole))), async (next) => {
        octets = next;
        const { endpoints } = await fetchPolicy(
          'example.com',
          present({ cnameChain: [], ttl: 60, ipv4: ['127.0.0.1'], ipv6: [] }),
          {
            tls,
            port: server.port,
            userAgent: 'mta-sts-watch/test',
            allowPrivateAddresses: true,
            connectTimeoutMs: 10_000,
            observedAt: 1,
          },
          new AbortController().signal,
        );
        expect(endpoints).toHaveLength(1);
        const [{ http, failure } = {}] = endpoints;
        expect(http !== undefined || failure !== undefined).toBe(true);
        if (http !== undefined) {
          answers += 1;
          expect(http.status).toBeGreaterThanOrEqual(100);
          expect(Buffer.byteLength(http.body)).toBeLessThanOrEqual(3 * 0x10000);
          for (const text of [http.contentType, http.location, http.server, http.retryAfter])
            expect(text?.length ?? 0).toBeLessThanOrEqual(0x4000);
        }
        if (failure !== undefined) {
          expect(failure.detail.length).toBeLessThan(1_000);
          expect(failure.cause).not.toBe('internal');
        }
      }),
      { numRuns: SESSIONS },
    );
    expect(answers).toBeGreaterThan(0);
  } finally {
    await server.close();
  }
}, 120_000);
