import type { HostedZone, RecordChange, RecordSet } from '../../core/model';

/** The hosted zones of one account of a DNS provider. Every call may reject with a {@link ZoneError}. */
export interface ZoneAccount {
  /** As it is configured: the ARN of a role, or the account's own credentials. */
  readonly name: string;
  /** All zones, public and private, all pages. */
  zones(): AsyncIterable<HostedZone>;
  /** The zones of just this name. */
  zonesNamed(name: string): Promise<readonly HostedZone[]>;
  /** All record sets of a zone, all pages. */
  recordSets(zoneId: string): AsyncIterable<RecordSet>;
  /** The name servers that the provider gave the zone, sorted. */
  nameServers(zoneId: string): Promise<readonly string[]>;
  /**
   * Makes all changes or none, each only if the stored set still is `before` to the letter.
   * @returns an id for {@link inSync}
   */
  change(zoneId: string, changes: readonly RecordChange[], comment: string): Promise<string>;
  /** Resolves when all name servers of the provider answer by the change. @throws the signal's reason when it is aborted */
  inSync(changeId: string, signal: AbortSignal): Promise<void>;
}

/** Why a provider did not do what it was asked. */
export type ZoneErrorCause =
  /** The credentials lack a permission: `action` names it. */
  | 'denied'
  /** There are no credentials, or the role cannot be assumed. */
  | 'credentials'
  | 'throttled'
  | 'no-such-zone'
  /** A record set is not what the change was made from: somebody else changed it. */
  | 'changed-meanwhile'
  /** The same, after a try that no answer came to: that one may have made the change. */
  | 'perhaps-made'
  /** The provider does not take a change as it is. */
  | 'refused'
  | 'failed';

export class ZoneError extends Error {
  constructor(
    readonly why: ZoneErrorCause,
    /** One line; holds the provider's words, so escape it where it is shown. */
    message: string,
    /** The permission that is missing, such as `route53:ListHostedZones`. */
    readonly action?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ZoneError';
  }
}
