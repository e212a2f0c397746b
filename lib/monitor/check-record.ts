import type { Check } from '../core/diff';
import type { CheckRecord, VerdictName } from '../core/model';

export interface CheckOf {
  readonly runId: string;
  readonly durationMs: number;
  /** For a domain. */
  readonly verdict?: VerdictName | undefined;
}

/** One look as a line of the history. */
export function checkRecord(
  { target, observedAt, facts, served, judgement }: Check,
  { runId, durationMs, verdict }: CheckOf,
): CheckRecord {
  return {
    target,
    at: observedAt,
    runId,
    durationMs: Math.round(durationMs),
    kinds: [...new Set(judgement.findings.map(({ kind }) => kind))],
    unknown: judgement.unknown.map(({ aspect, cause }) => `${aspect} ${cause}`),
    certificates: [...new Set(Object.values(served).map(({ fingerprint }) => fingerprint.slice(0, 16)))],
    ...(verdict !== undefined && { verdict }),
    ...(facts.stsRecord?.id !== undefined && { stsId: facts.stsRecord.id }),
    ...(facts.policy?.state === 'served' && { policy: facts.policy.sha256 }),
  };
}
