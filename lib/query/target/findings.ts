import { findingPart } from '../../core/report';
import type { ForDomain } from '../../core/report';
import type { Finding, Severity, TargetState } from '../../core/model';
import { SEVERITIES } from '../../core/model';
import type { FindingResource, UnseenResource } from '../resources';
import { iso } from '../time';

/** What is found of targets: the gravest first, and what is confirmed before what is not. */
export function findingResources(
  states: readonly TargetState[],
  severityOf: (finding: Finding) => Severity,
  now: number,
  domain?: ForDomain,
): FindingResource[] {
  const rank = ({ severity, status }: FindingResource): number =>
    SEVERITIES.indexOf(severity) * 2 + (status === 'open' ? 0 : 1);
  return states
    .flatMap(({ findings }) => Object.values(findings))
    .map(({ finding, status, firstSeen }): FindingResource => ({
      ...findingPart(finding, severityOf(finding), now, domain),
      status,
      since: iso(firstSeen),
    }))
    .sort((a, b) => rank(a) - rank(b));
}

export const unseenResources = (states: readonly TargetState[]): UnseenResource[] =>
  states.flatMap(({ target, unknown }) =>
    unknown.map(({ aspect, cause, since }) => ({ subject: target, aspect, cause, since: iso(since) })),
  );
