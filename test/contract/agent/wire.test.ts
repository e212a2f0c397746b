import { createHash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { fittedWire } from '../../../lib/contract/agent/fit';
import type { AgentMessage } from '../../../lib/contract/agent/message';
import { LONGEST_MESSAGE, TARGETS_PER_JOB, packMessage, unpackMessage } from '../../../lib/contract/agent/message';
import type { WireObservation } from '../../../lib/contract/agent/observation';
import { fromWire, toWire, wireObservation } from '../../../lib/contract/agent/observation';
import { judgeMxHost } from '../../../lib/core/judge';
import type { CertificateFacts, MxHostObservation, SmtpEndpoint } from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import type { Sandbox } from '../../../lib/sandbox';
import { SANDBOX_TABLE, startSandbox } from '../../../lib/sandbox';
import { omit } from '../../support/observations';
import { observerOf } from '../../support/sandbox-check';
import { certificateFacts } from '../../../lib/core/certificate/facts';
import { Pki } from '../../../lib/sandbox/pki/authority';
import { readMxHost } from '../../../lib/core/reading';

let sandbox: Sandbox;
let observations: MxHostObservation[];
let healthy: MxHostObservation;
beforeAll(async () => {
  const domains = SANDBOX_TABLE.filter(({ hosts }) => hosts !== undefined);
  sandbox = await startSandbox({ domains });
  const observer = observerOf(sandbox, { checkTimeoutMs: 12_000 });
  const names = domains
    .flatMap(({ name, hosts = {} }) => Object.keys(hosts).map((label) => `${label}.${name}`))
    .filter((name) => sandbox.domains.some((domain) => name.endsWith(`.${domain}`)));
  observations = await Promise.all([...names, 'no-such-host.example'].map((name) => observer.observeMxHost(name)));
  observer.close();
  const found = observations.find(
    ({ endpoints }) => endpoints.length > 0 && endpoints.every(({ tls }) => tls !== undefined),
  );
  if (found === undefined) throw new Error('no MX host of the sandbox is healthy');
  healthy = found;
}, 240_000);
afterAll(async () => sandbox.close());

const overTheWire = (observation: MxHostObservation): MxHostObservation =>
  fromWire(wireObservation.parse(JSON.parse(JSON.stringify(toWire(observation)))));
const result = (...all: readonly WireObservation[]): AgentMessage => ({
  type: 'result',
  agent: 'vm1',
  sentAt: 1,
  port25: 'open',
  job: { runId: 'mx-hosts@1', part: '0', type: 'mx-host', targets: ['a.example'] },
  observations: [...all],
});

test('every MX host of the sandbox comes over as it was seen, and is judged the same', () => {
  expect(observations.length).toBeGreaterThan(40);
  for (const observation of observations) {
    const arrived = overTheWire(observation);
    expect(arrived).toEqual(observation);
    expect(judgeMxHost(readMxHost(arrived))).toEqual(judgeMxHost(readMxHost(observation)));
  }
});

describe('a stack older than the agent', () => {
  /** What the release before this one takes of a session; what it does not know, it strips. */
  const olderSession = z.object({
    startTlsOffered: z.boolean().optional(),
    tls: z.object({ protocol: z.string() }).optional(),
    failure: z
      .object({
        step: z.enum(['connect', 'greeting', 'ehlo', 'starttls', 'handshake']),
        cause: z
          .enum(['timeout', 'refused', 'reset', 'closed', 'protocol', 'too-large', 'tls'])
          .or(z.string().regex(/^smtp-/)),
        detail: z.string(),
        replyCode: z.number().optional(),
      })
      .optional(),
  });
  const older = (host: string) =>
    olderSession.parse(
      toWire(observations.find((one) => one.host === host) ?? fail(`${host} was not observed`)).endpoints[0],
    );

  test('takes each session of the sandbox', () => {
    for (const observation of observations)
      for (const session of toWire(observation).endpoints) expect(() => olderSession.parse(session)).not.toThrow();
  });

  test('judges TLS alone where the session did not survive it', () => {
    const session = older('mx.session-closed.example');
    expect(session).toMatchObject({ tls: { protocol: 'TLSv1.3' } });
    expect(session).not.toHaveProperty('failure');
  });

  test('reads a slow answer as one that did not come in time', () => {
    expect(older('mx.mx-silent.example').failure).toMatchObject({ step: 'greeting', cause: 'timeout' });
  });
});

test('a session of an agent that says nothing over TLS is judged by TLS', () => {
  const wire = toWire(healthy);
  const endpoints = wire.endpoints.map((session) => omit(session, 'tlsKeywords'));
  expect(judgeMxHost(readMxHost(fromWire(wireObservation.parse({ ...wire, endpoints }))))).toEqual(
    judgeMxHost(readMxHost(healthy)),
  );
});

test('a message of an agent comes over as it was packed', () => {
  for (const message of [
    result(toWire(healthy)),
    { type: 'hello', agent: 'vm1', sentAt: 1, version: '1.0.0', port25: 'closed' },
    { type: 'bye', agent: 'vm1', sentAt: 1 },
  ] as const)
    expect(unpackMessage(packMessage(message))).toEqual(message);
});

test('what the network says at length is cut', () => {
  const [endpoint] = healthy.endpoints as [SmtpEndpoint];
  const long = {
    ...healthy,
    endpoints: [
      { ...endpoint, greeting: `220 ${'x'.repeat(5_000)}`, ehloKeywords: Array<string>(500).fill('y'.repeat(500)) },
    ],
  };
  const { greeting = '', ehloKeywords = [] } = overTheWire(long).endpoints[0] ?? {};
  expect([greeting.length <= 1_000, ehloKeywords.length, ehloKeywords[0]?.length]).toEqual([true, 128, 64]);
});

describe('what cannot be an observation is refused', () => {
  const tampered = (change: (wire: Record<string, never>) => void): (() => MxHostObservation) => {
    const wire = JSON.parse(JSON.stringify(toWire(healthy))) as Record<string, never>;
    change(wire);
    return () => fromWire(wireObservation.parse(wire));
  };
  const endpointOf = (wire: Record<string, never>): Record<string, unknown> =>
    (wire.endpoints as unknown as Record<string, unknown>[])[0] ?? {};

  test.each<[string, (wire: Record<string, never>) => void]>([
    ['a session with an address that the host has not', (wire) => (endpointOf(wire).address = '192.0.2.99')],
    ['two sessions with one address', (wire) => (wire.endpoints as unknown as unknown[]).push(endpointOf(wire))],
    ['a chain whose certificates were not sent', (wire) => (wire.certificates = [] as never)],
    ['a certificate that is none', (wire) => (wire.certificates = [Buffer.from('no DER').toString('base64')] as never)],
    ['a certificate that is no base64', (wire) => (wire.certificates = ['*'] as never)],
    [
      'a cause that nobody knows',
      (wire) => (endpointOf(wire).failure = { step: 'connect', cause: 'bad-luck', detail: '' }),
    ],
    [
      'a session that failed over TLS, without TLS',
      (wire) => {
        delete endpointOf(wire).tls;
        endpointOf(wire).tlsFailure = { cause: 'closed', detail: '' };
      },
    ],
    ['a text without bound', (wire) => (endpointOf(wire).greeting = 'x'.repeat(1_001))],
    [
      'addresses without bound',
      (wire) =>
        (wire.addresses = {
          state: 'present',
          value: { cnameChain: [], ttl: 1, ipv4: Array(501).fill('192.0.2.1'), ipv6: [] },
        } as never),
    ],
    [
      'more resolvers than anybody asks',
      (wire) =>
        (wire.addresses = {
          state: 'present',
          value: {
            cnameChain: [],
            ttl: 1,
            ipv4: [],
            ipv6: [],
            unconfirmed: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`resolver ${n}`, []])),
          },
        } as never),
    ],
    [
      'an address that is none',
      (wire) =>
        (wire.addresses = {
          state: 'present',
          value: { cnameChain: [], ttl: 1, ipv4: ['mx.example'], ipv6: [] },
        } as never),
    ],
    ['a time that is none', (wire) => (wire.observedAt = -1 as never)],
    ['__proto__ for a fingerprint', (wire) => ((endpointOf(wire).tls as { chain: string[] }).chain = ['__proto__'])],
  ])('%s', (_, change) => {
    expect(tampered(change)).toThrow();
  });

  test('the facts of a certificate are those of its DER, whatever an agent says', () => {
    const wire = { ...toWire(healthy), facts: { notAfter: 0 } };
    expect(fromWire(wireObservation.parse(wire)).certificates).toEqual(healthy.certificates);
  });
});

describe('a message that is none is refused', () => {
  test.each([
    ['text', 'hello'],
    ['not gzipped', Buffer.from('{"type":"bye"}').toString('base64')],
    ['another compression', deflateSync('{"type":"bye"}').toString('base64')],
    ['a type that nobody knows', gzipSync('{"type":"alert","agent":"a","sentAt":1}').toString('base64')],
    ['more than a message', gzipSync('{"type":"bye","agent":"a","sentAt":1,"table":"x"}').toString('base64')],
    ['an agent without a name', gzipSync('{"type":"bye","agent":"../x","sentAt":1}').toString('base64')],
    ['a bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024)).toString('base64')],
    ['without end', 'A'.repeat(2 * LONGEST_MESSAGE + 4)],
  ])('%s', (_, body) => {
    expect(() => unpackMessage(body)).toThrow();
  });

  test('a result for domains', () => {
    const message = result(toWire(healthy)) as unknown as { job: { type: string } };
    expect(() =>
      unpackMessage(packMessage({ ...message, job: { ...message.job, type: 'domain' } } as unknown as AgentMessage)),
    ).toThrow();
  });
});

/** Hexadecimal digits that cannot be packed, two for each octet. */
const noise = (seed: number, octets: number): string =>
  Array.from({ length: Math.ceil(octets / 32) }, (_, n) => createHash('sha256').update(`${seed} ${n}`).digest('hex'))
    .join('')
    .slice(0, 2 * octets);

describe('a host that serves a lot', () => {
  let heavy: MxHostObservation;
  beforeAll(async () => {
    const pki = await Pki.create();
    const addresses = Array.from({ length: 8 }, (_, n) => `192.0.2.${n + 1}`);
    const chains: CertificateFacts[] = [];
    for (const [index] of addresses.entries()) {
      const names = Array.from({ length: index === 7 ? 1 : 900 }, (_, n) => `${noise(index * 1_000 + n, 20)}.example`);
      const { chain } = await pki.issue({ names });
      chains.push(certificateFacts(Buffer.from(/-----BEGIN CERTIFICATE-----([^-]+)/.exec(chain)?.[1] ?? '', 'base64')));
    }
    heavy = {
      host: 'heavy.example',
      observedAt: 1,
      addresses: present({ cnameChain: [], ttl: 1, ipv4: addresses, ipv6: [] }),
      endpoints: addresses.map((address, n) => ({
        address,
        family: 4,
        port: 25,
        durationMs: 1,
        startTlsOffered: true,
        tls: { protocol: 'TLSv1.3', cipher: 'x', chain: [chains[n]?.fingerprint ?? ''], trust: { trusted: true } },
      })),
      certificates: Object.fromEntries(chains.map((facts) => [facts.fingerprint, facts])),
    };
  });

  test('loses its heaviest sessions, which count as not seen, and keeps the others', () => {
    const wire = fittedWire(heavy);
    expect(JSON.stringify(packMessage(result(wire))).length).toBeLessThan(LONGEST_MESSAGE / TARGETS_PER_JOB);
    const arrived = fromWire(wire);
    expect(arrived.endpoints.some(({ failure }) => failure?.cause === 'internal')).toBe(true);
    expect(arrived.endpoints[7]).toEqual(heavy.endpoints[7]);
    const judged = judgeMxHost(readMxHost(arrived));
    expect(judged.findings.filter(({ kind }) => kind === 'mx-host-tls-failed')).toEqual([]);
    expect(
      judged.unknown.filter(({ cause }) => cause === 'internal').every(({ becomes }) => becomes === undefined),
    ).toBe(true);
  });

  test('what fits is sent as it is', () => {
    expect(fittedWire(healthy)).toEqual(toWire(healthy));
  });

  test('and where even that is too much, nothing is said', () => {
    const records = Array.from({ length: 200 }, (_, n) => ({
      usage: 3,
      selector: 0,
      matchingType: 0,
      data: noise(n, 4_000),
    }));
    const wire = fittedWire({
      ...heavy,
      endpoints: [],
      certificates: {},
      tlsa: present({ cnameChain: [], ttl: 1, records }),
    });
    expect(wire.tlsa).toBeUndefined();
    expect(wire).toEqual({
      host: 'heavy.example',
      observedAt: 1,
      addresses: unknown('internal', 'what was seen is too large to be sent by the agent'),
      endpoints: [],
      certificates: [],
    });
  });
});
