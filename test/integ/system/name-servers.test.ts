import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DomainReport } from '../../../lib/core/report';
import { daemon, ended, listening } from './daemons';
import { OpensslPki } from './pki';

const run = promisify(execFile);
const CLI = join(__dirname, '../../../dist/bin/mta-sts-watch.js');

/** Addresses of this namespace: Unbound resolves from the root down; the rest are NSDs, and nobody at the last one. */
const UNBOUND = '127.0.0.10';
const PARENT = '127.0.0.20';
const PRIMARY = '127.0.0.21';
const SECONDARY = '127.0.0.22';
const STRANGER = '127.0.0.23';
const NOBODY = '127.0.0.24';

/** The secondary never got the change; the third server lost the zone, and the parent alone still names the fourth. */
const zone = (serial: number, sts: string): string[] => [
  `@ SOA ns1 hostmaster ${serial} 3600 600 86400 60`,
  '@ NS ns1',
  '@ NS ns2',
  '@ NS ns3',
  `ns1 A ${PRIMARY}`,
  `ns2 A ${SECONDARY}`,
  `ns3 A ${STRANGER}`,
  `ns4 A ${NOBODY}`,
  '@ MX 10 mx',
  'mx A 127.0.0.99',
  sts,
];
const glue = [
  ['ns1', PRIMARY],
  ['ns2', SECONDARY],
  ['ns3', STRANGER],
  ['ns4', NOBODY],
].map(([label, address]) => `${label}.faulty.example. A ${address}`);

const stops: (() => Promise<void>)[] = [];
let ca: string;

beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), 'mta-sts-watch-dns-'));
  chmodSync(dir, 0o755);
  const nsd = (address: string, zones: Readonly<Record<string, readonly string[]>>): void => {
    const home = join(dir, address);
    mkdirSync(home);
    const files = Object.entries(zones).map(([name, lines]) => {
      const file = join(home, `${name}zone`);
      writeFileSync(file, ['$TTL 60', `$ORIGIN ${name}`, ...lines, ''].join('\n'));
      return `zone:\n  name: "${name}"\n  zonefile: "${file}"\n`;
    });
    const config = join(home, 'nsd.conf');
    writeFileSync(
      config,
      `server:\n  ip-address: ${address}\n  username: ""\n  chroot: ""\n  zonesdir: "${home}"\n  pidfile: ""\n  database: ""\n  xfrdfile: "${home}/xfrd"\n  zonelistfile: "${home}/list"\nremote-control:\n  control-enable: no\n${files.join('')}`,
    );
    const child = daemon('nsd', ['-d', '-c', config]);
    stops.push(() => ended(child));
  };
  const soa = '@ SOA ns.example. hostmaster.example. 1 3600 600 86400 60';
  nsd(PARENT, {
    '.': [soa, '@ NS ns.example.', 'example. NS ns.example.', `ns.example. A ${PARENT}`],
    'example.': [
      soa,
      '@ NS ns',
      `ns A ${PARENT}`,
      ...['ns1', 'ns2', 'ns3', 'ns4'].map((label) => `faulty NS ${label}.faulty`),
      ...glue,
      'healthy NS ns1.faulty',
      'healthy NS ns2.faulty',
    ],
  });
  const healthy = [
    '@ SOA ns1.faulty.example. hostmaster 7 3600 600 86400 60',
    '@ NS ns1.faulty.example.',
    '@ NS ns2.faulty.example.',
    '@ MX 10 mx',
    'mx A 127.0.0.99',
  ];
  nsd(PRIMARY, { 'faulty.example.': zone(2026112301, '_mta-sts TXT "v=STSv1; id=2;"'), 'healthy.example.': healthy });
  nsd(SECONDARY, { 'faulty.example.': zone(2026010100, '_mta-sts TXT "v=STSv1; id=1;"'), 'healthy.example.': healthy });
  nsd(STRANGER, { 'other.example.': healthy });

  const pki = new OpensslPki(join(dir, 'pki'));
  ca = pki.root;
  const { key, chain } = pki.issue('dns.example', 'good');
  const hints = join(dir, 'root.hints');
  writeFileSync(hints, `. 60 NS ns.example.\nns.example. 60 A ${PARENT}\n`);
  const config = join(dir, 'unbound.conf');
  writeFileSync(
    config,
    `server:\n  interface: ${UNBOUND}@53\n  interface: ${UNBOUND}@853\n  interface: ${UNBOUND}@443\n  tls-port: 853\n  https-port: 443\n  tls-service-key: "${key}"\n  tls-service-pem: "${chain}"\n` +
      `  do-daemonize: no\n  username: ""\n  chroot: ""\n  pidfile: ""\n  use-syslog: no\n  do-not-query-localhost: no\n  module-config: "iterator"\n  root-hints: "${hints}"\n`,
  );
  const unbound = daemon('unbound', ['-d', '-c', config]);
  stops.push(() => ended(unbound));
  await Promise.all([
    ...[PARENT, PRIMARY, SECONDARY, STRANGER].map((address) => listening(address, 53)),
    ...[53, 853, 443].map((port) => listening(UNBOUND, port)),
  ]);
});
afterAll(() => Promise.all(stops.map((stop) => stop())));

const WAYS = {
  UDP: UNBOUND,
  'DNS over TLS': `tls://${UNBOUND}#dns.example`,
  'DNS over HTTPS': `https://${UNBOUND}/dns-query#dns.example`,
} as const;

async function check(resolver: string, ...domains: readonly string[]): Promise<ReadonlyMap<string, DomainReport>> {
  const options = ['--json', '--resolver', resolver, '--ca', ca, '--allow-private-addresses', '--timeout', '30s'];
  const { stdout } = await run(process.execPath, [CLI, 'check', ...options, ...domains], { timeout: 90_000 }).catch(
    (error: { stdout: string }) => error,
  );
  return new Map((JSON.parse(stdout) as { domains: DomainReport[] }).domains.map((report) => [report.domain, report]));
}

describe.each(Object.entries(WAYS))('asked by %s', (_, resolver) => {
  test('each name server that is at fault is named with its fault, and no other', async () => {
    const reports = await check(resolver, 'faulty.example', 'healthy.example');
    const found = (domain: string) =>
      new Map(
        reports
          .get(domain)
          ?.findings.filter(({ kind }) => kind.startsWith('name-server-'))
          .map(({ kind, evidence }) => [kind, evidence.map(({ name, value }) => `${name}: ${value}`)]),
      );
    expect([...found('healthy.example')]).toEqual([]);
    expect(found('faulty.example')).toEqual(
      new Map([
        [
          'name-server-dead',
          [
            'Zone: faulty.example',
            expect.stringMatching(
              new RegExp(`^ns4\\.faulty\\.example \\(${NOBODY}\\): .*ECONNREFUSED; named by the parent zone alone$`),
            ) as string,
          ],
        ],
        ['name-server-lame', ['Zone: faulty.example', `ns3.faulty.example (${STRANGER}): REFUSED`]],
        [
          'name-server-stale',
          [
            'Zone: faulty.example',
            'Name: _mta-sts.faulty.example TXT',
            `ns1.faulty.example (${PRIMARY}): serial 2026112301: "v=STSv1; id=2;"`,
            `ns2.faulty.example (${SECONDARY}): serial 2026010100: "v=STSv1; id=1;"`,
          ],
        ],
      ]),
    );
  });
});

test('a resolver whose certificate is for another name is none', async () => {
  const report = (await check(`https://${UNBOUND}/dns-query#other.example`, 'healthy.example')).get('healthy.example');
  expect(report?.findings).toEqual([]);
  expect(new Set(report?.unknown.map(({ cause }) => cause))).toEqual(new Set(['tls']));
});
