import type { Aspect, DnssecStatus, FailureCause, Finding, MxRecord, TlsaFacts, UnknownAspect } from '../model';

/**
 * What the verdict needs to know of a domain, whether from a look just made or from what is remembered: a domain and
 * its MX hosts are looked at at different times.
 */
export interface DomainView {
  readonly domain: string;
  /** Its own findings that count: those of the look, or those that are open. */
  readonly findings: readonly Finding[];
  /** Whether it is known what is at the name of the STS record, even if that is nothing. */
  readonly recordKnown: boolean;
  /** No STS record is there. */
  readonly recordAbsent?: true;
  /** The policy as read; not set when none was. */
  readonly policy?: { readonly mode: string; readonly mx: readonly string[] };
  /** Not set while the MX records are not known. */
  readonly mx?: MxView;
  /** What DNSSEC says of the MX records; not set when it is not known. */
  readonly mxDnssec?: DnssecStatus;
  /** What is out of sight, for the reasons. */
  readonly unknown: readonly OutOfSight[];
}

export interface MxView {
  readonly form: 'mx' | 'implicit' | 'null' | 'none';
  readonly hosts: readonly MxRecord[];
  /** Exchanges that are addresses, which nobody can deliver to. */
  readonly addresses: readonly MxRecord[];
}

export interface OutOfSight {
  readonly aspect: Aspect;
  readonly cause: FailureCause;
}

/** What the verdict needs to know of one MX host. */
export interface MxHostView {
  readonly host: string;
  /** The findings that count: those of the look, or those that are open. */
  readonly findings: readonly Finding[];
  /** Addresses of which a session is known. */
  readonly seen: readonly string[];
  readonly unknown: readonly UnknownAspect[];
  /** The SAN dNSNames of each certificate that its addresses serve, as far as they were seen. */
  readonly names: readonly (readonly string[])[];
  /** Its TLSA records, null when there are none; not set when nothing is known of them. */
  readonly tlsa?: TlsaFacts | null;
}
