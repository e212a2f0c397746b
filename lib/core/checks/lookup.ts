import { findingOf } from '../findings';
import type { Aspect, FailureCause, Severity, Target, UnknownAspect } from '../model';
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
  const kind = subject.type === 'domain' ? 'dns-failing' : 'mx-host-dns-failing';
  return {
    ...unknown,
    becomes: findingOf({ kind, subject, evidence: { name, type, cause, detail: boundedDetail(detail) }, aspects: [aspect], severity, discriminator: `${name}/${type}` }),
  };
}
