import type { Aspect, FindingKind, UnknownAspect } from '../model';

/** How many looks it takes to believe a change. A look that could not see counts neither way. */
export interface DiffOptions {
  /** Looks in a row that confirm a fault which may be a matter of chance, or that turn "not seen" into a finding. */
  readonly confirmLooks: number;
  /**
   * Known looks in a row without an open finding that resolve it. `published`: what DNS and the policy say, which one
   * look proves. `served`: what a session showed (certificates, STARTTLS, the answer of a policy host); behind one address there may be several
   * servers that answer in turn, so it takes more. Each time such a finding comes back before it was resolved, the
   * number doubles, up to `most`.
   */
  readonly clearLooks: { readonly published: number; readonly served: number; readonly most: number };
  /** Certificates and addresses that this many known looks in a row did not show are forgotten. */
  readonly windowLooks: number;
  /**
   * Whether others could be seen from here at the time, so that not seeing this aspect says something about the target.
   * `seenBefore`: it was seen once.
   */
  readonly vantageGood: (unknown: UnknownAspect, seenBefore: boolean) => boolean;
}

/** The numbers of {@link DiffOptions} that suit a look every hour. */
export const DEFAULT_LOOKS = {
  confirmLooks: 3,
  clearLooks: { published: 1, served: 3, most: 12 },
  windowLooks: 12,
} as const satisfies Partial<DiffOptions>;

const SERVED_KINDS = new RegExp(
  [
    'mx-host-(?:certificate|starttls|tls|dane|refuses)-.+',
    'mx-host-tlsa-(?:mismatch|name-mismatch|certificate-dates)',
    'policy-host-(?:certificate|tls)-.+',
    'policy-(?:redirect|content-type|too-large)',
  ]
    .map((kind) => `^${kind}$`)
    .join('|'),
);

/** How many clean looks resolve a finding of this kind, unless it has come back meanwhile. */
export const clearLooksOf = (kind: FindingKind, { clearLooks }: DiffOptions): number =>
  SERVED_KINDS.test(kind) ? clearLooks.served : clearLooks.published;

/** Whether the look could not tell about an aspect. */
export type IsUnknown = (aspect: Aspect) => boolean;
