import type { Finding, UnknownAspect } from './finding';
import type { DnssecStatus } from './observed';

/**
 * What MTA-STS does for mail to a domain now.
 * `protected`: enforced and every MX host passes, or the domain accepts no mail (null MX). `testing`: a valid policy that
 * does not enforce.
 * `degraded`: enforced, and some senders, addresses or MX hosts fail; the reasons name which. `undeliverable`: a sender
 * that follows RFC 8461 and holds the policy has no MX host left. `unprotected`: no usable policy. `unknown`: the checks
 * do not suffice to tell. `mx-not-checked`: a valid policy is enforced and nothing is known to fail, but some MX hosts
 * were not checked, because the monitor does not connect to port 25 from where it runs, or cannot.
 */
export const VERDICTS = [
  'undeliverable',
  'degraded',
  'unprotected',
  'unknown',
  'mx-not-checked',
  'testing',
  'protected',
] as const;
export type VerdictName = (typeof VERDICTS)[number];

export interface Verdict {
  readonly name: VerdictName;
  /** Why, one sentence each, most weighty first; plain text that may quote the network. */
  readonly reasons: readonly string[];
}

/** `partly`: refused at some of its addresses or by some senders, and accepted, or not checked, at others or by others. */
export type Acceptance = 'accepted' | 'partly' | 'refused' | 'unknown';

/** An MX host that is an alias, for a sender that matches policy and certificate with the name at its end. */
export interface AliasStanding {
  /** The final host. */
  readonly target: string;
  readonly acceptance: Acceptance;
  /** Whether the policy names the final host, and whether the certificates that are served do: `undefined` when none was seen. */
  readonly covered: boolean;
  readonly named: boolean | undefined;
}

/** One MX host of a domain, as the domain's policy and the host's own judgement see it. */
export interface MxHostStanding {
  readonly host: string;
  /** Lowest preference among the records that name it. */
  readonly preference: number;
  /** Whether an mx pattern of the policy matches; not set when no valid policy is known. */
  readonly covered?: boolean;
  /** What a sender that enforces does with this host. */
  readonly acceptance: Acceptance;
  /** What a sender that knows no policy does with it. */
  readonly withoutPolicy: Acceptance;
  /** What Exchange Online does with it under an enforced policy, which differs where the host is an alias; not set where it is none. */
  readonly exchangeOnline?: AliasStanding;
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownAspect[];
  /** Not set when the looks did not tell about DNSSEC. */
  readonly dane?: DaneHostStanding;
}

/** One MX host for senders that use DANE (RFC 7672), if they come to it by a signed MX record. */
export interface DaneHostStanding {
  /**
   * `authenticated`: a TLSA record matches what is served. `encrypted`: there are TLSA records, none of them usable, so
   * that TLS is a must and no more. `partly`: refused at some addresses. `refused`: they keep the mail. `not-used`: no
   * TLSA record counts.
   */
  readonly state: 'authenticated' | 'encrypted' | 'partly' | 'refused' | 'not-used' | 'unknown';
  /** Where the records that count stand; not set without any. */
  readonly baseDomain?: string;
  /** As in a zone file. */
  readonly records: readonly string[];
  /** All that is served is matched, and a record is there for something else: an old or a new key. */
  readonly rollOver: boolean;
}

/**
 * What DANE does for mail to a domain now. `protected`: the MX records are signed, and every MX host is authenticated.
 * `partial`: some MX host is not, and mail may go there. `degraded`: some MX host is refused, and not all are.
 * `undeliverable`: none is left, or validation fails. `not-signed`: MX hosts have TLSA records that count, and the MX
 * records are not signed. `not-used`: no MX host has TLSA records that count.
 */
export const DANE_STATES = [
  'undeliverable',
  'degraded',
  'not-signed',
  'partial',
  'unknown',
  'not-used',
  'protected',
] as const;

export interface DaneStanding {
  readonly state: (typeof DANE_STATES)[number];
  /** Of the MX records, or of the address of a domain without any; not set when it is not known. */
  readonly mxRecords?: DnssecStatus;
  /** One sentence each; plain text that may quote the network. */
  readonly reasons: readonly string[];
}

/** `neither` knows neither DANE nor MTA-STS. */
export const SENDERS = ['dane-first', 'mta-sts-only', 'exchange-online', 'neither'] as const;
export type Sender = (typeof SENDERS)[number];

/** What becomes of mail from one kind of sender. */
export interface Delivery {
  readonly sender: Sender;
  /**
   * The least that mail meets: `authenticated`, `encrypted` without knowing to whom, `opportunistic` with whatever TLS
   * there is; `refused`: kept, and returned in the end.
   */
  readonly outcome: 'authenticated' | 'encrypted' | 'opportunistic' | 'refused' | 'unknown';
  /** Some MX hosts are passed over, and others are left. */
  readonly partly: boolean;
  readonly says: string;
}
