import type { DomainLook } from '../checks/domain-look';
import type { Finding, FindingKind, MxHostObservation, RecordChange } from '../model';
import type { ZoneContent } from '../zone/content';

/** What a change of the zone can mend: findings, and an id that stayed while the policy changed. */
export type RepairKind = FindingKind | 'policy-changed-under-same-id';

export interface RepairInput {
  readonly look: DomainLook;
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
