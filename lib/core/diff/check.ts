import type { Aspect, CertificateFacts, DomainFacts, Judgement, MxHostFacts, SeenCertificate, Target } from '../model';

/** One look at a target, read and judged: what {@link nextState} compares with the remembered state. */
export interface Check {
  readonly target: Target;
  /** When the look began, milliseconds since the epoch. */
  readonly observedAt: number;
  readonly facts: CheckFacts;
  /** The leaf that each place served, by address of an MX host or name of the policy host; a place not seen is missing. */
  readonly served: Readonly<Record<string, ServedCertificate>>;
  /** Further leaves of a place that has several addresses: the policy host, which is remembered under its name. */
  readonly alsoServed?: Readonly<Record<string, readonly ServedCertificate[]>>;
  readonly judgement: Judgement;
  /** Aspects that the look could not tell about. */
  readonly unknown: ReadonlySet<Aspect>;
  /** The DNS gave no address of the policy host, nor their absence: nothing was connected to for the policy. */
  readonly policyHostUnresolved?: true;
}

/** Facts of one look; a field is missing when the look could not tell, null when it is known to be absent. */
export interface CheckFacts
  extends
    Pick<DomainFacts, 'stsRecord' | 'tlsRpt' | 'mx' | 'mxDnssec'>,
    Pick<MxHostFacts, 'addresses' | 'cname' | 'tlsa'> {
  readonly policy?: CheckedPolicy;
  /** What is left of the answers' time to live, seconds; not set for an answer that there was none of. */
  readonly ttl?: Readonly<Partial<Record<'stsRecord' | 'tlsRpt' | 'mx' | 'tlsa', number>>>;
  /** All addresses of the policy host, whether or not this check visited them. */
  readonly policyAddresses?: readonly string[];
}

/** A policy as a look found it. */
export type CheckedPolicy =
  | {
      readonly state: 'served';
      readonly sha256: string;
      readonly body: string;
      readonly mode?: string;
      readonly maxAge?: number;
      readonly mx: readonly string[];
      /** Where it was served. */
      readonly addresses?: readonly string[];
    }
  /** `reason`: one phrase, such as `HTTP status 404`. */
  | { readonly state: 'not-served'; readonly reason: string };

/** The leaf as served, with all its names. */
export type ServedCertificate = Omit<SeenCertificate, 'missedChecks'>;

/** Longer chains than any authority needs are cut. */
const LONGEST_CHAIN = 10;

/** @param chain fingerprints of what was served, the certificate's own first */
export const servedCertificate = (facts: CertificateFacts, chain: readonly string[] = []): ServedCertificate => ({
  fingerprint: facts.fingerprint,
  notAfter: facts.notAfter,
  issuer: facts.issuer,
  keyType: facts.key.type,
  dnsNames: facts.dnsNames,
  spkiSha256: facts.spkiSha256,
  ...(chain.length > 1 && { chain: chain.slice(1, LONGEST_CHAIN) }),
});

/** Aspects that the judgement calls unknown. */
export const unknownAspects = (judgement: Judgement): ReadonlySet<Aspect> =>
  new Set(judgement.unknown.map(({ aspect }) => aspect));
