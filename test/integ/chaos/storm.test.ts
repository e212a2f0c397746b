import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '../../../lib/sandbox';
import { startSandbox } from '../../../lib/sandbox';
import { writeSandboxConfig } from './support/sandbox-config';
import { startReceiver } from '../../support/receiver';
import { Random } from './simulation/random';
import { ALONE } from './support/alone';
import type { DnsRelay } from './support/dns-relay';
import { dnsRelay } from './support/dns-relay';
import type { Program } from './support/program';
import { startProgram } from './support/program';
import type { Alert } from './support/webhook-account';
import { WebhookAccount } from './support/webhook-account';

/** CHAOS_SEED=N repeats the faults of a run, CHAOS_PROCESS_FAULTS=N injects more; times are the machine's own. */
const SEED = Number(process.env['CHAOS_SEED'] ?? randomInt(1_000_000));
const FAULTS = Number(process.env['CHAOS_PROCESS_FAULTS'] ?? 200);
const DOMAINS = Array.from({ length: 24 }, (_, n) => `d${n}.example`);
const RECORD = 'sts-record-missing';
const STARTTLS = 'mx-host-starttls-missing';
const STATUS = 'policy-http-status';

/** What may be alerted about the monitor itself under each disturbance; about a domain nothing may. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  'dns-gone': ['resolver-failing'],
  'network-gone': ['resolver-failing', 'https-blocked', 'vantage-blocked', 'mx-mostly-silent'],
  'channel-fails': ['channel-failing'],
  'channel-hangs': ['channel-failing'],
  stopped: ['run-overdue'],
};
/** The rarer ones cost half a minute each: so long a channel waits after a failure. */
const DISTURBANCES = [
  ...['killed', 'network-gone', 'channel-slow', 'stopped', 'second', 'dns-gone', 'channel-fails', 'killed'],
  ...['network-gone', 'channel-hangs', 'second', 'answer-lost'],
] as const;

/** A slow channel takes so long to answer: longer than several runs, and less than the deadline of a sending. */
const SLOW_MS = 8_000;

/** Longer than the lease of a delivery that was begun and the longest wait after a failure. Milliseconds. */
const PATIENCE = 240_000;

let dir: string;
let sandbox: Sandbox;
let relay: DnsRelay;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let account: WebhookAccount;
let channel: 'ok' | 'fails' | 'hangs' | 'answer-lost' | 'slow' = 'ok';
const running = new Set<Program>();

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'storm-'));
  account = new WebhookAccount();
  sandbox = await startSandbox({ domains: DOMAINS.map((name) => ({ name, says: '', hosts: { mx: {} } })) });
  await sandbox.issueAll();
  relay = await dnsRelay(sandbox.resolver);
  receiver = await startReceiver((response, { body }) => {
    if (channel === 'fails') return void response.writeHead(500).end('no');
    if (channel === 'hangs') return;
    const { deliveryId, alerts } = JSON.parse(body) as { deliveryId: string; alerts: Alert[] };
    account.take(deliveryId, alerts);
    if (channel === 'answer-lost') response.destroy();
    else if (channel === 'slow') setTimeout(() => response.end('ok'), SLOW_MS);
    else response.end('ok');
  });
  const alerts = { webhook: { url: receiver.url } };
  writeSandboxConfig(dir, sandbox, { domains: DOMAINS, resolvers: [relay.resolver], timeout: '5s', alerts });
});

afterEach(async () => {
  link('up');
  for (const program of running) await killed(program);
  await sandbox.close();
  relay.close();
  await receiver.close();
  rmSync(dir, { recursive: true, force: true });
});

function start(): Program {
  const program = startProgram(
    ['start', '--no-dashboard', '--config', join(dir, 'mta-sts-watch.json'), '--data-dir', join(dir, 'data')],
    { cwd: dir, inject: [join(__dirname, 'support/fast-schedule.js')] },
  );
  running.add(program);
  return program;
}

async function killed(program: Program): Promise<void> {
  program.child.kill('SIGCONT');
  program.child.kill('SIGKILL');
  await program.ended;
  running.delete(program);
}

/** Takes away all of the network of this suite's namespace, sandbox and receiver included; elsewhere, DNS alone. */
function link(to: 'down' | 'up'): void {
  if (ALONE) execFileSync('ip', ['link', 'set', 'lo', to]);
  else relay.isGone = to === 'down';
}

/** One fault of the world begins or ends. */
async function change(domain: string, kind: string): Promise<void> {
  const target = kind === STARTTLS ? `mx.${domain}` : domain;
  const line = `${kind} ${target}`;
  const isTrue = !account.truth.has(line);
  account.set(line, isTrue);
  if (kind === STARTTLS) {
    await sandbox.apply({ host: target, to: isTrue ? { keywords: ['PIPELINING'] } : {} });
    return;
  }
  await sandbox.apply({
    domain,
    to: {
      record: account.truth.has(`${RECORD} ${domain}`) ? [] : undefined,
      policyHost: account.truth.has(`${STATUS} ${domain}`) ? { answer: { body: 'no', status: 404 } } : {},
    } as Parameters<Sandbox['apply']>[0]['to'] as never,
  });
}

/** Without a record and without a policy a domain does not use MTA-STS, which is no fault. */
const isPossible = (domain: string, kind: string): boolean =>
  kind === STARTTLS || !account.truth.has(`${kind === RECORD ? STATUS : RECORD} ${domain}`);

/** The monitor may meet the disturbance at any of its steps. Returns what runs afterwards. */
async function disturb(what: string, random: Random, program: Program): Promise<Program> {
  account.tolerate(OWN[what] ?? []);
  await pause(random.int(0, 1_500));
  switch (what) {
    case 'killed': {
      account.mayRepeat();
      await killed(program);
      return start();
    }
    case 'stopped':
      program.child.kill('SIGSTOP');
      await pause(random.int(500, 3_000));
      program.child.kill('SIGCONT');
      return program;
    case 'second': {
      // Another process on the same folder; which of them goes on is chance.
      const second = start();
      await pause(random.int(0, 4_000));
      account.mayRepeat();
      const [goes, stays] = random.chance(0.5) ? [program, second] : [second, program];
      await killed(goes);
      if (stays.child.exitCode === null) return stays;
      running.delete(stays);
      return start();
    }
    case 'dns-gone':
      relay.isGone = true;
      await pause(random.int(500, 4_000));
      relay.isGone = false;
      return program;
    case 'network-gone':
      link('down');
      await pause(random.int(500, 4_000));
      link('up');
      return program;
    case 'channel-slow':
      channel = 'slow';
      await pause(random.int(3_000, 12_000));
      channel = 'ok';
      return program;
    default: {
      account.mayRepeat();
      channel = what === 'channel-fails' ? 'fails' : what === 'channel-hangs' ? 'hangs' : 'answer-lost';
      await pause(random.int(500, 3_000));
      channel = 'ok';
      // The wait after a failure is half a minute; a restart does not shorten it.
      return program;
    }
  }
}

test(`${FAULTS} faults of the world and of the machine: 0 false, 0 missed, 0 double, 0 lost (CHAOS_SEED=${SEED})`, async () => {
  const random = new Random(SEED);
  const began = performance.now();
  let program = start();
  await program.says(/Next (look|check)|protected/);
  for (let faults = 0, turn = random.int(0, DISTURBANCES.length - 1); faults < FAULTS; turn++) {
    const changed = new Set<string>();
    for (let n = 0; n < 20; n++) {
      const domain = random.pick(DOMAINS);
      const kind = random.pick([RECORD, STARTTLS, STATUS]);
      if (changed.has(domain) || !isPossible(domain, kind)) continue;
      changed.add(domain);
      await change(domain, kind);
      faults += 1;
    }
    program = await disturb(DISTURBANCES[turn % DISTURBANCES.length] ?? 'killed', random, program);
    faults += 1;
    for (const end = performance.now() + PATIENCE; performance.now() < end; await pause(100))
      if (account.isSettled || account.violations.length > 0) break;
    expect(account.violations).toEqual([]);
    if (!account.isSettled)
      throw new Error(
        `CHAOS_SEED=${SEED}, ${faults} faults: missed or lost: ${account.difference()} ${JSON.stringify(program.out)}`,
      );
    account.round += 1;
    account.wasTrue.clear();
    account.wasFalse.clear();
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  process.stderr.write(`storm: CHAOS_SEED=${SEED}, ${account.round} rounds in ${seconds} s\n`);
}, 1_800_000);
