import { issueCertificate, type Issuer } from './certificate';
import { keyPem, newKey, readKey, type KeyKind, type KeyPair } from './keys';
import type { CertificateSpec, Credentials } from './spec';

const DAY = 86_400_000;

/** A certificate kept from an earlier run is served on while it is younger than this; then it is renewed. */
const KEEP_FOR = 7 * DAY;

interface SigningAuthority extends Issuer {
  readonly certificate: string;
}

/** Each signing certificate: its key, who signs it, and its days of validity from now. */
const AUTHORITIES = {
  root: { key: 'rsa', signedBy: 'root', from: -400, until: 3650 },
  'unknown-root': { key: 'ec', signedBy: 'unknown-root', from: -400, until: 3650 },
  'trusted-ec': { key: 'ec', signedBy: 'root', from: -300, until: 1500 },
  'trusted-rsa': { key: 'rsa', signedBy: 'root', from: -300, until: 1500 },
  'unknown-root-issuing': { key: 'ec', signedBy: 'unknown-root', from: -300, until: 1500 },
  'expired-intermediate': { key: 'ec', signedBy: 'root', from: -800, until: -1 },
  'expiring-intermediate': { key: 'ec', signedBy: 'root', from: -800, until: 3 },
  // The root's name and key, signed by an older root: what made new authorities known to old clients, and then expired.
  'expired-cross-sign': { key: 'rsa', isAlso: 'root', signedBy: 'unknown-root', from: -800, until: -1 },
  // A new root, known to old clients by a certificate that the old one signed; some libraries follow the wrong one of the two.
  'new-root': { key: 'ec', signedBy: 'new-root', from: -200, until: 3650 },
  'cross-signed-new-root': { key: 'ec', isAlso: 'new-root', signedBy: 'root', from: -200, until: 1500 },
} as const satisfies Record<
  string,
  {
    key: KeyKind;
    isAlso?: 'root' | 'new-root';
    signedBy: 'root' | 'unknown-root' | 'new-root';
    from: number;
    until: number;
  }
>;

type AuthorityName = keyof typeof AUTHORITIES;

/** All that a certificate authority must keep to go on as the same one after a restart. */
export interface PkiState {
  readonly foundedAt: number;
  readonly keys: Readonly<Record<string, { readonly kind: KeyKind; readonly pem: string }>>;
  readonly authorities: Readonly<Record<string, string>>;
  readonly issued: Readonly<Record<string, Credentials & { readonly at: number }>>;
}

/**
 * The sandbox's private CA: one RSA root, an EC and an RSA intermediate below it (as public CAs have them), and the
 * authorities that the faults need. The same specification always gives the same certificate.
 */
export class Pki {
  private readonly issued: Map<string, Credentials & { at: number }>;

  private constructor(
    private readonly foundedAt: number,
    private readonly authorities: Readonly<Record<AuthorityName, SigningAuthority>>,
    private readonly leafKeys: Readonly<Record<'rsa' | 'rsa-1024', KeyPair>>,
    issued: PkiState['issued'],
  ) {
    this.issued = new Map(Object.entries(issued).filter(([, { at }]) => Date.now() - at < KEEP_FOR));
  }

  /** A new CA, or the one of `state`. RSA keys are slow to make: three of 2048 bits and one of 1024 serve everything. */
  static async create(state?: PkiState): Promise<Pki> {
    const foundedAt = state?.foundedAt ?? Date.now();
    const key = async (name: string, kind: KeyKind): Promise<KeyPair> => {
      const kept = state?.keys[name];
      return kept ? readKey(kept.kind, kept.pem) : newKey(kind);
    };
    const names = Object.keys(AUTHORITIES) as AuthorityName[];
    const [rsa, short, ...keys] = await Promise.all([
      key('leaf-rsa', 'rsa'),
      key('leaf-rsa-1024', 'rsa-1024'),
      ...names.map((name) => ('isAlso' in AUTHORITIES[name] ? undefined : key(name, AUTHORITIES[name].key))),
    ]);
    const own = new Map(
      names.map((name, index) => [name, { commonName: commonName(name), key: keys[index] as KeyPair }]),
    );
    const issuers = new Map(names.map((name) => [name, own.get(principal(name)) as Issuer]));
    const entries = names.map((name): [AuthorityName, SigningAuthority] => {
      const { signedBy, from, until } = AUTHORITIES[name];
      const subject = issuers.get(name) as Issuer;
      const certificate =
        state?.authorities[name] ??
        issueCertificate(
          {
            commonName: subject.commonName,
            notBefore: new Date(foundedAt + from * DAY),
            notAfter: new Date(foundedAt + until * DAY),
            role: name === signedBy ? 'root' : 'intermediate',
          },
          subject.key,
          issuers.get(signedBy) as Issuer,
        );
      return [name, { ...subject, certificate }];
    });
    const authorities = Object.fromEntries(entries) as Record<AuthorityName, SigningAuthority>;
    return new Pki(foundedAt, authorities, { rsa, 'rsa-1024': short }, state?.issued ?? {});
  }

  /** The root to trust, PEM. */
  get rootPem(): string {
    return this.authorities.root.certificate;
  }

  /** The key and chain for a specification. Days count from the first time that it is asked for. */
  async issue(spec: CertificateSpec): Promise<Credentials> {
    const id = JSON.stringify(spec, Object.keys(spec).sort());
    const known = this.issued.get(id);
    if (known) return known;
    const at = Date.now();
    const kind = spec.key ?? 'ec';
    const key = kind === 'ec' ? await newKey('ec') : this.leafKeys[kind];
    const subject = spec.commonName ?? spec.names[0] ?? 'nameless';
    const signer = this.signer(spec, kind);
    const leaf = issueCertificate(
      {
        commonName: subject,
        dnsNames: spec.san === false ? [] : spec.names,
        notBefore: new Date(at + (spec.from ?? -10) * DAY),
        notAfter: new Date(at + (spec.until ?? 80) * DAY),
        role: spec.usage ?? 'server',
      },
      key,
      signer ?? { commonName: subject, key },
      spec.hash,
    );
    const intermediate = signer && spec.serveIntermediate !== false ? signer.certificate : '';
    const extra = spec.serveAlso ? this.authorities[spec.serveAlso].certificate : '';
    const credentials = { key: keyPem(key), chain: leaf + intermediate + extra, at };
    // Another caller may have asked meanwhile: the first certificate stays.
    const first = this.issued.get(id);
    if (first) return first;
    this.issued.set(id, credentials);
    return credentials;
  }

  /** What `create` needs to go on as this CA. Holds private keys: keep it where only the user reads. */
  state(): PkiState {
    const keys: Record<string, { kind: KeyKind; pem: string }> = {};
    const keep = (name: string, key: KeyPair): void => void (keys[name] = { kind: key.kind, pem: keyPem(key) });
    for (const [name, authority] of Object.entries(this.authorities)) keep(name, authority.key);
    for (const [name, key] of Object.entries(this.leafKeys)) keep(`leaf-${name}`, key);
    return {
      foundedAt: this.foundedAt,
      keys,
      authorities: Object.fromEntries(
        Object.entries(this.authorities).map(([name, { certificate }]) => [name, certificate]),
      ),
      issued: Object.fromEntries(this.issued),
    };
  }

  private signer({ signedBy = 'trusted' }: CertificateSpec, kind: KeyKind): SigningAuthority | undefined {
    if (signedBy === 'itself') return undefined;
    if (signedBy === 'trusted') return this.authorities[kind === 'ec' ? 'trusted-ec' : 'trusted-rsa'];
    if (signedBy === 'unknown-root') return this.authorities['unknown-root-issuing'];
    return this.authorities[signedBy];
  }
}

/** Whose name and key an authority's certificate bears. */
function principal(name: AuthorityName): AuthorityName {
  const authority = AUTHORITIES[name];
  return 'isAlso' in authority ? authority.isAlso : name;
}

const commonName = (authority: AuthorityName): string => `Sandbox ${authority.replaceAll('-', ' ')} CA`;
