import { X509Certificate } from 'node:crypto';
import { allowsNames, constraintsOf, type Constraints } from '../../core/certificate/constraints';
import { CertificateError, certificateFacts } from '../../core/certificate/facts';
import { TLS_LIBRARIES, type TlsLibrary } from '../../core/model';

const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
const ANY_USE = '2.5.29.37.0';

/** Certificates in a path, and signatures verified in search of it: a served chain may be made to confuse. */
const LONGEST_PATH = 10;
const MOST_SIGNATURES = 50;

/** What the trusted roots make of a served chain, beside OpenSSL's own word. */
export interface Paths {
  /** OpenSSL's name of what is wrong when dates are left aside; undefined when nothing is. */
  readonly fault?: string;
  /** Libraries that find a path where OpenSSL, by `fault` or by its own word, finds none. */
  readonly acceptedBy: readonly TlsLibrary[];
}

interface Link {
  readonly x509: X509Certificate;
  readonly constraints: Constraints;
  readonly notAfter: number;
  readonly notBefore: number;
}

/**
 * Finds the paths from a served chain to a trusted root. OpenSSL checks chains in the handshake, but gives one error
 * alone, and a date hides the rest; and it follows the first path that it meets, where GnuTLS and Go try others, and
 * takes no extended key usage but that for servers. So the paths are walked again with OpenSSL's own primitives.
 * Measured with OpenSSL 3.0.19, GnuTLS 3.7.9 and Go 1.26 as clients. Only chains that OpenSSL does not
 * accept come here.
 */
export class TrustStore {
  private roots?: Map<string, X509Certificate[]>;

  constructor(private readonly pems: readonly string[]) {}

  /**
   * @param served DER, the leaf first
   * @param now dates count for those who accept the chain; undefined leaves them aside
   */
  paths(served: readonly Buffer[], now: number | undefined): Paths {
    const [leaf, ...others] = served.flatMap(link);
    if (leaf === undefined) return { fault: 'UNABLE_TO_GET_ISSUER_CERT', acceptedBy: [] };
    const names = namesOf(leaf);
    const accepts = (library: Library): boolean =>
      isAllowed(library.leafUses, leaf) &&
      this.leadsToRoot([leaf], others, { library, names, now, budget: { signatures: MOST_SIGNATURES } });
    const fault = accepts(OPENSSL) ? undefined : faultOf(leaf, others);
    return {
      ...(fault !== undefined && { fault }),
      acceptedBy: TLS_LIBRARIES.filter((library) => accepts(OTHERS[library])),
    };
  }

  private leadsToRoot(path: readonly Link[], others: readonly Link[], search: Search): boolean {
    const last = path.at(-1);
    if (last === undefined || !isInDate(last, search.now)) return false;
    const { x509 } = last;
    if (this.withSubject(x509.subject).some((root) => root.raw.equals(x509.raw))) return isSound(path, search);
    const above = this.withSubject(x509.issuer).filter((root) => signed(root, x509, search.budget));
    if (above.some((root) => link(root.raw).some((anchor) => isSound([...path, anchor], search)))) return true;
    if (path.length > LONGEST_PATH) return false;
    const issuers = others.filter((other) => other.x509.ca && signed(other.x509, x509, search.budget));
    const tried = search.library.goesOnWith(issuers, search.now ?? Date.now());
    return tried.some((issuer) =>
      this.leadsToRoot(
        [...path, issuer],
        others.filter((each) => each !== issuer),
        search,
      ),
    );
  }

  private withSubject(subject: string): readonly X509Certificate[] {
    this.roots ??= bySubject(this.pems);
    return this.roots.get(subject) ?? [];
  }
}

function faultOf(leaf: Link, others: readonly Link[]): string {
  if (!isAllowed(OPENSSL.leafUses, leaf)) return 'INVALID_PURPOSE';
  if (isSelfIssued(leaf)) return 'DEPTH_ZERO_SELF_SIGNED_CERT';
  if (others.length === 0) return 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
  return others.some(isSelfIssued) ? 'SELF_SIGNED_CERT_IN_CHAIN' : 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
}

interface Search {
  readonly library: Library;
  readonly names: readonly string[];
  readonly now: number | undefined;
  readonly budget: { signatures: number };
}

/** How a TLS library builds a path, as far as libraries differ. */
interface Library {
  /** Extended key usages that let a leaf serve TLS, and an authority vouch for it. */
  readonly leafUses: readonly string[];
  readonly authorityUses: readonly string[];
  /** Which of the served issuers of a certificate it tries, of those in the order in which they were served. */
  readonly goesOnWith: (issuers: readonly Link[], now: number) => readonly Link[];
}

const OPENSSL: Library = {
  leafUses: [SERVER_AUTHENTICATION],
  authorityUses: [SERVER_AUTHENTICATION],
  // The first within its dates; it never comes back for another.
  goesOnWith: (issuers, now) => [issuers.find((issuer) => isInDate(issuer, now)) ?? issuers[0]].filter(isLink),
};

const OTHERS: Readonly<Record<TlsLibrary, Library>> = {
  gnutls: {
    leafUses: [SERVER_AUTHENTICATION, ANY_USE],
    authorityUses: [SERVER_AUTHENTICATION],
    // The first, but past a root that signed itself.
    goesOnWith: (issuers, now) => {
      const [first] = issuers;
      const isPassed = first !== undefined && isSelfIssued(first) && isInDate(first, now);
      return (isPassed ? issuers.filter((issuer) => !isSelfIssued(issuer)) : issuers).slice(0, 1);
    },
  },
  go: {
    leafUses: [SERVER_AUTHENTICATION, ANY_USE],
    authorityUses: [SERVER_AUTHENTICATION, ANY_USE],
    goesOnWith: (issuers) => issuers,
  },
};

const isLink = (issuer: Link | undefined): issuer is Link => issuer !== undefined;
const isSelfIssued = ({ x509 }: Link): boolean => x509.subject === x509.issuer;

/** No extended key usage allows all. */
const isAllowed = (uses: readonly string[], { x509: { keyUsage } }: Link): boolean =>
  keyUsage === undefined || keyUsage.some((use) => uses.includes(use));

const isInDate = ({ notBefore, notAfter }: Link, now: number | undefined): boolean =>
  now === undefined || (notBefore <= now && now <= notAfter);

/** Whether each certificate of a path, the leaf first, allows what is below it. A self-issued one does not count as a step (RFC 5280 section 4.2.1.9). */
const isSound = (path: readonly Link[], { names, library }: Search): boolean =>
  path.every(({ constraints, ...rest }, index) => {
    const between = path.slice(1, index).filter((one) => !isSelfIssued(one)).length;
    return (
      !constraints.unknownCritical &&
      (index === 0 ||
        (isAllowed(library.authorityUses, { constraints, ...rest }) &&
          between <= (constraints.pathLength ?? Infinity) &&
          allowsNames(constraints, names)))
    );
  });

/** None for one that cannot be read. */
function link(der: Buffer): readonly Link[] {
  try {
    const x509 = new X509Certificate(der);
    return [
      {
        x509,
        constraints: constraintsOf(der),
        notBefore: Date.parse(x509.validFrom),
        notAfter: Date.parse(x509.validTo),
      },
    ];
  } catch {
    return [];
  }
}

function namesOf({ x509 }: Link): readonly string[] {
  try {
    return certificateFacts(x509.raw).dnsNames;
  } catch (error) {
    if (error instanceof CertificateError) return [];
    throw error;
  }
}

function bySubject(pems: readonly string[]): Map<string, X509Certificate[]> {
  const roots = new Map<string, X509Certificate[]>();
  for (const pem of pems) {
    const root = new X509Certificate(pem);
    roots.set(root.subject, [...(roots.get(root.subject) ?? []), root]);
  }
  return roots;
}

function signed(issuer: X509Certificate, certificate: X509Certificate, budget: { signatures: number }): boolean {
  if (!certificate.checkIssued(issuer) || budget.signatures-- <= 0) return false;
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    // A key that OpenSSL cannot use.
    return false;
  }
}
