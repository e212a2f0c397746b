import type { DriftType, FindingEvidence, FindingKind, FixStep, Severity, Target } from '../model';

/** What a finding's words are made from. */
export interface Fault<Evidence> {
  readonly subject: Target;
  readonly evidence: Evidence;
}

/**
 * All that is said about one kind of finding. Plain text: values from the network stand in it cut in length, with
 * hidden characters escaped; each channel escapes its own marks where it shows them. Sentences end with a full stop; titles and clauses do not.
 */
export interface EntryWith<Evidence> {
  readonly area: Area;
  /** Whose fault it is: a domain's, or an MX host's, which many domains may share. */
  readonly subject: Target['type'];
  /** How grave it usually is; a check may know better, as in mode testing. */
  readonly severity: Severity;
  readonly mail: MailEffect;
  /**
   * `network`: it may be a matter of chance, so several checks must show it before people are told. `caches`:
   * it may be a change that caches do not know yet, so it must outlast them.
   */
  readonly confirm: 'at-once' | 'network' | 'caches';
  /**
   * What clears an open finding, and by that after how many checks in a row without it (`clearChecks` of the diff).
   * `published`: DNS and the policy say it, and one check proves that it is gone. `served`: what a server answered, or
   * that it did not (a certificate, STARTTLS, a lookup); several servers may answer in turn, so it takes several checks.
   */
  readonly clear: 'published' | 'served';
  /** `by-threshold`: it gets worse at set times, which are told, so nobody is reminded of it in between. */
  readonly reminders: 'by-interval' | 'by-threshold';
  /** The harm is still to come, at the end of a certificate that the evidence has. */
  readonly harm?: 'later';
  /** It is about a date of a certificate: its cause tells the time, and a clock that is wrong shows it where there is none. */
  readonly dated?: true;
  /** The kind that it turns into: then nothing was solved, and nobody is told of an end. */
  readonly successor?: FindingKind;
  /** The kind that is its root cause: where both are seen, only that one is a finding. */
  readonly explainedBy?: FindingKind;
  /** What comes back was meant to be there: then it is at least this grave. */
  readonly whenItComesBack?: Severity;
  /** A record that is there disproves it, whatever else cannot be seen. */
  readonly disprovedBy?: 'sts-record';
  /**
   * The changes that it explains: people are told of the finding, and not of them. `when-new`: when the same check shows
   * the finding for the first time, or in another way. `while-open`: in each check that shows it.
   */
  readonly speaksFor: Partial<Readonly<Record<DriftType, 'when-new' | 'while-open'>>>;
  readonly repair: Repair;
  /** An enforcing sender, or any sender, delivers nothing at the addresses where this was seen. Kinds of MX hosts only. */
  readonly refusesMx?: true;
  /** Only senders that apply a policy act on it. Kinds of MX hosts only. */
  readonly underPolicyOnly?: true;
  /** A sender that uses DANE delivers nothing at the addresses where this was seen, if the host has TLSA records. Kinds of MX hosts only. */
  readonly refusesDane?: true;
  /** A lookup fails, which the evidence names: what depends on it is to be had nowhere. */
  readonly lookup?: true;
  /** No sender gets its mail delivered, whatever the policy: to the domain at all, or to one of its MX hosts. Kinds of domains only. */
  readonly undeliverable?: 'domain' | 'host';
  /** It says no more than that a session is not to be had, for now or from here. Kinds of MX hosts only. */
  readonly outOfSight?: true;
  /** Where the record is published that this is about, for kinds about one record: an alias may be there instead. */
  readonly recordAt?: (fault: Fault<never>) => RecordPlace;
  /** The title without names. */
  readonly heading: string;
  title(fault: Fault<Evidence>): string;
  readonly why: string;
  /** What to do, in order; an alternative is a step that says so. `now`, milliseconds since the epoch, makes new record ids. */
  fix(fault: Fault<Evidence>, now: number): readonly FixStep[];
  readonly references: readonly Reference[];
  /** RFC 8460 section 4.3; null when senders report nothing of the kind. */
  readonly resultType: ResultType | null;
  readonly senders: Senders;
  /** Values from the evidence for the `<names>` in the senders' texts; the domain that is the subject needs none. */
  bounceValues?(fault: Fault<Evidence>): Readonly<Partial<Record<BounceName, string>>>;
  /** The cause as a clause for an alert: `the certificate of mx1.example.com expired 2 hours ago`. */
  because(fault: Fault<Evidence>, now: number): string;
  /** The evidence for a person, in order of use. */
  evidenceLines(fault: Fault<Evidence>): readonly EvidenceLine[];
  /** Evidence as a look would give it, for documentation. */
  readonly example: Evidence;
}

/** What a fault is about: a part of MTA-STS, of what stands behind it, or of what goes with it. */
export type Area =
  | 'sts-record'
  | 'policy-host'
  | 'policy-certificate'
  | 'policy'
  | 'mx-set'
  | 'mx-host'
  | 'mx-certificate'
  | 'dane'
  | 'dns'
  | 'tlsrpt-record'
  | 'zone';

/** What a change of the hosted zone can do about a fault. */
export interface Repair {
  /** The record whose change mends it; not set where none does. */
  readonly record?: 'sts-record' | 'tlsrpt-record' | 'tlsa';
  /**
   * It may be changed without a person: the fault is seen in the zone itself, or in a policy that HTTPS proves. Not for
   * TLSA records: the key that a mail server shows proves nothing, and with DANE a forged one would be believed.
   */
  readonly automatic?: true;
  /** Why no change of the zone mends it, a sentence: of all kinds, because the zone may hold the right record already. */
  readonly otherwise: string;
}

/**
 * What becomes of mail. `refused`: senders that enforce the policy do not deliver it. `refused-by-dane`: senders that
 * use DANE do not deliver it, whatever the policy says (RFC 8461 section 2). `unprotected`: senders find no
 * usable policy. `at-risk`: some senders are affected, or all will be. `none`: nothing.
 */
export type MailEffect = 'refused' | 'refused-by-dane' | 'unprotected' | 'at-risk' | 'none';

export interface Reference {
  readonly text: string;
  readonly url: string;
}

/** RFC 8460 section 4.3. */
export type ResultType =
  | 'starttls-not-supported'
  | 'certificate-host-mismatch'
  | 'certificate-expired'
  | 'certificate-not-trusted'
  | 'validation-failure'
  | 'tlsa-invalid'
  | 'dnssec-invalid'
  | 'dane-required'
  | 'sts-policy-fetch-error'
  | 'sts-policy-invalid'
  | 'sts-webpki-invalid';

/** What senders do with mail, in mode enforce unless said otherwise. */
export interface Senders {
  /** Exchange Online, with the code of its bounce if there is one. */
  readonly exchangeOnline: string;
  /** A sender that conforms to RFC 8461. */
  readonly conforming: string;
  /** Either of them, in mode testing; not set when nothing differs. */
  readonly testing?: string;
}

/** What a bounce names: the policy domain, why the certificate fails, and the TLS version that was spoken. */
export type BounceName = 'domain' | 'reason' | 'version';

export interface RecordPlace {
  readonly name: string;
  readonly type: 'TXT' | 'MX' | 'A or AAAA' | 'TLSA';
  /** There is none: one has to be published. */
  readonly isMissing?: true;
}

export type EvidenceLine = readonly [name: string, value: string];

export type CatalogueEntry<K extends FindingKind> = EntryWith<FindingEvidence[K]>;

/** The entries of some kinds: what a file of the catalogue holds. */
export type Entries<K extends FindingKind> = { readonly [P in K]: CatalogueEntry<P> };
