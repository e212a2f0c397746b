import { execFile, execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { DomainReport } from '../../../lib/core/report';
import { DANE_CASES } from './dane-cases';
import { namesOf } from './dane-names';
import { type DaneServers, startDaneServers } from './dane-servers';

const run = promisify(execFile);
const CLI = join(__dirname, '../../../dist/bin/mta-sts-watch.js');
/** Where libunbound, in danetool, finds its trust anchor. */
const ROOT_KEY = '/usr/share/dns/root.key';
const OF_DANE = /^(?:mx-host-)?(?:tlsa|dane|dnssec)-/;

let servers: DaneServers;
let reports: ReadonlyMap<string, DomainReport>;
beforeAll(async () => {
  servers = await startDaneServers(DANE_CASES);
  // In the mount namespace of this run alone.
  execFileSync('mount', ['--bind', servers.trustAnchor, ROOT_KEY]);
  reports = await check(DANE_CASES.map((item) => namesOf(item).domain));
});
afterAll(async () => {
  execFileSync('umount', [ROOT_KEY]);
  await servers.stop();
});

async function check(
  domains: readonly string[],
  resolver = '127.0.0.1:53',
): Promise<ReadonlyMap<string, DomainReport>> {
  const options = [
    '--json',
    '--trust-resolver',
    '--resolver',
    resolver,
    '--ca',
    servers.ca,
    '--allow-private-addresses',
  ];
  const { stdout } = await run(process.execPath, [CLI, 'check', ...options, ...domains], {
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { stdout: string }) => error);
  return new Map((JSON.parse(stdout) as { domains: DomainReport[] }).domains.map((report) => [report.domain, report]));
}

/** Runs a command that may end with any exit code. */
async function output(command: string, args: readonly string[]): Promise<string> {
  // danetool waits ten seconds for a server that speaks no TLS, and ended before it leaves a file where it stands.
  const { stdout, stderr } = await run(command, [...args], { timeout: 5_000, cwd: dirname(servers.ca) }).catch(
    (error: { stdout?: string; stderr?: string }) => ({ stdout: error.stdout ?? '', stderr: error.stderr ?? '' }),
  );
  return stdout + stderr;
}

/** Shows what the judge said when it is not what is expected. */
function expectVerified(text: string, words: RegExp, verified: boolean): void {
  if (verified) expect(text).toMatch(words);
  else expect(text).not.toMatch(words);
}

test.each(['tls://127.0.0.1#dns.example', 'https://127.0.0.1/dns-query#dns.example'])(
  'all is the same when the validating resolver is asked by %s',
  async (resolver) => {
    const standing = (from: ReadonlyMap<string, DomainReport>) =>
      [...from].map(([domain, { dane }]) => [domain, dane?.state]);
    expect(standing(await check([...reports.keys()], resolver))).toEqual(standing(reports));
  },
);

test('there are cases enough', () => {
  expect(DANE_CASES.length).toBeGreaterThanOrEqual(25);
});

describe.each(DANE_CASES.map((item) => ({ ...item, item, ...namesOf(item) })))(
  '$name',
  ({ domain, exchange, expect: expected }) => {
    test(`is ${expected.dane} for mta-sts-watch`, () => {
      const report = reports.get(domain);
      expect({
        dane: report?.dane?.state,
        host: report?.mxHosts[0]?.dane?.state,
        kinds: [...new Set(report?.findings.map(({ kind }) => kind).filter((kind) => OF_DANE.test(kind)))].sort(),
      }).toEqual({ dane: expected.dane, host: expected.host, kinds: [...expected.kinds].sort() });
    });

    test(`posttls-finger ${expected.posttlsFinger ? 'verifies' : 'does not verify'} the MX host`, async () => {
      const text = await output('posttls-finger', [
        '-c',
        '-l',
        'dane',
        '-o',
        'inet_protocols=ipv4',
        '-L',
        'summary,certmatch',
        domain,
      ]);
      expectVerified(text, /Verified TLS connection established/, expected.posttlsFinger);
    });

    test(`danetool ${expected.danetool ? 'verifies' : 'does not verify'} the MX host`, async () => {
      const text = await output('danetool', [
        '--check',
        exchange,
        '--proto',
        'tcp',
        '--port',
        '25',
        '--starttls-proto',
        'smtp',
        '--local-dns',
      ]);
      expectVerified(text, /Verification: Certificate matches/, expected.danetool);
    });

    test('a disagreement is explained by a section, and nothing else is', () => {
      const authenticated = expected.dane === 'protected';
      const differing = [
        ...(expected.posttlsFinger === authenticated ? [] : ['posttls-finger']),
        ...(expected.danetool === authenticated ? [] : ['danetool']),
      ];
      expect(differing.filter((judge) => expected.differs?.includes(judge) !== true)).toEqual([]);
      if (differing.length === 0) expect(expected.differs).toBeUndefined();
      else expect(expected.differs).toMatch(/RFC \d{4} section \d/);
    });
  },
);
