import { type ChildProcess, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case } from './cases';
import { daemon, ended, listening, startPostfix } from './daemons';
import { OpensslPki } from './pki';

export interface Servers {
  /** The root that all servers' good certificates lead to. */
  readonly ca: string;
  stop(): Promise<void>;
}

/** Addresses of this namespace: Unbound answers clients, NSD holds the zones, nginx the policies; each MX host has its own. */
const UNBOUND = '127.0.0.1';
const NSD = '127.0.0.2';
const NGINX = '127.0.0.3';
const mxAddress = (n: number): string => `127.0.1.${n + 1}`;

/** Starts Debian's NSD, Unbound, nginx and Postfix for the cases, and waits until each accepts connections. */
export async function startServers(cases: readonly Case[]): Promise<Servers> {
  const dir = mkdtempSync(join(tmpdir(), 'mta-sts-watch-system-'));
  // Each daemon drops its rights to a user of its own, and has to read what belongs to it here.
  chmodSync(dir, 0o755);
  const pki = new OpensslPki(join(dir, 'pki'));
  const hosts = cases.flatMap((item) => item.mx).map((mx, n) => ({ ...mx, address: mxAddress(n) }));

  const children = [
    startNsd(dir, cases, new Map(hosts.map(({ host, address }) => [host, address]))),
    startUnbound(dir, cases),
    startNginx(dir, cases, pki),
  ];
  const stopPostfix = startPostfix(
    dir,
    hosts.map(({ certificate, ...host }) => ({
      ...host,
      chainFile: certificate === 'none' ? null : chainFile(pki, host.host, certificate),
    })),
  );
  await Promise.all([
    listening(UNBOUND, 53),
    listening(NSD, 53),
    listening(NGINX, 443),
    ...hosts.map(({ address }) => listening(address, 25)),
  ]);
  return {
    ca: pki.root,
    async stop() {
      stopPostfix();
      await Promise.all(children.map(ended));
    },
  };
}

function startNsd(dir: string, cases: readonly Case[], addresses: ReadonlyMap<string, string>): ChildProcess {
  const zones = join(dir, 'nsd');
  mkdirSync(zones);
  for (const item of cases) writeFileSync(join(zones, `${item.domain}.zone`), zoneOf(item, addresses));
  const config = join(zones, 'nsd.conf');
  writeFileSync(
    config,
    `server:\n  ip-address: ${NSD}\n  username: ""\n  chroot: ""\n  zonesdir: "${zones}"\n  pidfile: ""\n  database: ""\n  xfrdfile: "${zones}/xfrd"\n  zonelistfile: "${zones}/list"\n` +
      `remote-control:\n  control-enable: no\n` +
      cases.map(({ domain }) => `zone:\n  name: "${domain}"\n  zonefile: "${domain}.zone"\n`).join(''),
  );
  return daemon('nsd', ['-d', '-c', config]);
}

function zoneOf(item: Case, addresses: ReadonlyMap<string, string>): string {
  const txt = (strings: readonly string[]): string => strings.map((text) => `"${text}"`).join(' ');
  return [
    '$TTL 60',
    `$ORIGIN ${item.domain}.`,
    `@ SOA ns hostmaster 1 3600 600 86400 60`,
    `@ NS ns`,
    `ns A ${NSD}`,
    ...item.stsRecords.map((strings) => `_mta-sts TXT ${txt(strings)}`),
    `_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@${item.domain}"`,
    ...(item.policy ? [`mta-sts A ${NGINX}`] : []),
    ...item.mx.flatMap(({ host }, n) => [`@ MX ${(n + 1) * 10} ${host}.`, `${host}. A ${addresses.get(host)}`]),
    '',
  ].join('\n');
}

function startUnbound(dir: string, cases: readonly Case[]): ChildProcess {
  const config = join(dir, 'unbound.conf');
  writeFileSync(
    config,
    `server:\n  interface: ${UNBOUND}\n  do-daemonize: no\n  username: ""\n  chroot: ""\n  pidfile: ""\n  use-syslog: no\n  do-not-query-localhost: no\n  module-config: "iterator"\n  local-zone: "test." nodefault\n` +
      cases.map(({ domain }) => `stub-zone:\n  name: "${domain}"\n  stub-addr: ${NSD}\n`).join(''),
  );
  return daemon('unbound', ['-d', '-c', config]);
}

function startNginx(dir: string, cases: readonly Case[], pki: OpensslPki): ChildProcess {
  const root = join(dir, 'nginx');
  const servers = cases.flatMap(({ domain, policy }) => {
    if (!policy) return [];
    const name = `mta-sts.${domain}`;
    const { key, chain } = pki.issue(name, policy.certificate ?? 'good');
    mkdirSync(join(root, domain, '.well-known'), { recursive: true });
    writeFileSync(join(root, domain, '.well-known', 'mta-sts.txt'), policy.body ?? '');
    const type = policy.contentType ?? 'text/plain';
    return [
      `server { listen ${NGINX}:443 ssl; server_name ${name}; ssl_certificate ${chain}; ssl_certificate_key ${key}; root ${root}/${domain};\n` +
        ` location / { types { } default_type ${type}; ${policy.nginx ?? ''} } }`,
    ];
  });
  const config = join(dir, 'nginx.conf');
  writeFileSync(
    config,
    `daemon off; user root; pid ${dir}/nginx.pid; error_log stderr; events { }\nhttp { access_log off; server_names_hash_bucket_size 128;\n` +
      ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map((kind) => `${kind === 'body' ? 'client_body' : kind}_temp_path ${dir}/nginx-${kind};`)
        .join(' ') +
      `\n${servers.join('\n')}\n}\n`,
  );
  return daemon('nginx', ['-c', config, '-e', 'stderr']);
}

function chainFile(pki: OpensslPki, host: string, kind: Exclude<Case['mx'][number]['certificate'], 'none'>): string {
  const { key, chain } = pki.issue(host, kind);
  const both = `${chain}.with-key`;
  writeFileSync(both, execFileSync('cat', [key, chain]), { mode: 0o600 });
  return both;
}
