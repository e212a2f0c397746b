/**
 * Records what test/monitor/upgrade.test.ts upgrades from: a history that an earlier release wrote, and what its probes
 * observe in the same world an hour later. Run it with that release, built (npm run build:lib):
 *
 *   node test/monitor/upgrade/record.mjs <checkout of the release> <folder>
 *
 * The world is the release's own sandbox, over real sockets; the hours between the checks pass on the clock alone. The
 * files of this folder are from commit 8106572.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [release = '.', folder = import.meta.dirname] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const load = (module) => require(resolve(release, 'dist/lib', module));
const { startSandbox } = load('sandbox');
const { createObserver } = load('probes/observer');
const { openStore } = load('storage/open');
const { runOver } = load('monitor/run');
const { deliver } = load('monitor/deliver');
const { watchDomains, CONFIGURED } = load('monitor/directory');
const { acknowledgeAlert } = load('monitor/acknowledge');
const { addSilence } = load('monitor/silence');
const { exportHistory } = load('monitor/archive/export');
const { DEFAULT_ALERT_POLICY } = load('core/alerting');
const { DEFAULT_LOOKS } = load('core/diff');

const HOUR = 3_600_000;
const CHECKS = 6;

const expired = (edition) => ({ from: -91, until: -1, edition });
const expiring = (until, edition) => ({ from: until - 90, until, edition });
const selfSigned = (edition) => ({ signedBy: 'itself', edition });
const says = 'recorded for the upgrade';
const served = {
  body: 'version: STSv1\r\nmode: enforce\r\nmx: mx1.mail.example\r\nmx: mx2.mail.example\r\nmax_age: 604800\r\n',
};

const domains = [
  { name: 'healthy.example' },
  { name: 'two-records.example', record: ['v=STSv1; id=1;', 'v=STSv1; id=2;'] },
  { name: 'no-report.example', tlsRpt: [] },
  { name: 'short.example', policy: { maxAge: 60 } },
  { name: 'uncovered.example', policy: { mx: ['mx1.mail.example'] } },
  { name: 'drift.example' },
  { name: 'lost-policy.example' },
  { name: 'policy-expired.example', policyHost: { certificate: expired(1) } },
  { name: 'policy-expiring.example', policyHost: { certificate: expiring(5, 1) } },
  { name: 'policy-pending.example' },
  { name: 'policy-404.example', policyHost: { answer: { ...served, status: 404 } } },
  // Two addresses with a certificate each: two alerts of one kind.
  { name: 'expired.example', hosts: { mx: { certificate: expired(1), also: [{ certificate: expired(2) }] } } },
  { name: 'expiring.example', hosts: { mx: { certificate: expiring(5, 1), also: [{ certificate: expiring(4, 2) }] } } },
  { name: 'untrusted.example', hosts: { mx: { certificate: { signedBy: 'unknown-root' } } } },
  { name: 'chain.example', hosts: { mx: { certificate: { serveIntermediate: false } } } },
  { name: 'nodes.example', hosts: { mx: { rotating: [selfSigned(1), selfSigned(2), selfSigned(3)] } } },
  { name: 'mismatch.example', hosts: { mx: { certificate: { names: ['www.mismatch.example'] } } } },
  { name: 'weak.example', hosts: { mx: { certificate: { key: 'rsa-1024' } } } },
  { name: 'intermediate.example', hosts: { mx: { certificate: { signedBy: 'expired-intermediate' } } } },
  {
    name: 'tlsa.example',
    secure: true,
    hosts: {
      mx: {
        tlsa: [{ usage: 3, selector: 1, matchingType: 1, data: '00'.repeat(32) }],
        also: [{ certificate: { edition: 2 } }],
      },
    },
  },
  { name: 'no-starttls.example', hosts: { mx: { keywords: ['PIPELINING'] } } },
  { name: 'closed.example', hosts: { mx: { listening: false }, backup: {} } },
  { name: 'closing.example', hosts: { mx: {}, backup: {} } },
].map((domain) => ({ says, ...domain }));

const changes = {
  2: [
    { domain: 'drift.example', to: { policy: { mode: 'testing' }, record: ['v=STSv1; id=2;'] } },
    { domain: 'lost-policy.example', to: { record: [] } },
  ],
  5: [
    { domain: 'policy-pending.example', to: { policyHost: { answer: { ...served, status: 500 } } } },
    { host: 'mx.closing.example', to: { listening: false } },
  ],
};

const sandbox = await startSandbox({ domains });
const [address, port] = sandbox.resolver.split(':');
const network = createObserver({
  resolvers: [{ address, port: Number(port) }],
  nameServers: 'never',
  httpsPort: sandbox.httpsPort,
  smtpPort: sandbox.smtpPort,
  ca: [sandbox.caPem],
  allowPrivateAddresses: true,
  trustAd: true,
  observeTlsa: true,
  stepTimeoutMs: 3000,
});

let now = Date.now() - CHECKS * HOUR;
const clock = { now: () => now };
const observed = [];
const observer = {
  async observeDomain(name) {
    const observation = { ...(await network.observeDomain(name)), observedAt: now };
    observed.push({ type: 'domain', observation });
    return observation;
  },
  async observeMxHost(name) {
    const observation = { ...(await network.observeMxHost(name)), observedAt: now };
    observed.push({ type: 'mx-host', observation });
    return observation;
  },
};

const dir = mkdtempSync(join(tmpdir(), 'upgrade-'));
const store = await openStore({ embedded: { dir } }, { clock });
const policy = { ...DEFAULT_ALERT_POLICY, channels: ['webhook'] };
const told = [];
const channel = { name: 'webhook', send: async (delivery) => void told.push(...delivery.messages) };
const deps = { store, clock, policy, observer, concurrency: 4, judge: {}, looks: DEFAULT_LOOKS };

async function check(number) {
  for (const change of changes[number] ?? []) await sandbox.apply(change);
  observed.length = 0;
  for (const type of ['domain', 'mx-host']) await runOver(type, `${type}s/${number}`, deps);
  await deliver(channel, deps);
}

await watchDomains(
  domains.slice(0, -3).map(({ name }) => name),
  CONFIGURED,
  deps,
);
await watchDomains(
  domains.slice(-3).map(({ name }) => name),
  'cli',
  deps,
);
for (let number = 0; number < CHECKS; number += 1, now += HOUR) {
  await check(number);
  if (number !== 3) continue;
  const open = (await store.alerts({ limit: 1000 })).items.filter(({ status }) => status === 'open');
  // One of each pair on one host, and some that stand alone.
  for (const alert of open.filter((_, index) => index % 3 === 0))
    await acknowledgeAlert(alert.id, { by: 'postmaster', reason: 'The renewal is ordered.' }, deps);
  await addSilence(
    { purpose: 'mute', subject: 'no-starttls.example', from: now, reason: 'The host is given up.', by: 'postmaster' },
    deps,
  );
}

const lines = (values) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const exported = [];
for await (const value of exportHistory({ store, clock }, { release: '0.1.0' })) exported.push(value);

// An hour later in the same world: the release itself has nothing to tell.
told.length = 0;
const alerts = async () =>
  (await store.alerts({ limit: 1000 })).items.map(({ id, status }) => `${id} ${status}`).sort();
const before = await alerts();
await check(CHECKS);
assert.deepEqual(
  told.map(({ form, kind, subject }) => `${form} ${kind} ${subject?.name}`),
  [],
);
assert.deepEqual(await alerts(), before);

writeFileSync(join(folder, 'history.ndjson'), lines(exported));
writeFileSync(join(folder, 'observations.ndjson'), lines(observed));
network.close();
await store.close();
await sandbox.close();
rmSync(dir, { recursive: true });
