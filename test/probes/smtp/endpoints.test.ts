import type { AddressAnswer } from '../../../lib/core/model';
import { AddressGate } from '../../../lib/probes/smtp/address-gate';
import { observeEndpoints, type EndpointOptions, type EndpointsOutcome } from '../../../lib/probes/smtp/endpoints';
import { OperatorPace } from '../../../lib/probes/smtp/operator-pace';
import { TlsObserver } from '../../../lib/probes/tls/handshake';
import { Pki } from '../../../lib/sandbox/pki/authority';
import type { Credentials } from '../../../lib/sandbox/pki/spec';
import { deafPort } from '../../support/deaf-port';
import { scriptedSmtp, type ScriptedSmtp, type SmtpScript } from '../../support/scripted-smtp';
import type { ListeningServer } from '../../support/tls-server';

const never = new AbortController().signal;
let credentials: Credentials;
let tls: TlsObserver;
const servers: ListeningServer[] = [];
beforeAll(async () => {
  const pki = await Pki.create();
  credentials = await pki.issue({ names: ['mx.example.com'] });
  tls = new TlsObserver([pki.rootPem]);
});
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

const at = (ipv4: string[], ipv6: string[] = []): AddressAnswer => ({ cnameChain: [], ttl: 60, ipv4, ipv6 });

const settings = (port: number): EndpointOptions => ({
  tls,
  port,
  ehloName: 'monitor.example.net',
  connectTimeoutMs: 2000,
  sessionTimeoutMs: 5000,
  observedAt: Date.UTC(2026, 10, 23),
  allowPrivateAddresses: true,
});

const observe = (
  addresses: AddressAnswer,
  port: number,
  options: Partial<EndpointOptions> = {},
  signal = never,
): Promise<EndpointsOutcome> =>
  observeEndpoints('mx.example.com', addresses, { ...settings(port), ...options }, signal);

async function smtp(script: SmtpScript = {}, address?: string, port?: number): Promise<ScriptedSmtp> {
  const server = await scriptedSmtp({ credentials, ...script }, address, port);
  servers.push(server);
  return server;
}

async function closedPort(): Promise<number> {
  const server = await scriptedSmtp({});
  await server.close();
  return server.port;
}

test('each address is an endpoint of its own, of both families', async () => {
  const { port } = await smtp({}, '127.0.0.1');
  await smtp({ greeting: '421 Busy\r\n' }, '127.0.0.2', port);
  await smtp({}, '::1', port);
  const { endpoints, certificates } = await observe(at(['127.0.0.1', '127.0.0.2', '127.0.0.3'], ['::1']), port);
  expect(endpoints).toMatchObject([
    { address: '127.0.0.1', family: 4, port, tls: { protocol: 'TLSv1.3' }, durationMs: expect.any(Number) as number },
    { address: '::1', family: 6, port, tls: { protocol: 'TLSv1.3' } },
    { address: '127.0.0.2', family: 4, failure: { step: 'greeting', replyCode: 421 } },
    { address: '127.0.0.3', family: 4, failure: { step: 'connect', cause: 'refused' } },
  ]);
  expect(new Set(certificates.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  expect(endpoints[0]).not.toHaveProperty('certificates');
});

test('sixteen addresses at most', async () => {
  const port = await closedPort();
  const { endpoints } = await observe(at(Array.from({ length: 40 }, (_, n) => `127.0.1.${n + 1}`)), port);
  expect(endpoints).toHaveLength(16);
});

test('addresses beyond the sixteenth take turns, in whatever order DNS gives them', async () => {
  const port = await closedPort();
  const all = Array.from({ length: 40 }, (_, n) => `127.0.2.${n + 1}`);
  const visited: string[][] = [];
  for (const order of [all, all.toReversed(), all.toSorted()])
    visited.push((await observe(at(order), port)).endpoints.map(({ address }) => address));
  expect(visited.map((turn) => new Set(turn).size)).toEqual([16, 16, 16]);
  expect(new Set(visited.flat())).toEqual(new Set(all));
});

test('a process that remembers no turn begins elsewhere at another time', async () => {
  const port = await closedPort();
  const all = at(Array.from({ length: 32 }, (_, n) => `127.0.3.${n + 1}`));
  const seen = new Set<string>();
  // Each name is new to this process, as each check is to a Lambda function; the checks are two hours apart.
  for (let check = 0; check < 24; check += 1) {
    const options = { ...settings(port), observedAt: check * 7_200_000 };
    const { endpoints } = await observeEndpoints(`mx${check}.example.com`, all, options, never);
    for (const { address } of endpoints) seen.add(address);
  }
  expect(seen.size).toBe(32);
});

test('addresses that are not public are told, and not contacted', async () => {
  const { port, open } = await smtp();
  const { endpoints } = await observe(at(['127.0.0.1', '169.254.169.254'], ['::ffff:127.0.0.1']), port, {
    allowPrivateAddresses: false,
  });
  expect(endpoints.map(({ address, failure }) => [address, failure?.step, failure?.cause])).toEqual([
    ['127.0.0.1', 'connect', 'address-not-allowed'],
    ['::ffff:127.0.0.1', 'connect', 'address-not-allowed'],
    ['169.254.169.254', 'connect', 'address-not-allowed'],
  ]);
  expect(open.all).toBe(0);
});

describe('politeness', () => {
  test('one connection at a time to one address, whoever looks', async () => {
    const server = await smtp({ greeting: (socket) => setTimeout(() => socket.write('220 mx\r\n'), 5) });
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => observe(at(['127.0.0.1']), server.port)));
    expect(outcomes.every(({ endpoints }) => endpoints[0]?.tls !== undefined)).toBe(true);
    expect(server.open).toEqual({ now: expect.any(Number) as number, most: 1, all: 12 });
    expect(server.lines.filter((line) => line === 'tls QUIT')).toHaveLength(12);
  });

  test('waiting does not count as time of the session', async () => {
    const server = await smtp({ greeting: (socket) => setTimeout(() => socket.write('220 mx\r\n'), 250) });
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => observe(at(['127.0.0.1']), server.port, { sessionTimeoutMs: 1200 })),
    );
    expect(outcomes.map(({ endpoints }) => endpoints[0]?.failure)).toEqual(Array(6).fill(undefined));
  });

  test('who waited for an address that nobody can connect to shares the failure', async () => {
    const deaf = await deafPort();
    servers.push(deaf);
    const began = performance.now();
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, () => observe(at(['127.0.0.1']), deaf.port, { connectTimeoutMs: 150 })),
    );
    expect(outcomes.map(({ endpoints }) => endpoints[0]?.failure)).toEqual(
      Array(30).fill({ step: 'connect', cause: 'timeout', detail: 'connect: nothing within 150 ms' }),
    );
    expect(performance.now() - began).toBeLessThan(3000);
  });

  test('who comes later tries again', async () => {
    const port = await closedPort();
    expect((await observe(at(['127.0.0.1']), port)).endpoints[0]?.failure).toMatchObject({
      step: 'connect',
      cause: 'refused',
    });
    const server = await smtp({}, '127.0.0.1', port);
    expect((await observe(at(['127.0.0.1']), server.port)).endpoints[0]?.tls).toBeDefined();
  });
});

describe('an end from outside', () => {
  test('ends who waits, and lets others on', async () => {
    let greet: (() => void) | undefined;
    const server = await smtp({ greeting: (socket) => (greet = () => socket.write('220 mx\r\n')) });
    const gate = new AddressGate();
    const first = observe(at(['127.0.0.1']), server.port, { gate });
    const controller = new AbortController();
    const second = observe(at(['127.0.0.1']), server.port, { gate }, controller.signal);
    controller.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    while (!greet) await new Promise(setImmediate);
    greet();
    expect((await first).endpoints[0]?.tls).toBeDefined();
    expect(server.open.all).toBe(1);
  });
});

test('the gate forgets addresses that nobody waits for', async () => {
  const gate = new AddressGate();
  await Promise.all([
    gate.enter('a', () => Promise.resolve()),
    gate.enter('a', () => Promise.reject(new Error('no'))).catch(() => undefined),
    gate.enter('b', () => Promise.resolve()),
  ]);
  expect(Reflect.get(gate, 'lanes')).toEqual(new Map());
});

describe('with a pace for each operator', () => {
  /** Says "not now" to the first so many. */
  const busyFor = (connections: number): SmtpScript => {
    let met = 0;
    return {
      greeting: (socket) =>
        void socket.write(met++ < connections ? '421 4.3.2 Too many connections\r\n' : '220 mx.example.com ESMTP\r\n'),
    };
  };

  test('who said "not now" is asked once more after a while, and answers', async () => {
    const server = await smtp(busyFor(1));
    const { endpoints } = await observe(at(['127.0.0.1']), server.port, {
      pace: new OperatorPace({ perSecond: 100, backOffMs: 30 }),
    });
    expect(endpoints).toMatchObject([{ tls: { protocol: 'TLSv1.3' } }]);
    expect(server.open).toMatchObject({ all: 2, most: 1 });
  });

  test('who says it again is left alone, and so are the operator’s other addresses', async () => {
    const server = await smtp(busyFor(9));
    const pace = new OperatorPace({ perSecond: 100, backOffMs: 30 });
    const { endpoints } = await observe(at(['127.0.0.1']), server.port, { pace });
    expect(endpoints).toMatchObject([{ failure: { step: 'greeting', cause: 'smtp-transient', replyCode: 421 } }]);
    const later = await observe(at(['127.0.0.2']), server.port, { pace });
    expect(later.endpoints).toMatchObject([
      {
        address: '127.0.0.2',
        failure: {
          cause: 'not-observed',
          detail: 'left alone for a while, because its operator said 421 4.3.2 Too many connections',
        },
      },
    ]);
    expect(server.open.all).toBe(2);
  });
});
