import type { TargetState } from '../model';
import type { RepairKind } from './types';

/**
 * What may be mended without a person: it is seen in the zone itself, or in a policy that HTTPS proves. Not TLSA records:
 * the key that a mail server shows proves nothing, and with DANE a forged one would be believed.
 */
export const AUTOMATIC_KINDS = [
  'sts-record-missing',
  'sts-record-invalid',
  'sts-record-ignored',
  'sts-record-multiple',
  'sts-record-ambiguous',
  'policy-changed-under-same-id',
  'tlsrpt-missing',
  'tlsrpt-invalid',
  'tlsrpt-ignored',
  'tlsrpt-multiple',
  'tlsrpt-ambiguous',
] as const satisfies readonly RepairKind[];

export type AutomaticKind = (typeof AUTOMATIC_KINDS)[number];

export const isAutomatic = (kind: string): kind is AutomaticKind =>
  (AUTOMATIC_KINDS as readonly string[]).includes(kind);

/** Of these kinds, those that the remembered state of a domain shows as confirmed. */
export function automaticKindsOf(
  { findings, facts, retiredAt }: TargetState,
  kinds: readonly AutomaticKind[],
): readonly AutomaticKind[] {
  if (retiredAt !== undefined) return [];
  const open = new Set<RepairKind>(
    Object.values(findings).flatMap(({ status, finding }) => (status === 'open' ? [finding.kind] : [])),
  );
  if (facts.policy?.unannounced?.told === true) open.add('policy-changed-under-same-id');
  return kinds.filter((kind) => open.has(kind));
}
