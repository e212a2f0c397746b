import { entryOf } from '../findings';
import type { NotMended, PlanPart, RepairInput, RepairKind, RepairPlan } from './types';
import { mendStsRecord } from './sts-record';
import { mendTlsa } from './tlsa';
import { mendTlsRpt } from './tls-rpt';
import { withoutFaulty } from './gate';

const PARTS: readonly PlanPart[] = [mendStsRecord, mendTlsRpt, mendTlsa];

/**
 * The changes of a zone that mend what a look found, and why the rest cannot be mended so. What the zone holds counts,
 * not what caches still give: a plan that was carried out comes out empty. MX records are never touched. All that is
 * planned has passed the gate: it parses without a fault, and leaves nothing to mend.
 */
export function planRepair(input: RepairInput): RepairPlan {
  const parts = PARTS.map((part) => part(input));
  const { mends, notMended } = withoutFaulty(
    { mends: parts.flatMap((part) => part.mends), notMended: parts.flatMap((part) => part.notMended) },
    input,
  );
  const spokenOf = new Set<RepairKind>([...mends.flatMap(({ kinds }) => kinds), ...notMended.map(({ kind }) => kind)]);
  const all = [...input.findings, ...input.hosts.flatMap(({ findings }) => findings)];
  const others = all
    .filter(({ kind, severity }) => severity !== 'info' && !spokenOf.has(kind))
    .map((finding): NotMended => ({ kind: finding.kind, finding, why: entryOf(finding.kind).repair.otherwise }));
  return { mends, notMended: [...notMended, ...others] };
}
