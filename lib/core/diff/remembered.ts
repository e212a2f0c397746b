import { certificatesOf, identityOf } from '../findings';
import type { Finding, FindingState, TargetState } from '../model';

/** What is remembered of one fault. */
export interface Remembered {
  /** The finding that goes on, under the fingerprint that it was opened with. */
  readonly state?: FindingState;
  /** Findings that an earlier release told apart, by certificate or by name: they stay open as long as the fault does. */
  readonly others: readonly FindingState[];
}

/** Finds what is remembered of a fault that a check shows, whatever fingerprint an earlier release gave it. */
export function rememberedBy(previous: TargetState['findings']): (seen: Finding) => Remembered {
  const byIdentity = new Map<string, FindingState[]>();
  for (const state of Object.values(previous)) {
    const identity = identityOf(state.finding);
    byIdentity.set(identity, [...(byIdentity.get(identity) ?? []), state]);
  }
  return (seen) => {
    const [state, ...others] = [...(byIdentity.get(identityOf(seen)) ?? [])].sort(
      (a, b) => claim(b, seen) - claim(a, seen) || since(a) - since(b),
    );
    return { ...(state !== undefined && { state }), others };
  };
}

/** One that went on before goes on; then one about the certificate that is seen; then an open one; then the oldest. */
function claim({ finding, status }: FindingState, seen: Finding): number {
  const isAboutIt =
    'certificate' in finding.evidence &&
    'certificate' in seen.evidence &&
    finding.evidence.certificate === seen.evidence.certificate;
  return (certificatesOf(finding).length > 0 ? 4 : 0) + (isAboutIt ? 2 : 0) + (status === 'open' ? 1 : 0);
}

const since = ({ openedAt, firstSeen }: FindingState): number => openedAt ?? firstSeen;
