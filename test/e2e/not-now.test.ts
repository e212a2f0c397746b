import { setTimeout as sleep } from 'node:timers/promises';
import { LASTING_TRIES } from '../../lib/core/judge';
import { exitCode, type DomainReport } from '../../lib/core/report';
import type { NetworkObserver } from '../../lib/probes/observer';
import { startSandbox, type DomainDeclaration, type Sandbox } from '../../lib/sandbox';
import { check, kindsOf, observerOf } from '../support/sandbox-check';

const busy = (status: number, headers: Readonly<Record<string, string>> = {}) =>
  ({ policyHost: { answer: { status, body: 'busy', headers } } }) as const;

const LASTING: readonly (readonly [says: string, Omit<DomainDeclaration, 'name' | 'says'>, string, number])[] = [
  ['503', busy(503), 'policy-http-status', 1],
  ['503-with-a-short-wait', busy(503, { 'retry-after': '1' }), 'policy-http-status', 1],
  ['503-with-a-long-wait', busy(503, { 'retry-after': '3600' }), 'policy-http-status', 1],
  ['429', busy(429), 'policy-http-status', 1],
  ['policy-host-resets', { policyHost: { connection: 'reset' } }, 'policy-host-tls-failed', 1],
  ['policy-host-is-closed', { policyHost: 'closed' }, 'policy-host-unreachable', 1],
  ['policy-host-is-silent', { policyHost: { connection: 'silent' } }, 'policy-host-slow', 1],
  ['mx-421', { hosts: { mx: { greeting: ['421 4.3.2 Not now'] } } }, 'mx-host-refuses-sessions', 1],
  ['mx-greylists', { hosts: { mx: { ehlo: ['451 4.7.1 Greylisted'] } } }, 'mx-host-refuses-sessions', 1],
  ['mx-closes-at-ehlo', { hosts: { mx: { ehlo: 'close' } } }, 'mx-host-unreachable', 1],
  ['mx-454', { hosts: { mx: { startTls: ['454 4.7.0 TLS not available'] } } }, 'mx-host-starttls-refused', 1],
];

const nameOf = (says: string): string => `${says}.example`;

let sandbox: Sandbox;
let observer: NetworkObserver;
let reports: Map<string, DomainReport>;

beforeAll(async () => {
  sandbox = await startSandbox({
    domains: [
      ...LASTING.map(([says, declared]) => ({ name: nameOf(says), says, ...declared })),
      { name: 'limited.example', says: '', ...busy(429, { 'retry-after': '3600' }) },
      { name: 'missing.example', says: '', policyHost: { answer: { status: 404, body: '' } } },
      { name: 'policy-once.example', says: '', ...busy(503) },
      { name: 'mx-once.example', says: '', hosts: { mx: { greeting: ['421 4.3.2 Not now'] } } },
      { name: 'mx-is-closed.example', says: '', hosts: { mx: { listening: false } } },
      { name: 'mx-rejects.example', says: '', hosts: { mx: { greeting: ['554 5.7.1 No'] } } },
    ],
  });
  observer = observerOf(sandbox, { tries: LASTING_TRIES, checkTimeoutMs: 9_000, connectTimeoutMs: 2_000 });
  const recover = async (tried: () => boolean, change: Parameters<Sandbox['apply']>[0]): Promise<void> => {
    while (!tried()) await sleep(20);
    await sandbox.apply(change);
  };
  const mx = (): number =>
    [...sandbox.mxStatistics('mx.mx-once.example').values()].reduce((sum, { connections }) => sum + connections, 0);
  [reports] = await Promise.all([
    check(sandbox.domains, observer),
    recover(() => requests('policy-once.example') > 0, { domain: 'policy-once.example', to: { policyHost: {} } }),
    recover(() => mx() > 0, { host: 'mx.mx-once.example', to: {} }),
  ]);
}, 240_000);

afterAll(async () => {
  observer.close();
  await sandbox.close();
});

const requests = (domain: string): number =>
  sandbox.webRequests.get(`https://mta-sts.${domain}/.well-known/mta-sts.txt`) ?? 0;
const reportOf = (domain: string): DomainReport => {
  const report = reports.get(domain);
  if (report === undefined) throw new Error(`no report of ${domain}`);
  return report;
};

test.each(LASTING)('%s: at three tries it is a finding, which says so', (says, _, kind, code) => {
  const report = reportOf(nameOf(says));
  expect(kindsOf(report)).toEqual([kind]);
  expect(report.findings[0]?.because).toMatch(/, at three tries in \d+ s$/);
  expect(report.findings[0]?.tries?.count).toBe(3);
  expect(exitCode([report], 'error')).toBe(code);
});

test('what an MX host says before STARTTLS may be for this place alone: the verdict stays unknown', () => {
  for (const says of ['mx-421', 'mx-greylists', 'mx-closes-at-ehlo']) {
    const { verdict, findings } = reportOf(nameOf(says));
    expect([says, verdict, findings[0]?.severity]).toEqual([says, 'unknown', 'info']);
  }
});

test.each(['policy-once.example', 'mx-once.example'])('%s: what another try gets counts', (domain) => {
  const report = reportOf(domain);
  expect([report.verdict, kindsOf(report), report.unknown]).toEqual(['protected', [], []]);
  expect(exitCode([report], 'error')).toBe(0);
});

test('who is to come back later than there is time is not asked again, and nothing is said of it', () => {
  const report = reportOf('limited.example');
  expect([report.verdict, kindsOf(report), exitCode([report], 'error')]).toEqual(['unknown', [], 2]);
});

test('an answer that is no "not now" is not asked for again', () => {
  expect(requests('missing.example')).toBe(1);
  expect(kindsOf(reportOf('missing.example'))).toEqual(['policy-http-status']);
  const [seen] = sandbox.mxStatistics('mx.mx-rejects.example').values();
  expect(seen?.connections).toBe(1);
});

test.each(['mx-is-closed.example', 'mx-rejects.example'])('%s: it could not be checked from here', (domain) => {
  const report = reportOf(domain);
  expect([report.verdict, kindsOf(report), exitCode([report], 'error')]).toEqual(['unknown', [], 2]);
});
