import { X509Certificate, type KeyObject } from 'node:crypto';
import { allowsNames, constraintsOf } from '../certificate/constraints';
import { CertificateError, certificateFacts } from '../certificate/facts';
import type { CertificateFacts, TlsaRecord } from '../model';
import { standsFor } from './match';
import { presentedNames } from './presented';
import { CERT, FULL } from './record';
import type { ServedCertificate } from './served';
import { wholeCertificate, wholeKey } from './usability';

/** A path from the leaf to a trust anchor that a record of usage DANE-TA(2) names. */
export interface AnchoredPath {
  readonly record: TlsaRecord;
  /** Leaf first; the anchor last, unless the record gave its key alone. */
  readonly certificates: readonly CertificateFacts[];
}

/** Extended key usages that let a certificate serve TLS. */
const SERVER_USES = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'];

/** Certificates in a path, and signatures verified in search of paths: a served chain may be made to confuse. */
const LONGEST_PATH = 10;
const MOST_SIGNATURES = 50;

/**
 * All paths from the leaf over what was served to a trust anchor of these usable records (RFC 7672 section 3.1.2). The
 * anchor must be among what was served, or stand in its record whole (matching type 0). Signatures and the right to
 * sign are OpenSSL's word; dates are not looked at, nor names but where an authority limits them.
 */
export function anchoredPaths(
  records: readonly TlsaRecord[],
  chain: readonly ServedCertificate[],
): readonly AnchoredPath[] {
  return search(records, chain, true).filter(({ certificates }) => isSound(certificates));
}

/** Whether signatures alone lead to such an anchor, whatever the certificates allow one another. */
export const isSignedByAnchor = (record: TlsaRecord, chain: readonly ServedCertificate[]): boolean =>
  search([record], chain, false).length > 0;

function search(
  records: readonly TlsaRecord[],
  chain: readonly ServedCertificate[],
  rightsCount: boolean,
): readonly AnchoredPath[] {
  if (records.length === 0) return [];
  const [leaf, ...others] = chain.map(link);
  if (leaf === undefined || (rightsCount && !mayServeTls(leaf.x509))) return [];
  return new PathSearch(records, rightsCount).from(
    [leaf],
    others.filter((other) => other !== undefined),
  );
}

interface Link extends ServedCertificate {
  readonly x509: X509Certificate;
}

/** OpenSSL's view of a certificate, which lasts no longer than the search; undefined when OpenSSL cannot read it. */
function link(certificate: ServedCertificate): Link | undefined {
  try {
    return { ...certificate, x509: new X509Certificate(certificate.der) };
  } catch {
    return undefined;
  }
}

class PathSearch {
  private readonly whole: readonly WholeAnchor[];
  private signatures = MOST_SIGNATURES;

  constructor(
    private readonly records: readonly TlsaRecord[],
    private readonly rightsCount: boolean,
  ) {
    this.whole = records.flatMap((record) => wholeAnchor(record) ?? []);
  }

  from(path: readonly Link[], others: readonly Link[]): readonly AnchoredPath[] {
    const last = path.at(-1);
    if (last === undefined) return [];
    const above = path.length > LONGEST_PATH ? [] : others.filter((other) => this.signed(other.x509, last.x509));
    return [
      ...this.whole
        .filter((anchor) => !this.isServed(anchor, last, others))
        .flatMap((anchor) => this.endingAt(anchor, path)),
      ...above.flatMap((issuer) => {
        const longer = [...path, issuer];
        const anchors = this.records.filter((record) => standsFor(record, issuer));
        return [
          ...anchors.map((record) => ({ record, certificates: longer.map(({ facts }) => facts) })),
          ...this.from(
            longer,
            others.filter((other) => other !== issuer),
          ),
        ];
      }),
    ];
  }

  /**
   * Whether a certificate that was served stands for an anchor that is a key alone. What that certificate forbids then
   * counts: OpenSSL tries the bare key only where the served chain leads no further (Postfix 3.7, measured).
   */
  private isServed({ record, certificate }: WholeAnchor, last: Link, others: readonly Link[]): boolean {
    return (
      this.rightsCount &&
      certificate === undefined &&
      others.some((other) => other.x509.subject === last.x509.issuer && standsFor(record, other))
    );
  }

  private endingAt({ record, certificate, facts, key }: WholeAnchor, path: readonly Link[]): readonly AnchoredPath[] {
    const last = path.at(-1);
    if (last === undefined) return [];
    const issued = certificate === undefined ? this.verified(last.x509, key) : this.signed(certificate, last.x509);
    return issued ? [{ record, certificates: [...path.map(({ facts }) => facts), ...facts] }] : [];
  }

  private signed(issuer: X509Certificate, certificate: X509Certificate): boolean {
    const mayIssue = this.rightsCount
      ? issuer.ca && mayServeTls(issuer) && certificate.checkIssued(issuer)
      : issuer.subject === certificate.issuer;
    return mayIssue && this.verified(certificate, () => issuer.publicKey);
  }

  private verified(certificate: X509Certificate, key: () => KeyObject): boolean {
    if (this.signatures-- <= 0) return false;
    try {
      return certificate.verify(key());
    } catch {
      // A key that OpenSSL cannot use, or of another kind than the signature.
      return false;
    }
  }
}

/** Whether no certificate above the leaf has more authorities below it than it allows, or excludes the leaf's names. */
function isSound(certificates: readonly CertificateFacts[]): boolean {
  const names = certificates[0] === undefined ? [] : presentedNames(certificates[0]);
  return certificates.slice(1).every((authority, above) => {
    const below = certificates.slice(1, above + 1).filter(({ selfIssued }) => !selfIssued).length;
    const constraints = constraintsOf(Buffer.from(authority.der, 'base64'));
    return below <= (constraints.pathLength ?? Infinity) && allowsNames(constraints, names);
  });
}

interface WholeAnchor {
  readonly record: TlsaRecord;
  readonly certificate?: X509Certificate;
  readonly facts: readonly CertificateFacts[];
  readonly key: () => KeyObject;
}

function wholeAnchor(record: TlsaRecord): WholeAnchor | undefined {
  if (record.matchingType !== FULL) return undefined;
  const octets = Buffer.from(record.data, 'hex');
  if (record.selector !== CERT) {
    const key = wholeKey(octets);
    return key && { record, facts: [], key: () => key };
  }
  const certificate = wholeCertificate(octets);
  const facts = certificate && readFacts(certificate);
  return facts && { record, certificate, facts: [facts], key: () => certificate.publicKey };
}

function readFacts(certificate: X509Certificate): CertificateFacts | undefined {
  try {
    return certificateFacts(certificate.raw);
  } catch (error) {
    if (error instanceof CertificateError) return undefined;
    throw error;
  }
}

/** No extended key usage allows all; on an authority's certificate it restricts those below. */
const mayServeTls = ({ keyUsage }: X509Certificate): boolean =>
  keyUsage === undefined || keyUsage.some((use) => SERVER_USES.includes(use));
