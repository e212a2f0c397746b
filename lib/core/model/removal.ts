/** Removals of domains that nobody asked for one by one: they follow from a list or from hosted zones. */
export interface RemovalLedger {
  /** 0: nothing is stored. */
  readonly version: number;
  /** Names that were held at this moment or before may go; milliseconds since the epoch. */
  readonly confirmedUpTo?: number;
  /** How many held names the open alert was told for; 0 without an alert. */
  readonly alerted: number;
  /** How many names of a source went lately without a question, oldest first. */
  readonly recent: readonly RecentRemovals[];
}

/** Names of one source that went within an hour. */
export interface RecentRemovals {
  readonly source: string;
  /** The first of them, milliseconds since the epoch. */
  readonly at: number;
  readonly count: number;
}
