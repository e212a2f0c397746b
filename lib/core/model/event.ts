import type { Finding } from './finding';
import type { Target } from './target';
import type { VerdictName } from './verdict';

/** A fact's text before and after a change; null where there was, or is, none. */
export interface Change {
  readonly before: string | null;
  readonly after: string | null;
}

/** `before` and `after` hold the SHA-256 of the bodies, hex; the bodies are kept once each under their hash. */
export interface PolicyChange extends Change {
  /** The lines that differ, in the unified format without file names; cut when it is long. */
  readonly diff: string;
  /** Set when it changed. */
  readonly mode?: Change;
  /** Seconds; set when it changed. */
  readonly maxAge?: Change;
}

/** Record sets, one record a line, as in a zone file. */
export interface RepairChange extends Change {
  readonly zone: string;
  readonly zoneId: string;
  /** What was to be mended: kinds of findings, or `policy-changed-under-same-id`. */
  readonly kinds: readonly string[];
}

export interface CertificateChange extends Change {
  /** Where it was seen: an address of the MX host, or the name of the policy host. */
  readonly address: string;
  /** Fingerprints; `before` and `after` describe the certificates for a reader. */
  readonly beforeCertificate: string;
  readonly afterCertificate: string;
}

/** `policyMode`: that of the policy as it was last served; not set when none that is valid was. */
export interface LostChange extends Change {
  readonly policyMode?: string;
}

/** What each type of event carries beside {@link EventBase}. */
export interface EventDetails {
  'target-added': Change;
  'target-removed': Change;
  'sts-record-appeared': Change;
  'sts-record-vanished': LostChange;
  'sts-record-id-changed': Change;
  'policy-appeared': PolicyChange;
  'policy-body-changed': PolicyChange;
  /** A look after the change still showed the old id: senders that hold the old policy keep it until its max_age ends (RFC 8461 section 3.3). */
  'policy-changed-under-same-id': PolicyChange;
  'policy-id-changed-same-body': Change;
  'policy-mode-raised': Change;
  'policy-mode-lowered': Change;
  'policy-max-age-shortened': Change;
  'policy-unreachable': LostChange;
  'policy-reachable-again': Change;
  'mx-set-changed': Change;
  /** An MX that the policy covered, or a new one, is not covered any more. */
  'mx-uncovered': Change;
  'certificate-replaced': CertificateChange;
  'certificate-issuer-changed': CertificateChange;
  'certificate-key-type-changed': CertificateChange;
  'certificate-names-lost': CertificateChange;
  'tlsrpt-changed': Change;
  /** One record a line, as in a zone file. `rollOver`: records for another key came beside those in use, or went. */
  'tlsa-changed': Change & { readonly rollOver?: 'began' | 'ended' };
  /** Another certificate, and TLSA records that stayed and do not match it; `publish` is the line for the zone file. */
  'certificate-changed-under-same-tlsa': CertificateChange & { readonly publish: string };
  /** What DNSSEC says of the MX records: senders need not use DANE unless it is `secure`. */
  'mx-dnssec-changed': Change;
  'addresses-changed': Change;
  /** The monitor changed the hosted zone by itself, as its configuration says. */
  'zone-repaired': RepairChange;
  /** `before` is what the monitor wrote, `after` what the zone holds now: somebody else changes these records too. */
  'zone-repair-undone': RepairChange;
  'finding-opened': { readonly finding: Finding; readonly since: number };
  /** The same fault got worse: a tighter expiry threshold passed, or a higher severity. */
  'finding-escalated': { readonly finding: Finding; readonly since: number; readonly openedAt: number };
  /** `supersededBy`: fingerprint of the finding that it turned into. `unwatched`: it is over because the target is not watched any more. */
  'finding-resolved': {
    readonly finding: Finding;
    readonly openedAt: number;
    readonly supersededBy?: string;
    readonly unwatched?: true;
  };
  'verdict-changed': {
    readonly before: VerdictName | null;
    readonly after: VerdictName;
    readonly reasons: readonly string[];
  };
}

export type EventType = keyof EventDetails;

/** Everything that lib/core/diff finds by comparing facts; the other types have a life of their own. */
export type DriftType = Exclude<
  EventType,
  | 'target-added'
  | 'target-removed'
  | 'finding-opened'
  | 'finding-escalated'
  | 'finding-resolved'
  | 'verdict-changed'
  | 'zone-repaired'
  | 'zone-repair-undone'
>;

export interface EventBase {
  /**
   * `<target id>#<at>#<n>`: the same transition has the same id, however often it is made. A look is newer than the
   * state that it changes, so no two transitions share an id, even when a target is removed and added again.
   */
  readonly id: string;
  readonly target: Target;
  /** When the look that showed it began, milliseconds since the epoch. */
  readonly at: number;
  /** Ids of events, and fingerprints of findings, of the same look that tell people the same, and better. */
  readonly toldBy?: readonly string[];
}

/** A change of a target between two looks; the name avoids the DOM's `Event`. */
export type MonitorEvent<T extends EventType = EventType> = {
  [P in T]: EventBase & { readonly type: P } & EventDetails[P];
}[T];
