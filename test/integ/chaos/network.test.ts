import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../../lib/sandbox';
import { startSandbox } from '../../../lib/sandbox';
import { startReceiver } from '../../support/receiver';
import { whenAlone } from './support/alone';
import type { Program } from './support/program';
import { freePort, startProgram, until } from './support/program';

type Receiver = Awaited<ReturnType<typeof startReceiver>>;

let folder: string;
let receiver: Receiver;
const begun: Program[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'network-'));
  receiver = await startReceiver();
});
afterEach(async () => {
  for (const { child, ended } of begun.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  await receiver.close();
  rmSync(folder, { recursive: true });
});

const run = (...args: readonly string[]): Program => {
  const program = startProgram(args, { cwd: folder, env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' } });
  begun.push(program);
  return program;
};

const STACK = /\n\s+at |ERR_|Unhandled|This should not have happened|Unexpected error/;

/** What the webhook was sent, as `coverage resolver-failing`; a repeat under the same key counts once. */
function alerts(): readonly string[] {
  const deliveries = new Map(
    receiver.received
      .filter(({ path }) => path === '/alerts')
      .map(({ headers, body }) => [headers['idempotency-key'], JSON.parse(body) as Body] as const),
  );
  return [...deliveries.values()].flatMap((body) => body.alerts.map(({ form, kind }) => `${form} ${kind}`));
}
interface Body {
  readonly alerts: readonly { readonly form: string; readonly kind: string }[];
}
const beats = (): number => receiver.received.filter(({ path }) => path === '/beat').length;

/** A monitor of three domains whose runs begin each minute. */
async function watch(resolvers: readonly string[], more: object = {}): Promise<{ program: Program; port: number }> {
  const port = await freePort();
  const config = {
    domains: ['a.example', 'b.example', 'c.example'],
    schedule: { domains: '1m', mxHosts: '1m' },
    resolvers,
    timeout: '5s',
    alerts: { webhook: { url: `${receiver.url}/alerts` } },
    heartbeat: { url: `${receiver.url}/beat` },
    dashboard: { port },
    ...more,
  };
  writeFileSync(join(folder, 'mta-sts-watch.yaml'), JSON.stringify(config));
  return { program: run('start'), port };
}

/** Turns IPv6 off in the network namespace of this suite, and on again. */
const ipv6 = (isOff: 0 | 1): void => {
  for (const which of ['all', 'lo']) execFileSync('sysctl', ['-qw', `net.ipv6.conf.${which}.disable_ipv6=${isOff}`]);
};

const RESOLVERS = [
  '192.0.2.53',
  '[2001:db8::53]',
  'tls://192.0.2.53',
  'tls://[2001:db8::53]',
  'https://192.0.2.53/dns-query',
  '127.0.0.1:9',
  '[::1]:9',
] as const;

describe.each(['without a route', 'without a route and without IPv6'])('%s', (name) => {
  beforeAll(() => name.endsWith('IPv6') && process.env['TEST_CHAOS_ALONE'] === '1' && ipv6(1));
  afterAll(() => name.endsWith('IPv6') && process.env['TEST_CHAOS_ALONE'] === '1' && ipv6(0));

  whenAlone('check says that it could not be checked', async () => {
    for (const resolver of RESOLVERS) {
      const program = run('check', 'example.com', '--resolver', resolver, '--timeout', '5s');
      expect([resolver, await program.ended]).toEqual([resolver, 2]);
      expect(program.out.stdout + program.out.stderr).not.toMatch(STACK);
    }
    const program = run('check', 'example.com', '--timeout', '5s');
    expect(await program.ended).toBe(2);
    expect(program.out.stdout + program.out.stderr).not.toMatch(STACK);
  });

  whenAlone('start sends one alert, about the resolvers, and goes on', async () => {
    const { program, port } = await watch(RESOLVERS.slice(0, 3));
    await until('an alert and two completed runs', () => alerts().length > 0 && beats() >= 2);
    expect(alerts()).toEqual(['coverage resolver-failing']);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(alerts()).toEqual(['coverage resolver-failing']);
    expect(program.out.stdout + program.out.stderr).not.toMatch(STACK);
  });

  whenAlone('agent ends with what a person can do about it', async () => {
    const queue = 'http://192.0.2.1/123456789012/jobs';
    const program = run('agent', '--queue-url', queue, '--result-queue-url', queue, '--ehlo', 'mx.example.com');
    expect(await program.ended).not.toBe(0);
    expect(program.out.stdout + program.out.stderr).not.toMatch(STACK);
  });
});

describe('without DNS', () => {
  let sandbox: Sandbox | undefined;
  afterEach(async () => {
    await sandbox?.close();
    sandbox = undefined;
  });

  test('where nothing listens as resolver: one alert, and one when it answers again', async () => {
    const domains = ['a.example', 'b.example', 'c.example'].map((name) => ({ name, says: '' }));
    sandbox = await startSandbox({ domains });
    const { caPem, httpsPort, smtpPort, resolver } = sandbox;
    const [, dnsPort] = resolver.split(':');
    await sandbox.close();
    writeFileSync(join(folder, 'ca.pem'), caPem);
    const { program } = await watch([resolver], { httpsPort, smtpPort, ca: ['ca.pem'], allowPrivateAddresses: true });
    await until('an alert and two completed runs', () => alerts().length > 0 && beats() >= 2);
    sandbox = await startSandbox({ domains, dnsPort: Number(dnsPort), httpsPort, smtpPort });
    await until(
      'a word that it is over',
      () => alerts().includes('resolved resolver-failing'),
      () => program.out.stdout,
      200_000,
    );
    expect(alerts().filter((line) => /resolver|blocked|silent/.test(line))).toEqual([
      'coverage resolver-failing',
      'resolved resolver-failing',
    ]);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(program.out.stdout + program.out.stderr).not.toMatch(STACK);
  }, 300_000);
});
