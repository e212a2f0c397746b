import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { daemon, ended, listening, startPostfix } from './daemons';
import type { AuthorityKind, DaneCase } from './dane-cases';
import { namesOf } from './dane-names';
import type { Anchors } from './dane-zones';
import { writeTree } from './dane-zones';
import { type KeyAndChain, OpensslPki } from './pki';

export interface DaneServers {
  /** The root's DNSKEY, for tools that validate by themselves. */
  readonly trustAnchor: string;
  /** The root that the resolver's certificate for `dns.example` leads to. */
  readonly ca: string;
  stop(): Promise<void>;
}

/** Addresses of this namespace: Unbound validates for clients, NSD holds the zones; each MX host has its own. */
const UNBOUND = '127.0.0.1';
const NSD = '127.0.0.2';

/** Starts Debian's NSD with a signed tree of zones, a validating Unbound, and Postfix, and waits for each. */
export async function startDaneServers(cases: readonly DaneCase[]): Promise<DaneServers> {
  const dir = mkdtempSync(join(tmpdir(), 'mta-sts-watch-dane-'));
  // Each daemon drops its rights to a user of its own, and has to read what belongs to it here.
  chmodSync(dir, 0o755);
  const pki = new DanePki(join(dir, 'pki'));
  const hosts = cases.map((item, n) => ({ item, address: `127.0.2.${n + 1}`, ...pki.issue(item) }));
  const tree = writeTree(join(dir, 'zones'), hosts, NSD);
  const children = [startNsd(dir, tree.files), startUnbound(dir, tree.trustAnchor, pki.resolver())];
  const stopPostfix = startPostfix(
    dir,
    hosts.map(({ item, address, chainFile }) => ({ host: namesOf(item).host, address, chainFile })),
  );
  await Promise.all([
    listening(UNBOUND, 53),
    listening(UNBOUND, 853),
    listening(UNBOUND, 443),
    listening(NSD, 53),
    ...hosts.map(({ address }) => listening(address, 25)),
  ]);
  return {
    trustAnchor: tree.trustAnchor,
    ca: pki.ca,
    async stop() {
      stopPostfix();
      await Promise.all(children.map(ended));
    },
  };
}

/** A root, an issuing authority below it, and the hosts' certificates. */
class DanePki {
  private readonly root: OpensslPki;
  private readonly plain: Authorities;

  constructor(private readonly dir: string) {
    this.root = new OpensslPki(join(dir, 'root'));
    this.plain = { issuing: new OpensslPki(join(dir, 'issuing'), this.root) };
  }

  get ca(): string {
    return this.root.root;
  }

  /** For the resolver. */
  resolver(): KeyAndChain {
    return this.root.issue('dns.example', 'good');
  }

  issue(item: DaneCase): { anchors: Anchors; chainFile: string | null } {
    const { certificate = 'good', behind = ['issuing'] } = item;
    const { host, domain } = namesOf(item);
    const { issuing, below } = this.authorities(item);
    const anchors = { issuing: issuing.root, root: this.root.root };
    if (certificate === 'none') return { anchors: { ...anchors, leaf: issuing.root }, chainFile: null };
    const signer = below ?? issuing;
    const { key, chain } =
      certificate === 'for-the-domain' ? signer.issue(domain, 'good') : signer.issue(host, certificate);
    const chainFile = join(this.dir, `${item.name}.pem`);
    const served = { ...anchors, below: signer.root };
    writeFileSync(
      chainFile,
      [key, chain, ...behind.map((which) => served[which])].map((file) => readFileSync(file, 'latin1')).join(''),
      { mode: 0o600 },
    );
    return { anchors: { ...anchors, leaf: chain }, chainFile };
  }

  /** Of its own where they are special, under the same root. */
  private authorities(item: DaneCase): Authorities {
    if (item.authority === undefined) return this.plain;
    const dir = join(this.dir, item.name);
    mkdirSync(dir);
    const issuing = new OpensslPki(join(dir, 'issuing'), this.root, extensionsOf(item.authority, namesOf(item).host));
    return {
      issuing,
      ...(item.authority === 'no-authority-below' && { below: new OpensslPki(join(dir, 'below'), issuing) }),
    };
  }
}

interface Authorities {
  readonly issuing: OpensslPki;
  readonly below?: OpensslPki;
}

function extensionsOf(kind: AuthorityKind, host: string): readonly string[] {
  const signs = 'keyUsage=critical,keyCertSign';
  const authority = 'basicConstraints=critical,CA:TRUE';
  switch (kind) {
    case 'no-signing':
      return [authority, 'keyUsage=critical,cRLSign'];
    case 'no-authority-below':
      return [`${authority},pathlen:0`, signs];
    case 'name-excluded':
      return [authority, signs, `nameConstraints=critical,excluded;DNS:${host}`];
    case 'name-permitted':
      return [authority, signs, `nameConstraints=critical,permitted;DNS:${host}`];
  }
}

function startNsd(dir: string, files: ReadonlyMap<string, string>) {
  const home = join(dir, 'nsd');
  mkdirSync(home);
  const config = join(home, 'nsd.conf');
  writeFileSync(
    config,
    `server:\n  ip-address: ${NSD}\n  username: ""\n  chroot: ""\n  zonesdir: "${home}"\n  pidfile: ""\n  database: ""\n  xfrdfile: "${home}/xfrd"\n  zonelistfile: "${home}/list"\n` +
      `remote-control:\n  control-enable: no\n` +
      [...files].map(([name, file]) => `zone:\n  name: "${name}"\n  zonefile: "${file}"\n`).join(''),
  );
  return daemon('nsd', ['-d', '-c', config]);
}

function startUnbound(dir: string, trustAnchor: string, { key, chain }: KeyAndChain) {
  const hints = join(dir, 'root.hints');
  writeFileSync(hints, `. 60 NS ns.example.\nns.example. 60 A ${NSD}\n`);
  const config = join(dir, 'unbound.conf');
  writeFileSync(
    config,
    `server:\n  interface: ${UNBOUND}@53\n  interface: ${UNBOUND}@853\n  interface: ${UNBOUND}@443\n  tls-port: 853\n  https-port: 443\n  tls-service-key: "${key}"\n  tls-service-pem: "${chain}"\n  do-daemonize: no\n  username: ""\n  chroot: ""\n  pidfile: ""\n  use-syslog: no\n  do-not-query-localhost: no\n  module-config: "validator iterator"\n` +
      `  trust-anchor-file: "${trustAnchor}"\n  root-hints: "${hints}"\n`,
  );
  return daemon('unbound', ['-d', '-c', config]);
}
