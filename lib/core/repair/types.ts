import type { DomainReading } from '../reading/domain';
import type { Finding, FindingKind, MxHostObservation, RecordChange } from '../model';
import type { ZoneContent } from '../zone/content';

/** What a change of the zone can mend: findings, and an id that stayed while the policy changed. */
export type RepairKind = FindingKind | 'policy-changed-under-same-id';

export interface RepairInput {
  readonly reading: DomainReading;
  readonly findings: readonly Finding[];
  readonly hosts: readonly { readonly observation: MxHostObservation; readonly findings: readonly Finding[] }[];
  /** The whole zone that the domain is in. */
  readonly zone: ZoneContent;
  /** The policy changed while the id of the STS record stayed: senders do not know of it. */
  readonly needsNewId: boolean;
  /** For a TLSRPT record that names nobody usable. */
  readonly reportsTo: readonly string[];
  /** Makes new ids, milliseconds since the epoch. */
  readonly now: number;
}

/** One record set to change, and what that mends. */
export interface Mend {
  readonly kinds: readonly RepairKind[];
  readonly change: RecordChange;
  /** Of a TLSA change: the keys that the new records vouch for. */
  readonly keys?: readonly ServedKey[];
}

/** A key that an MX host serves. */
export interface ServedKey {
  readonly host: string;
  readonly addresses: readonly string[];
  /** SHA-256 of the certificate's DER, and of its SubjectPublicKeyInfo as in a TLSA record `3 1 1`; hex. */
  readonly certificateSha256: string;
  readonly spkiSha256: string;
  /**
   * Who vouches for the key, so that it may be published without a person: a valid certificate for the name of the TLSA
   * records, or the zone, which lists the key already. Not set where nobody does.
   */
  readonly vouchedBy?: 'certificate' | 'zone';
}

/** What no change of the zone can mend, or none that this knows to make. */
export interface NotMended {
  readonly kind: RepairKind;
  readonly finding?: Finding;
  /** A sentence. */
  readonly why: string;
}

export interface RepairPlan {
  readonly mends: readonly Mend[];
  readonly notMended: readonly NotMended[];
}

/** One part of a plan; a kind that it does not speak of is for others. */
export type PlanPart = (input: RepairInput) => RepairPlan;
