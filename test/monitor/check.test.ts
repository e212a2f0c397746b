import { CATALOGUE } from '../../lib/core/findings';
import type { DomainReport } from '../../lib/core/report';
import { checkDomains } from '../../lib/monitor/check';
import type { NetworkObserver } from '../../lib/probes/observer';
import { createObserver } from '../../lib/probes/observer';
import type { Sandbox } from '../../lib/sandbox';
import { SANDBOX_TABLE, startSandbox } from '../../lib/sandbox';

/** All of the sandbox is on loopback, where no address is public: test/probes shows these. */
const NOT_ON_LOOPBACK = ['policy-host-address-not-public', 'mx-host-address-not-public'];

const distinct = (kinds: readonly string[]): string[] => [...new Set(kinds)].sort();

describe('the fault table, over real sockets', () => {
  let sandbox: Sandbox;
  let observer: NetworkObserver;
  const reports = new Map<string, DomainReport>();

  beforeAll(async () => {
    sandbox = await startSandbox({ domains: SANDBOX_TABLE });
    // Making keys would hold up sessions, and they would count as timed out.
    await sandbox.issueAll();
    const [address = '', port] = sandbox.resolver.split(':');
    observer = createObserver({
      resolvers: [{ address, port: Number(port) }],
      httpsPort: sandbox.httpsPort,
      smtpPort: sandbox.smtpPort,
      ca: [sandbox.caPem],
      allowPrivateAddresses: true,
      observeTlsa: true,
      trustAd: true,
      dnsTimeoutMs: 1_000,
      stepTimeoutMs: 2_500,
      lookTimeoutMs: 8_000,
    });
    for await (const report of checkDomains(sandbox.domains, observer, { concurrency: 16 })) reports.set(report.domain, report);
  }, 120_000);
  afterAll(async () => {
    observer.close();
    await sandbox.close();
  });

  test.each(SANDBOX_TABLE.map((row) => [row.name, row] as const))('%s', (name, { expect: expected }) => {
    if (!sandbox.domains.includes(name)) return;
    const report = reports.get(name);
    expect({
      verdict: report?.verdict,
      kinds: distinct(report?.findings.map(({ kind }) => kind) ?? []),
      lasting: distinct(report?.unknown.flatMap(({ becomes }) => (becomes === undefined ? [] : [becomes.kind])) ?? []),
    }).toEqual({ verdict: expected.verdict, kinds: distinct(expected.kinds), lasting: distinct(expected.lasting ?? []) });
  });

  test('no kind of finding is without a row', () => {
    const shown = new Set(SANDBOX_TABLE.flatMap(({ expect: { kinds, lasting = [] } }) => [...kinds, ...lasting]));
    expect(Object.keys(CATALOGUE).filter((kind) => !shown.has(kind as never))).toEqual(NOT_ON_LOOPBACK);
  });
});
