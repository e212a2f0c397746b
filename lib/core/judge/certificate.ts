import { certificateNames, dnsNameMatches } from '../certificate/names';
import { expiryThreshold, thresholdName } from '../certificate/expiry';
import type { ExpiryThreshold } from '../certificate/expiry';
import { certificateWeaknesses } from '../certificate/weakness';
import { findingOf } from '../findings';
import type {
  Aspect,
  CertificateFacts,
  CertificateSet,
  Finding,
  FindingEvidence,
  FindingKind,
  Severity,
  Target,
  TlsObservation,
} from '../model';
import { chainDates } from './chain-dates';
import type { DatedCertificate } from './chain-dates';
import { untrustedReason } from './trust';

/** A TLS session, and the host whose certificate it must have shown. */
export interface ServedChain {
  readonly site: 'policy-host' | 'mx-host';
  readonly subject: Target;
  /** The name that the certificate must be for. */
  readonly host: string;
  readonly address: string | undefined;
  readonly aspect: Aspect;
  readonly tls: TlsObservation;
  readonly certificates: CertificateSet;
  readonly now: number;
  readonly expiry: readonly ExpiryThreshold[];
}

/** Names in evidence; a certificate may hold thousands. */
const NAMES_SHOWN = 20;

type FaultName<K = FindingKind> = K extends `mx-host-certificate-${infer Name}` ? Name : never;

/**
 * Every fault of the certificates served in one session, none hidden by another: names, dates, trust and strength are
 * judged each by itself (RFC 8461 sections 3.3 and 4.2). Undefined when the look kept no certificate to judge, although
 * OpenSSL trusts the one that was served.
 */
export function certificateFindings(chain: ServedChain): readonly Finding[] | undefined {
  const served = chain.tls.chain.flatMap((fingerprint) => chain.certificates[fingerprint] ?? []);
  const leaf = chain.certificates[chain.tls.chain[0] ?? ''];
  if (leaf === undefined) return chain.tls.trust.trusted ? undefined : [unreadable(chain)];
  return [
    ...nameFault(chain, leaf),
    ...dateFaults(chain, leaf, served),
    ...trustFault(chain, leaf, served),
    ...weakFaults(chain, leaf, served),
  ];
}

function fault<N extends FaultName>(
  chain: ServedChain,
  name: N,
  certificate: Pick<CertificateFacts, 'fingerprint'> & Partial<Pick<CertificateFacts, 'subject' | 'notAfter'>>,
  evidence: Omit<FindingEvidence[`mx-host-certificate-${N}`], 'certificate' | 'certificates' | 'addresses'>,
  severity?: Severity,
): Finding {
  const kind = `${chain.site}-certificate-${name}` as FindingKind;
  const { fingerprint, subject, notAfter } = certificate;
  const seen = {
    certificate: fingerprint,
    addresses: chain.address === undefined ? [] : [chain.address],
    ...(subject !== undefined &&
      notAfter !== undefined && {
        certificates: [
          { fingerprint, subject, notAfter, ...('threshold' in evidence && { threshold: evidence.threshold }) },
        ],
      }),
  };
  return findingOf({
    kind,
    subject: chain.subject,
    evidence: { ...evidence, ...seen },
    aspects: [chain.aspect],
    severity,
  });
}

/** A certificate that cannot be read is one that OpenSSL does not trust; that much is known of it. */
function unreadable(chain: ServedChain): Finding {
  const error = chain.tls.trust.error ?? 'the certificate cannot be read';
  return fault(chain, 'untrusted', { fingerprint: chain.tls.chain[0] ?? '' }, { reason: 'other', error, issuer: '' });
}

function nameFault(chain: ServedChain, leaf: CertificateFacts): readonly Finding[] {
  if (certificateNames(leaf.dnsNames, chain.host)) return [];
  const commonNameOnly = leaf.commonName !== undefined && dnsNameMatches(leaf.commonName, chain.host);
  return [
    fault(chain, 'name-mismatch', leaf, {
      expected: chain.host,
      names: leaf.dnsNames.slice(0, NAMES_SHOWN),
      commonNameOnly,
    }),
  ];
}

function dateFaults(
  chain: ServedChain,
  leaf: CertificateFacts,
  served: readonly CertificateFacts[],
): readonly Finding[] {
  return chainDates(leaf, served, chain.tls.trust, chain.now)
    .map((dated) => {
      const severity = dated.spare ? 'warning' : undefined;
      return fault(chain, dated.state, dated.certificate, validity(dated), severity);
    })
    .concat(expiring(chain, leaf, served));
}

function expiring(chain: ServedChain, leaf: CertificateFacts, served: readonly CertificateFacts[]): readonly Finding[] {
  return ownCertificates(leaf, served).flatMap((certificate) => {
    const threshold = expiryThreshold(certificate, chain.now, chain.expiry);
    if (threshold === undefined) return [];
    const role = certificate === leaf ? 'leaf' : 'intermediate';
    return [
      fault(chain, 'expiring', certificate, {
        ...validity({ certificate, role, spare: false }),
        threshold: thresholdName(threshold),
        issuer: certificate.issuer,
      }),
    ];
  });
}

const validity = ({
  certificate,
  role,
  spare,
}: Omit<DatedCertificate, 'state'>): Omit<
  FindingEvidence['mx-host-certificate-expired'],
  'certificate' | 'certificates' | 'addresses'
> => ({
  notBefore: certificate.notBefore,
  notAfter: certificate.notAfter,
  role,
  ...(spare && { spare }),
  certificateSubject: certificate.subject,
});

function trustFault(
  chain: ServedChain,
  leaf: CertificateFacts,
  served: readonly CertificateFacts[],
): readonly Finding[] {
  const untrusted = untrustedReason(leaf, served, chain.tls.trust, chain.now);
  return untrusted === undefined ? [] : [fault(chain, 'untrusted', leaf, { ...untrusted, issuer: leaf.issuer })];
}

const weakFaults = (
  chain: ServedChain,
  leaf: CertificateFacts,
  served: readonly CertificateFacts[],
): readonly Finding[] =>
  ownCertificates(leaf, served).flatMap((certificate) => {
    const weaknesses = certificateWeaknesses(certificate);
    return weaknesses.length === 0 ? [] : [fault(chain, 'weak', certificate, { weaknesses })];
  });

/** The leaf and the intermediates; a root that is served counts for nothing, because the sender has its own. */
const ownCertificates = (leaf: CertificateFacts, served: readonly CertificateFacts[]): readonly CertificateFacts[] => [
  leaf,
  ...new Set(served.filter((certificate) => certificate !== leaf && !certificate.selfIssued)),
];
