import { createServer } from 'node:net';
import type { DomainObservation, MxHostObservation } from '../../lib/core/model';
import { createObserver, type NetworkObserver, type ObserverOptions } from '../../lib/probes/observer';
import { startSandbox, type DomainDeclaration, type Sandbox } from '../../lib/sandbox';
import { scriptedDns } from '../support/scripted-dns';
import { listening } from '../support/tls-server';

const DOMAINS: readonly DomainDeclaration[] = [
  { name: 'healthy.example', says: 'All is well.' },
  { name: 'own.example', says: 'It has an MX host of its own.', hosts: { mx: { certificate: { key: 'rsa' } } } },
  { name: 'plain.example', says: 'It uses neither MTA-STS nor TLSRPT.', record: [], policyHost: 'none', tlsRpt: [] },
  { name: 'half.example', says: 'It has a policy and no record.', record: [] },
  { name: 'nowhere.example', says: 'It has a record and no policy host.', policyHost: 'none' },
  {
    name: 'implicit.example',
    says: 'It has no MX record and an address.',
    mx: [],
    zone: { '@': { A: ['127.0.0.1'] } },
  },
  { name: 'slow.example', says: 'Its policy host never answers.', policyHost: { answer: { misbehave: 'silent' } } },
  { name: 'silent.example', says: 'Its MX host never greets.', hosts: { mx: { greeting: 'never' } } },
];

let sandbox: Sandbox;
let observer: NetworkObserver;
beforeAll(async () => {
  sandbox = await startSandbox({ domains: DOMAINS });
  observer = observerOf();
});
afterAll(async () => {
  observer.close();
  await sandbox.close();
});

const ends: (() => unknown)[] = [];
const onTestEnd = (...actions: (() => unknown)[]): void => void ends.push(...actions);
afterEach(() => Promise.all(ends.splice(0).map((end) => end())));

function observerOf(options: ObserverOptions = {}): NetworkObserver {
  const [address = '', port] = sandbox.resolver.split(':');
  return createObserver({
    resolvers: [{ address, port: Number(port) }],
    httpsPort: sandbox.httpsPort,
    smtpPort: sandbox.smtpPort,
    ca: [sandbox.caPem],
    allowPrivateAddresses: true,
    ehloName: 'monitor.example',
    clock: { now: () => 1_800_000_000_000 },
    ...options,
  });
}

describe('a policy domain', () => {
  test('all that one look gives', async () => {
    const seen = await observer.observeDomain('healthy.example');
    expect(seen).toMatchObject({
      domain: 'healthy.example',
      observedAt: 1_800_000_000_000,
      stsRecord: { state: 'present', value: { records: [[expect.stringMatching(/^v=STSv1;/)]] } },
      tlsRptRecord: { state: 'present', value: { records: [[expect.stringMatching(/^v=TLSRPTv1;/)]] } },
      mx: { state: 'present' },
      policyFetch: {
        url: 'https://mta-sts.healthy.example/.well-known/mta-sts.txt',
        endpoints: [
          {
            address: '127.0.0.1',
            tls: { trust: { trusted: true } },
            http: { status: 200, body: expect.stringMatching(/^version: STSv1\r\n/) as string },
          },
        ],
        durationMs: expect.any(Number) as number,
      },
    } satisfies Partial<Record<keyof DomainObservation, unknown>>);
    expect(seen).not.toHaveProperty('domainAddresses');
    expect(Object.keys(seen.certificates).sort()).toEqual(
      [...(seen.policyFetch?.endpoints[0]?.tls?.chain ?? [])].sort(),
    );
  });

  test('plain data: it survives JSON', async () => {
    const seen = await observer.observeDomain('healthy.example');
    expect(JSON.parse(JSON.stringify(seen))).toEqual(seen);
  });

  test('that does not use MTA-STS: no policy is fetched', async () => {
    const seen = await observer.observeDomain('plain.example');
    expect(seen).toMatchObject({ stsRecord: { state: 'absent' }, tlsRptRecord: { state: 'absent' } });
    expect(seen).not.toHaveProperty('policyFetch');
  });

  test('a policy without a record is fetched', async () => {
    expect(await observer.observeDomain('half.example')).toMatchObject({
      stsRecord: { state: 'absent' },
      policyFetch: { endpoints: [{ http: { status: 200 } }] },
    });
  });

  test('a record without a policy host', async () => {
    const { policyFetch } = await observer.observeDomain('nowhere.example');
    expect(policyFetch).toEqual({
      url: 'https://mta-sts.nowhere.example/.well-known/mta-sts.txt',
      addresses: { state: 'absent', reason: expect.any(String) as string },
      endpoints: [],
      durationMs: expect.any(Number) as number,
    });
  });

  test('without an MX record its own address is looked up', async () => {
    expect(await observer.observeDomain('implicit.example')).toMatchObject({
      mx: { state: 'absent' },
      domainAddresses: { state: 'present', value: { ipv4: ['127.0.0.1'] } },
    });
  });

  test('a private policy host is not contacted unless that is allowed', async () => {
    const strict = observerOf({ allowPrivateAddresses: false });
    onTestEnd(() => strict.close());
    expect((await strict.observeDomain('healthy.example')).policyFetch?.endpoints[0]?.failure).toMatchObject({
      step: 'connect',
      cause: 'address-not-allowed',
    });
  });
});

describe('an MX host', () => {
  test('all that one look gives', async () => {
    const seen = await observer.observeMxHost('mx.own.example');
    expect(seen).toMatchObject({
      host: 'mx.own.example',
      observedAt: 1_800_000_000_000,
      addresses: { state: 'present', value: { ipv4: [expect.any(String)] } },
      endpoints: [
        {
          family: 4,
          port: sandbox.smtpPort,
          startTlsOffered: true,
          plaintextAfterStartTls: false,
          tls: { trust: { trusted: true } },
        },
      ],
    } satisfies Partial<Record<keyof MxHostObservation, unknown>>);
    expect(seen).not.toHaveProperty('tlsa');
    expect(Object.keys(seen.certificates).sort()).toEqual([...(seen.endpoints[0]?.tls?.chain ?? [])].sort());
    const [statistics] = sandbox.mxStatistics('mx.own.example').values();
    expect(statistics?.clientNames).toEqual(new Set(['monitor.example']));
  });

  test('that does not exist', async () => {
    expect(await observer.observeMxHost('no.such.example')).toMatchObject({
      addresses: { state: 'absent' },
      endpoints: [],
      certificates: {},
    });
  });
});

describe('time', () => {
  test('is up: what is known by then is told', async () => {
    const hasty = observerOf({ checkTimeoutMs: 1500 });
    onTestEnd(() => hasty.close());
    expect(await hasty.observeDomain('slow.example')).toMatchObject({
      stsRecord: { state: 'present' },
      policyFetch: {
        endpoints: [
          {
            tls: { trust: { trusted: true } },
            failure: { step: 'response', cause: 'slow', detail: 'not complete within 2 s' },
          },
        ],
      },
    });
    expect((await hasty.observeMxHost('mx.silent.example')).endpoints).toMatchObject([
      { failure: { step: 'greeting', cause: 'slow', detail: expect.stringMatching(/^not complete/) as string } },
    ]);
  });

  test('is up before DNS has answered', async () => {
    const dns = await scriptedDns({ udp: () => undefined });
    const hasty = createObserver({ resolvers: [dns.server], checkTimeoutMs: 50 });
    onTestEnd(
      () => hasty.close(),
      () => dns.close(),
    );
    const timeout = { state: 'unknown', cause: 'timeout', detail: 'not complete within 50 ms' };
    expect(await hasty.observeDomain('a.example')).toMatchObject({
      stsRecord: timeout,
      tlsRptRecord: timeout,
      mx: timeout,
      policyFetch: { addresses: timeout, endpoints: [] },
      certificates: {},
    });
    expect(await hasty.observeMxHost('mx.a.example')).toMatchObject({
      addresses: { ...timeout, detail: 'not complete within 25 ms' },
      endpoints: [],
    });
  });
});

describe('the end', () => {
  test('of one look by its signal: it rejects at once, others go on', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const ended = Promise.allSettled([
      observer.observeDomain('slow.example', controller.signal),
      observer.observeMxHost('mx.silent.example', controller.signal),
    ]);
    const other = observer.observeDomain('healthy.example');
    setTimeout(() => controller.abort(reason), 100);
    expect(await ended).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    expect(await other).toMatchObject({ policyFetch: { endpoints: [{ http: { status: 200 } }] } });
    await expect(observer.observeDomain('healthy.example', controller.signal)).rejects.toBe(reason);
  });

  test('of the observer: all looks reject', async () => {
    const closing = observerOf();
    const checks = Promise.allSettled([
      closing.observeDomain('slow.example'),
      closing.observeMxHost('mx.silent.example'),
      closing.observeDomain('healthy.example'),
    ]);
    closing.close();
    expect((await checks).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(closing.observeDomain('healthy.example')).rejects.toThrow('the observer is closed');
  });
});

test('a CA that cannot be read is refused at once', () => {
  expect(() => createObserver({ ca: ['nonsense'] })).toThrow(TypeError);
});

test('no EHLO name given: one that is true', async () => {
  const lines: string[] = [];
  const server = await listening(
    createServer((socket) => {
      socket.write('220 mx\r\n');
      socket.on('data', (chunk) => {
        lines.push(chunk.toString());
        socket.end('554 no\r\n');
      });
    }),
  );
  const [address = '', port] = sandbox.resolver.split(':');
  const nameless = createObserver({
    resolvers: [{ address, port: Number(port) }],
    smtpPort: server.port,
    allowPrivateAddresses: true,
  });
  onTestEnd(
    () => nameless.close(),
    () => server.close(),
  );
  await nameless.observeMxHost('implicit.example');
  expect(lines[0]).toMatch(/^EHLO (\[127\.0\.0\.1\]|[a-z0-9-]+(\.[a-z0-9-]+)+)\r\n$/i);
});

test('many looks leave no handle open', async () => {
  const many = observerOf();
  const checks = (count: number): Promise<unknown> =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        n % 2 === 0 ? many.observeDomain('own.example') : many.observeMxHost('mx.own.example'),
      ),
    );
  const quiet = await settled([]);
  await checks(100);
  many.close();
  expect(await settled(quiet)).toEqual(quiet);
}, 240_000);

/** What keeps this process alive, once the servers have closed their ends, which takes them a moment. */
async function settled(expected: readonly string[]): Promise<string[]> {
  const deadline = Date.now() + 2000;
  for (;;) {
    const resources = process
      .getActiveResourcesInfo()
      .filter((kind) => kind !== 'Timeout' && kind !== 'Immediate')
      .sort();
    if (resources.join() === expected.join() || Date.now() > deadline) return resources;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
