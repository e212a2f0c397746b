import { entryOf } from '../findings';
import type { EventType, Finding, FindingKind } from '../model';

/** Changes that tell people better what another change of the same check says. */
export const TOLD_BY_CHANGE: Partial<Readonly<Record<EventType, readonly EventType[]>>> = {
  'sts-record-appeared': ['policy-appeared'],
  'sts-record-id-changed': ['policy-body-changed', 'policy-id-changed-same-body'],
  'policy-mode-raised': ['policy-body-changed'],
  'policy-mode-lowered': ['policy-body-changed'],
  'policy-max-age-shortened': ['policy-body-changed'],
  'policy-unreachable': ['sts-record-vanished'],
  'mx-set-changed': ['mx-uncovered'],
  'certificate-replaced': ['certificate-issuer-changed', 'certificate-changed-under-same-tlsa'],
  'certificate-key-type-changed': ['certificate-issuer-changed'],
};

/**
 * One cause, one alert: whether a finding of a check tells people about a change in it, and better. A new policy that
 * leaves out an MX host is told as the mail that is refused, not twice.
 * @param isNew the check shows the finding for the first time, or in another way
 */
export function speaksFor({ kind, severity }: Finding, type: EventType, isNew: boolean): boolean {
  // A finding of no consequence is told to nobody, so it cannot speak for a change.
  if (severity === 'info') return false;
  const changes: Partial<Readonly<Record<EventType, 'when-new' | 'while-open'>>> = entryOf<FindingKind>(kind).speaksFor;
  return changes[type] === 'while-open' || (changes[type] === 'when-new' && isNew);
}
