/**
 * The faults that the simulated world can have, and what the documents say is alerted about each. Written by hand: the
 * account of the truth uses none of the product's rules.
 */
export type Slot = 'sts' | 'policy' | 'smtp';

export interface FaultType {
  readonly name: string;
  /** A part of a target that has one fault at a time. */
  readonly slot: Slot;
  /** The kind of the alert: docs/findings.md. */
  readonly kind: string;
  /** Checks in a row that must show it before anybody is alerted. */
  readonly least: number;
}

/** One check is enough for what a server states; what the network may have caused takes three. */
export const FAULTS = [
  { name: 'sts-missing', slot: 'sts', kind: 'sts-record-missing', least: 1 },
  { name: 'sts-multiple', slot: 'sts', kind: 'sts-record-multiple', least: 1 },
  { name: 'sts-servfail', slot: 'sts', kind: 'dns-failing', least: 3 },
  { name: 'policy-404', slot: 'policy', kind: 'policy-http-status', least: 3 },
  { name: 'policy-expired', slot: 'policy', kind: 'policy-host-certificate-expired', least: 1 },
  { name: 'policy-invalid', slot: 'policy', kind: 'policy-invalid', least: 1 },
  { name: 'policy-unreachable', slot: 'policy', kind: 'policy-host-unreachable', least: 3 },
  { name: 'mx-not-covered', slot: 'policy', kind: 'mx-not-covered', least: 1 },
  { name: 'no-starttls', slot: 'smtp', kind: 'mx-host-starttls-missing', least: 1 },
  { name: 'mx-expired', slot: 'smtp', kind: 'mx-host-certificate-expired', least: 1 },
  { name: 'mx-name', slot: 'smtp', kind: 'mx-host-certificate-name-mismatch', least: 1 },
  { name: 'mx-unreachable', slot: 'smtp', kind: 'mx-host-unreachable', least: 3 },
] as const satisfies readonly FaultType[];

export type FaultName = (typeof FAULTS)[number]['name'];
export const typeOf = (name: FaultName): FaultType => FAULTS.find((fault) => fault.name === name) ?? FAULTS[0];

/**
 * Faults of which senders see only one: without a record nobody asks for the policy, so a domain that has neither is
 * one that does not use MTA-STS (docs/findings.md#mta-sts-not-used), and no alert is due about the policy.
 */
export const HIDES: Partial<Readonly<Record<FaultName, readonly FaultName[]>>> = {
  'sts-missing': ['policy-404', 'policy-invalid', 'policy-unreachable'],
};

/** What hides everything behind it from the place that the monitor checks from, and the alert that is due then. */
export const OUTAGES = {
  dns: { kind: 'resolver-failing', hides: ['sts', 'policy', 'smtp'] },
  https: { kind: 'https-blocked', hides: ['policy'] },
  smtp: { kind: 'vantage-blocked', hides: ['smtp'] },
} as const satisfies Readonly<Record<string, { readonly kind: string; readonly hides: readonly Slot[] }>>;

export type OutageName = keyof typeof OUTAGES;
