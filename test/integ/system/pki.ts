import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CertificateKind } from './cases';

const MAY_ISSUE = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'];

export interface KeyAndChain {
  readonly key: string;
  readonly chain: string;
}

/** An authority and leaf certificates made by the openssl command, so that no code of ours has a hand in what is judged. */
export class OpensslPki {
  /** The authority's own certificate, PEM. */
  readonly root: string;

  /**
   * @param parent who signs the authority's certificate; without one it is a root
   * @param extensions of that certificate, as openssl writes them
   */
  constructor(
    private readonly dir: string,
    parent?: OpensslPki,
    extensions: readonly string[] = MAY_ISSUE,
  ) {
    mkdirSync(join(dir, 'newcerts'), { recursive: true });
    writeFileSync(join(dir, 'index.txt'), '');
    writeFileSync(join(dir, 'index.txt.attr'), 'unique_subject = no\n');
    this.root = join(dir, 'root.pem');
    writeFileSync(
      join(dir, 'ca.cnf'),
      `[ca]\ndefault_ca = test\n[test]\ndir = ${dir}\ndatabase = ${dir}/index.txt\nnew_certs_dir = ${dir}/newcerts\ncertificate = ${this.root}\n` +
        `private_key = ${dir}/root.key\nrand_serial = yes\ndefault_md = sha256\npolicy = any\ncopy_extensions = copy\n[any]\ncommonName = optional\n`,
    );
    const own = ['-newkey', 'rsa:2048', '-nodes', '-keyout', join(dir, 'root.key')];
    if (parent === undefined) {
      this.openssl('req', '-x509', ...own, '-days', '3650', '-subj', '/CN=System test root', '-out', this.root);
      return;
    }
    const request = join(dir, 'root.csr');
    this.openssl(
      'req',
      '-new',
      ...own,
      '-subj',
      `/CN=System test authority ${basename(dir)}`,
      ...extensions.flatMap((extension) => ['-addext', extension]),
      '-out',
      request,
    );
    parent.sign(request, this.root, daysFromNow(-100, 1000));
  }

  /** Makes a key and a certificate for `name`; returns the files' paths. */
  issue(name: string, kind: CertificateKind): KeyAndChain {
    const base = join(this.dir, `${name}.${kind}`);
    const key = `${base}.key`;
    const chain = `${base}.pem`;
    const algorithm =
      kind === 'ec' ? ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['-newkey', 'rsa:2048'];
    const identity = kind === 'other-name' ? 'other.example' : name;
    const san = kind === 'cn-only' ? [] : ['-addext', `subjectAltName=DNS:${identity}`];
    if (kind === 'self-signed') {
      this.openssl(
        'req',
        '-x509',
        ...algorithm,
        '-nodes',
        '-days',
        '365',
        '-subj',
        `/CN=${identity}`,
        ...san,
        '-keyout',
        key,
        '-out',
        chain,
      );
      return { key, chain };
    }
    const [start, end] = kind === 'expired' ? (['20250101000000Z', '20251231000000Z'] as const) : daysFromNow(-10, 355);
    this.openssl(
      'req',
      '-new',
      ...algorithm,
      '-nodes',
      '-subj',
      `/CN=${identity}`,
      ...san,
      '-keyout',
      key,
      '-out',
      `${base}.csr`,
    );
    this.sign(`${base}.csr`, chain, [start, end]);
    return { key, chain };
  }

  private sign(request: string, certificate: string, [start, end]: readonly [string, string]): void {
    this.openssl(
      'ca',
      '-config',
      join(this.dir, 'ca.cnf'),
      '-batch',
      '-notext',
      '-startdate',
      start,
      '-enddate',
      end,
      '-in',
      request,
      '-out',
      certificate,
    );
  }

  private openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }
}

function daysFromNow(from: number, to: number): [string, string] {
  const stamp = (days: number): string =>
    `${new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  return [stamp(from), stamp(to)];
}
