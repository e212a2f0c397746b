import { execFileSync } from 'node:child_process';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DaneCase, Tlsa, ZoneName } from './dane-cases';
import { namesOf } from './dane-names';

/** PEM files that TLSA records are made from. */
export interface Anchors {
  readonly leaf: string;
  readonly issuing: string;
  readonly root: string;
}

export interface PublishedCase {
  readonly item: DaneCase;
  readonly address: string;
  readonly anchors: Anchors;
}

export interface SignedTree {
  /** Zone files by name, the root's `.` among them. */
  readonly files: ReadonlyMap<string, string>;
  /** The root's DNSKEY: the trust anchor. */
  readonly trustAnchor: string;
}

const CHILDREN: readonly ZoneName[] = ['signed', 'insecure', 'bogus', 'expired'];
const LONG_AGO = ['-i', '20250101', '-e', '20250201'];

/** Writes the root, `example.` and the zones below it, signed by ldns; all are on one name server. */
export function writeTree(dir: string, cases: readonly PublishedCase[], nameServer: string): SignedTree {
  mkdirSync(dir, { recursive: true });
  const signer = new LdnsSigner(dir);
  const records = cases.flatMap(recordsOf);
  const files = new Map<string, string>();
  const delegations = CHILDREN.flatMap((child) => {
    const zone = `${child}.example.`;
    const text = signer.zone(
      zone,
      records.filter(({ owner }) => `${owner}.`.endsWith(`.${zone}`)).map(({ line }) => line),
    );
    const { file, ds } =
      child === 'insecure' ? { file: text, ds: [] } : signer.sign(zone, text, child === 'expired' ? LONG_AGO : []);
    files.set(zone, file);
    return [`${zone} NS ns.example.`, ...(child === 'bogus' ? signer.strayDs(zone) : ds)];
  });
  for (const { item } of cases.filter((each) => each.item.tampered))
    tamper(files.get(`${item.zone ?? 'signed'}.example.`), namesOf(item).tlsa);
  const parent = signer.sign('example.', signer.zone('example.', [`ns.example. A ${nameServer}`, ...delegations]));
  files.set('example.', parent.file);
  const root = signer.sign(
    '.',
    signer.zone('.', ['example. NS ns.example.', `ns.example. A ${nameServer}`, ...parent.ds]),
  );
  files.set('.', root.file);
  return { files, trustAnchor: root.key };
}

class LdnsSigner {
  constructor(private readonly dir: string) {}

  /** Writes a zone file, and gives its path. */
  zone(name: string, lines: readonly string[]): string {
    const file = join(this.dir, `${name}zone`);
    writeFileSync(
      file,
      [
        '$TTL 60',
        `${name} SOA ns.example. hostmaster.example. 1 3600 600 86400 60`,
        `${name} NS ns.example.`,
        ...lines,
        '',
      ].join('\n'),
    );
    return file;
  }

  sign(
    name: string,
    file: string,
    dates: readonly string[] = [],
  ): { file: string; ds: readonly string[]; key: string } {
    const key = this.ldns('ldns-keygen', '-a', 'ECDSAP256SHA256', '-k', name).trim();
    const signed = `${file}.signed`;
    this.ldns('ldns-signzone', ...dates, '-f', signed, '-o', name, file, key);
    return {
      file: signed,
      ds: [readFileSync(join(this.dir, `${key}.ds`), 'latin1').trim()],
      key: join(this.dir, `${key}.key`),
    };
  }

  /** The DS record of a key that signs nothing. */
  strayDs(name: string): readonly string[] {
    const key = this.ldns('ldns-keygen', '-a', 'ECDSAP256SHA256', '-k', name).trim();
    return [readFileSync(join(this.dir, `${key}.ds`), 'latin1').trim()];
  }

  private ldns(command: string, ...args: readonly string[]): string {
    return execFileSync(command, args, { cwd: this.dir, encoding: 'latin1' });
  }
}

interface ZoneRecord {
  readonly owner: string;
  readonly line: string;
}

function recordsOf({ item, address, anchors }: PublishedCase): readonly ZoneRecord[] {
  const { domain, host, exchange, tlsa, elsewhere } = namesOf(item);
  const record = (owner: string, data: string): ZoneRecord => ({ owner, line: `${owner}. ${data}` });
  const at = item.tlsaElsewhere ? elsewhere : tlsa;
  return [
    record(domain, `MX 10 ${exchange}.`),
    record(host, `A ${address}`),
    ...(exchange === host ? [] : [record(exchange, `CNAME ${host}.`)]),
    ...(item.tlsaElsewhere ? [record(tlsa, `CNAME ${elsewhere}.`)] : []),
    ...item.tlsa.map((spec) => record(at, `TLSA ${tlsaData(spec, anchors)}`)),
  ];
}

function tlsaData(spec: Tlsa, anchors: Anchors): string {
  const [usage, selector, type, of] = spec.split(' ') as [string, string, string, keyof Anchors | keyof typeof MADE];
  const data =
    of in MADE
      ? MADE[of as keyof typeof MADE](association(selector, type, anchors.leaf))
      : association(selector, type, anchors[of as keyof Anchors]);
  return `${usage} ${selector} ${type} ${data}`;
}

/** Data that no certificate has, from the data of the host's own. */
const MADE = {
  stray: (data: string) => randomBytes(data.length / 2).toString('hex'),
  short: (data: string) => data.slice(0, -2),
  long: (data: string) => `${data}00`,
};

function association(selector: string, type: string, pem: string): string {
  const certificate = new X509Certificate(readFileSync(pem));
  const selected = selector === '0' ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' });
  if (type === '0') return selected.toString('hex');
  return createHash(type === '2' ? 'sha512' : 'sha256')
    .update(selected)
    .digest('hex');
}

/** Changes the first digit of the data at `owner`, behind the signer's back. */
function tamper(file: string | undefined, owner: string): void {
  if (file === undefined) throw new Error(`no zone holds ${owner}`);
  const text = readFileSync(file, 'latin1');
  const changed = text.replace(
    new RegExp(`^(${owner.replaceAll('.', '\\.')}\\.\\s.*TLSA\\s+\\d \\d \\d )(.)`, 'm'),
    (_, before: string, digit: string) => `${before}${digit === '0' ? '1' : '0'}`,
  );
  if (changed === text) throw new Error(`${owner} is not in ${file}`);
  writeFileSync(file, changed);
}
