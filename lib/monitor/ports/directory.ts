import type { DomainEntry, RemovalLedger, ZoneView } from '../../core/model';
import type { Page, WriteOutcome } from './common';

export interface DirectoryStore {
  domain(name: string): Promise<DomainEntry | undefined>;
  /** In name order, all pages. */
  domains(): AsyncIterable<DomainEntry>;
  domainsPage(range: {
    readonly prefix?: string;
    readonly limit?: number;
    readonly cursor?: string;
  }): Promise<Page<DomainEntry>>;
  /** Adds if not there; true if it was added. */
  addDomain(entry: DomainEntry): Promise<boolean>;
  removeDomain(name: string): Promise<boolean>;
  /** Sets the verdict if the stored one is `expected` (undefined: none yet). */
  setVerdict(
    name: string,
    expected: DomainEntry['verdict'],
    next: Required<Pick<DomainEntry, 'verdict' | 'verdictSince' | 'reasons'>>,
  ): Promise<WriteOutcome>;
  /** Sets the source if the stored one is `expected`; the domain is held no longer then. */
  setSource(name: string, expected: string, next: string): Promise<WriteOutcome>;
  /** Sets, or with undefined takes off, what is known of the hosted zone that a watched domain is in. */
  setZone(name: string, zone: ZoneView | undefined): Promise<WriteOutcome>;
  /** Notes since when a watched domain is held, unless it is held already. */
  hold(name: string, since: number): Promise<WriteOutcome>;
  /** Notes that a held domain is back on its list. */
  release(name: string): Promise<WriteOutcome>;
  /** Sets the source of a held domain; it is held no longer then. */
  adoptHeld(name: string, source: string): Promise<WriteOutcome>;
  /** How removals stand that follow from a list. Strongly consistent. */
  removalLedger(): Promise<RemovalLedger>;
  /** Writes `next` if the stored version is still `next.version - 1`. */
  writeRemovalLedger(next: RemovalLedger): Promise<WriteOutcome>;
  /** Replaces the MX hosts of a domain, both directions. */
  setMxHosts(domain: string, hosts: readonly { readonly host: string; readonly preference: number }[]): Promise<void>;
  mxHostsOf(domain: string): Promise<readonly { readonly host: string; readonly preference: number }[]>;
  /** In name order; `after`: those that follow this name. */
  domainsOf(mxHost: string, after?: string): AsyncIterable<string>;
  /** Every MX host that a watched domain names, once each. */
  mxHosts(): AsyncIterable<string>;
}
