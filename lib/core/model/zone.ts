/** A zone as a DNS provider hosts it. Names are in lower case, without the root dot. */
export interface HostedZone {
  readonly id: string;
  readonly name: string;
  /** It answers inside a private network alone. */
  readonly isPrivate: boolean;
}

/** The records of one type at one name, as the provider keeps them. */
export interface RecordSet {
  readonly name: string;
  readonly type: string;
  /** Seconds; not set for an alias. */
  readonly ttl?: number;
  /** As in a zone file, in the provider's own spelling: what is deleted must be given just so. */
  readonly values: readonly string[];
  /** The provider answers with the records of this name. */
  readonly aliasOf?: string;
  /** Which of several sets of this name and type is given depends on who asks, on chance, or on health. */
  readonly routed?: true;
}

/** A record set before and after a change; not both missing. */
export interface RecordChange {
  readonly before?: RecordSet;
  readonly after?: RecordSet;
}

/** The latest change of a domain's hosted zone that the monitor made by itself, or was about to make. */
export interface AutomaticRepair {
  /**
   * `intended`: about to be made, or made and not written down yet. `undone`: the zone holds something else since, so
   * nothing more is changed while the fault lasts. `over`: that fault is gone.
   */
  readonly status: 'intended' | 'made' | 'undone' | 'over';
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What it mends. */
  readonly kinds: readonly string[];
  readonly zone: string;
  readonly zoneId: string;
  /** As in {@link ZoneView}. */
  readonly account: string;
  readonly changes: readonly RecordChange[];
}

export const COMPARED_TYPES = ['TXT', 'MX', 'TLSA'] as const;
export type ComparedType = (typeof COMPARED_TYPES)[number];

/** What a zone says for a name and type, in a form in which it can be compared with an answer. */
export interface IntendedRecords {
  readonly name: string;
  readonly type: ComparedType;
  /** Seconds; 0 when there are no records. */
  readonly ttl: number;
  /** Sorted; none when the zone has none. */
  readonly records: readonly string[];
  /** The name is a CNAME to this one, whose records are not of this zone. */
  readonly cname?: string;
}

/** What a hosted zone says about a mail domain. */
export interface ZoneView {
  readonly zone: string;
  readonly zoneId: string;
  /** The account as it is configured: the ARN of a role, or the account's own credentials. */
  readonly account: string;
  /** When it was read, milliseconds since the epoch. */
  readonly readAt: number;
  /** The name servers that the provider answers for the zone by, sorted. */
  readonly nameServers: readonly string[];
  /** How long resolvers remember that something is not there (RFC 2308 section 5), seconds. */
  readonly negativeTtl: number;
  /** What can be compared; weighted sets, aliases and the like are left out. */
  readonly intended: readonly IntendedRecords[];
}
