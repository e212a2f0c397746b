import { checkDomains } from '../../lib/monitor/check';
import { startSandbox, type Sandbox } from '../../lib/sandbox';
import { observerOf, sorted } from '../support/sandbox-check';

const DOMAINS = 300;
const MX_HOSTS = 12;

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ bulk: { domains: DOMAINS, mxHosts: MX_HOSTS } });
});
afterAll(() => sandbox.close());

test('generated domains are all protected, and each of the MX hosts that they share is looked at once', async () => {
  const observer = observerOf(sandbox);
  const seen: string[] = [];
  for await (const { domain, verdict, findings, unknown } of checkDomains(sandbox.bulkDomains(), observer)) {
    expect([domain, verdict, findings, unknown]).toEqual([domain, 'protected', [], []]);
    seen.push(domain);
  }
  observer.close();
  expect(seen).toEqual(sorted(sandbox.bulkDomains()));
  for (let n = 1; n <= MX_HOSTS; n++) {
    const [[, { connections, mostOpen } = { connections: 0, mostOpen: 0 }] = []] = sandbox.mxStatistics(
      `mx${n}.bulk.example`,
    );
    expect([n, connections, mostOpen]).toEqual([n, 1, 1]);
  }
  expect(sandbox.webRequests.size).toBe(DOMAINS);
}, 240_000);
