import type { CATALOGUE, Repair } from '../findings';
import { entryOf, FINDING_KINDS } from '../findings';
import type { FindingKind, TargetState } from '../model';
import type { RepairKind } from './types';

type AutomaticFinding = {
  [K in FindingKind]: (typeof CATALOGUE)[K] extends { readonly repair: { readonly automatic: true } } ? K : never;
}[FindingKind];

export type AutomaticKind = AutomaticFinding | 'policy-changed-under-same-id';

const mendedBy = (record: Repair['record']): readonly AutomaticFinding[] =>
  FINDING_KINDS.filter((kind): kind is AutomaticFinding => {
    const { repair } = entryOf(kind);
    return repair.automatic === true && repair.record === record;
  });

/** What may be mended without a person. */
export const AUTOMATIC_KINDS: readonly AutomaticKind[] = [
  ...mendedBy('sts-record'),
  'policy-changed-under-same-id',
  ...mendedBy('tlsrpt-record'),
];

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
