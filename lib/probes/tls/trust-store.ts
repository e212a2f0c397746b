import { X509Certificate } from 'node:crypto';

/** Extended key usages that let a certificate serve TLS. */
const SERVER_USES = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'];

/** Certificates in a path, and signatures verified in search of it: a served chain may be made to confuse. */
const LONGEST_PATH = 10;
const MOST_SIGNATURES = 50;

/**
 * Says whether a chain leads to a trusted root when dates are left aside. OpenSSL checks chains in the handshake, but
 * gives one error alone, and a date hides the rest; so the path is walked again with OpenSSL's own primitives.
 * Only chains with a date fault come here, and certificates that signed themselves.
 */
export class TrustStore {
  private roots?: Map<string, X509Certificate[]>;

  constructor(private readonly pems: readonly string[]) {}

  /** OpenSSL's name of what is wrong beside dates; undefined when nothing is. `served` is DER, the leaf first. */
  faultBesideDates(served: readonly Buffer[]): string | undefined {
    const [leaf, ...others] = served.map((der) => new X509Certificate(der));
    if (leaf === undefined) return 'UNABLE_TO_GET_ISSUER_CERT';
    if (!mayServeTls(leaf)) return 'INVALID_PURPOSE';
    const budget = { signatures: MOST_SIGNATURES };
    if (this.leadsToRoot(leaf, others, LONGEST_PATH, budget)) return undefined;
    if (leaf.subject === leaf.issuer) return 'DEPTH_ZERO_SELF_SIGNED_CERT';
    if (others.length === 0) return 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
    return others.some(({ subject, issuer }) => subject === issuer)
      ? 'SELF_SIGNED_CERT_IN_CHAIN'
      : 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
  }

  private leadsToRoot(
    certificate: X509Certificate,
    others: readonly X509Certificate[],
    room: number,
    budget: { signatures: number },
  ): boolean {
    if (this.withSubject(certificate.subject).some((root) => root.raw.equals(certificate.raw))) return true;
    if (this.withSubject(certificate.issuer).some((root) => signed(root, certificate, budget))) return true;
    if (room === 0) return false;
    return others.some(
      (other) =>
        other.ca &&
        mayServeTls(other) &&
        signed(other, certificate, budget) &&
        this.leadsToRoot(
          other,
          others.filter((each) => each !== other),
          room - 1,
          budget,
        ),
    );
  }

  private withSubject(subject: string): readonly X509Certificate[] {
    this.roots ??= bySubject(this.pems);
    return this.roots.get(subject) ?? [];
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

/** No extended key usage allows all; on an authority's certificate it restricts those below. */
const mayServeTls = ({ keyUsage }: X509Certificate): boolean =>
  keyUsage === undefined || keyUsage.some((use) => SERVER_USES.includes(use));

function signed(issuer: X509Certificate, certificate: X509Certificate, budget: { signatures: number }): boolean {
  if (!certificate.checkIssued(issuer) || budget.signatures-- <= 0) return false;
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    // A key that OpenSSL cannot use.
    return false;
  }
}
