import { entryOf } from '../../core/findings';
import type { CheckRecord } from '../../core/model';
import { SEVERITIES } from '../../core/model';
import type { CheckResource } from '../resources';
import { iso } from '../time';

export function checkResource({
  at,
  runId,
  durationMs,
  verdict,
  kinds,
  unknown,
  stsId,
  policy,
  certificates,
}: CheckRecord): CheckResource {
  const found = new Set(kinds.map((kind) => entryOf(kind).severity));
  const worst = SEVERITIES.find((severity) => found.has(severity));
  return {
    at: iso(at),
    runId,
    durationMs,
    ...(verdict !== undefined && { verdict }),
    kinds: [...kinds],
    ...(worst !== undefined && { worst }),
    unseen: [...unknown],
    ...(stsId !== undefined && { stsId }),
    ...(policy !== undefined && { policy }),
    certificates: [...certificates],
  };
}
