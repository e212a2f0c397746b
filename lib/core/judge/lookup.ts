import { findingOf } from '../findings';
import type { Aspect, FailureCause, Finding, Severity, Target, UnknownAspect } from '../model';
import { LOOKUP_FAILURES } from './failures';

export interface FailedLookup {
  readonly subject: Target;
  readonly aspect: Aspect;
  readonly name: string;
  readonly type: 'TXT' | 'MX' | 'A/AAAA';
  readonly cause: FailureCause;
  readonly detail: string;
  readonly severity?: Severity;
}

/** Texts of failures in evidence, characters. */
const LONGEST_DETAIL = 300;
export const boundedDetail = (detail: string): string => detail.slice(0, LONGEST_DETAIL);

/** A lookup that gave neither an answer nor its absence. */
export function failedLookup({ subject, aspect, name, type, cause, detail, severity }: FailedLookup): UnknownAspect {
  const unknown = { aspect, cause, detail };
  if (LOOKUP_FAILURES[cause] === 'ours') return unknown;
  const common = { subject, aspects: [aspect], severity, discriminator: `${name}/${type}` };
  const evidence = { name, type, cause, detail: boundedDetail(detail) };
  const ofDomain = subject.type === 'domain';
  const becomes = isBogus(unknown)
    ? findingOf({
        kind: ofDomain ? 'dnssec-bogus' : 'mx-host-dnssec-bogus',
        evidence: { name, type, detail: evidence.detail },
        ...common,
      })
    : findingOf({ kind: ofDomain ? 'dns-failing' : 'mx-host-dns-failing', evidence, ...common });
  return { ...unknown, becomes };
}

const isBogus = ({ cause }: Pick<UnknownAspect, 'cause'>): boolean => cause === 'bogus';

/** A failed validation is the zone's doing, by a resolver's own word: what cannot be seen for it is a fault at once. */
export const provenByDnssec = (unknown: readonly UnknownAspect[]): readonly Finding[] =>
  unknown.filter(isBogus).flatMap(({ becomes }) => becomes ?? []);
