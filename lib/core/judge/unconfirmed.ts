import type { AddressAnswer, Aspect, Finding, FindingKind, Judgement, UnknownAspect } from '../model';
import { aspectAt, isAt } from '../model';

/**
 * A judgement of an MX host without what only addresses show that one resolver alone named: such an address may be
 * another's, and that resolver wrong. What addresses of two resolvers show is the host's own. The rest is not known.
 */
export function withoutUnconfirmed({ findings, unknown }: Judgement, { unconfirmed }: AddressAnswer): Judgement {
  if (unconfirmed === undefined) return { findings, unknown };
  const namedBy = new Map(
    Object.entries(unconfirmed).flatMap(([resolver, addresses]) =>
      addresses.map((address): [Aspect, string] => [aspectAt('smtp', address), resolver]),
    ),
  );
  const shownAt = new Map<FindingKind, Aspect[]>();
  for (const { kind, aspects } of [...findings, ...unknown.flatMap(({ becomes }) => becomes ?? [])])
    shownAt.set(kind, [...(shownAt.get(kind) ?? []), ...aspects]);
  const counts = ({ kind, aspects }: Finding): boolean => {
    const resolvers = new Set(ofAddresses(shownAt.get(kind) ?? []).map((aspect) => namedBy.get(aspect)));
    return ofAddresses(aspects).length === 0 || resolvers.size > 1 || resolvers.has(undefined);
  };
  const doubtful = new Set(
    findings.filter((finding) => !counts(finding)).flatMap(({ aspects }) => ofAddresses(aspects)),
  );
  return {
    findings: findings.filter(counts),
    unknown: [
      ...unknown.map(({ becomes, ...aspect }) =>
        becomes !== undefined && counts(becomes) ? { ...aspect, becomes } : aspect,
      ),
      ...[...doubtful].map((aspect): UnknownAspect => ({
        aspect,
        cause: 'disagreement',
        detail: `${namedBy.get(aspect) ?? ''} alone names this address`,
      })),
    ],
  };
}

const ofAddresses = (aspects: readonly Aspect[]): Aspect[] => aspects.filter((aspect) => isAt('smtp', aspect));
